/** Every event of every stream. */
import type { DeskEvent } from './desk/deskEvents.ts';
import type { OrderEvent } from './order/orderEvents.ts';
import type { SignalEvent } from './signal/signalEvents.ts';
import type { EventNotUnderstood } from './stored/notUnderstood.ts';
import type { VenueEvent } from './venue/venueEvents.ts';

export type DomainEvent = SignalEvent | OrderEvent | VenueEvent | DeskEvent | EventNotUnderstood;
