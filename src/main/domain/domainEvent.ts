/** Every event of every stream. The engine, the window and the docs all read this one list of types and data. */
import type { DeskEventData } from './desk/deskEvents.ts';
import type { OrderEventData } from './order/orderEvents.ts';
import type { SignalEventData } from './signal/signalEvents.ts';
import type { NotUnderstoodEventData } from './stored/notUnderstood.ts';
import type { VenueEventData } from './venue/venueEvents.ts';

export interface DomainEventData
  extends SignalEventData, OrderEventData, VenueEventData, DeskEventData, NotUnderstoodEventData {}

export type DomainEventType = keyof DomainEventData;
export type DomainEventOf<Type extends DomainEventType> = {
  readonly [T in Type]: { readonly type: T; readonly data: DomainEventData[T] };
}[Type];
export type DomainEvent = DomainEventOf<DomainEventType>;
