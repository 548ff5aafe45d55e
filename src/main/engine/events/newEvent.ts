/** Adds to an event the fields that it needs before it is appended. */
import { newEventId } from '../../../shared/kernel/ids.ts';
import type { DomainEvent } from '../../domain/domainEvent.ts';
import type { IdSource } from '../ports.ts';
import type { EventContext, NewEvent } from './storedEvent.ts';

export function newEvent(event: DomainEvent, context: EventContext, ids: Pick<IdSource, 'next'>): NewEvent {
  const { correlationId, causationId, actor } = context;
  return { ...event, eventId: newEventId(ids), correlationId, causationId, actor };
}
