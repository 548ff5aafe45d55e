import type { EventId } from '../../../shared/kernel/ids.ts';
import type { DomainEvent } from '../../domain/domainEvent.ts';
import type { IdSource } from '../ports.ts';
import type { EventContext, NewEvent } from './storedEvent.ts';

export function newEvent<E extends DomainEvent>(event: E, context: EventContext, ids: IdSource): NewEvent<E> {
  const { correlationId, causationId, actor } = context;
  const eventId = ids.next() as EventId;
  // A spread of a generic union loses exact optional keys; each branch is checked by its parts.
  return (
    causationId === undefined
      ? { ...event, eventId, correlationId, actor }
      : { ...event, eventId, correlationId, causationId, actor }
  ) as NewEvent<E>;
}
