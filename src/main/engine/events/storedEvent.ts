/** An event with the fields that the store adds to it. */
import type { Actor, CorrelationId, EventId, StreamId } from '../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { DomainEvent } from '../../domain/domainEvent.ts';

/** The fields that all events of one action share. */
export interface EventContext {
  readonly correlationId: CorrelationId;
  /** The event that led to this one; absent at the start of a chain. */
  readonly causationId?: EventId | undefined;
  readonly actor: Actor;
}

/** An event to append. `eventId` makes the append idempotent: an event with a known id is not appended again. */
export type NewEvent<E extends DomainEvent = DomainEvent> = E & EventContext & { readonly eventId: EventId };

export type StoredEvent<E extends DomainEvent = DomainEvent> = NewEvent<E> & {
  /** 1, 2, 3 … over the whole store, without gaps. */
  readonly position: number;
  readonly streamId: StreamId;
  /** 0, 1, 2 … within the stream. */
  readonly version: number;
  readonly schemaVersion: number;
  /** When the event was appended. */
  readonly time: EpochMicros;
};
