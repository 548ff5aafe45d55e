/** Every event of every stream. The engine, the window and the docs all read this one list of types and data. */
import type { DeskEventData } from './desk/deskEvents.ts';
import type { OrderEventData } from './order/orderEvents.ts';
import type { SignalEventData } from './signal/signalEvents.ts';
import type { VenueEventData } from './venue/venueEvents.ts';

/** A read of a store makes this event; nobody appends it. */
export interface NotUnderstoodEventData {
  readonly EventNotUnderstood: {
    /** The type of the event as it is stored. */
    readonly storedType: string;
    /** What is wrong with the event, as a sentence that begins with "it": `is of no type known here`. */
    readonly why: string;
    /** The event's data as it is stored, cut to a readable length. */
    readonly excerpt: string;
  };
}

export interface DomainEventData
  extends SignalEventData, OrderEventData, VenueEventData, DeskEventData, NotUnderstoodEventData {}

export type DomainEventType = keyof DomainEventData;
export type DomainEventOf<Type extends DomainEventType> = {
  readonly [T in Type]: { readonly type: T; readonly data: DomainEventData[T] };
}[Type];
export type DomainEvent = DomainEventOf<DomainEventType>;
