/** Reads the type and data of an event that comes from outside, from a disk or another process. */
import type { DomainEvent } from '../domainEvent.ts';
import { notUnderstood, whyNotUnderstood } from './notUnderstood.ts';

/** Returns EventNotUnderstood in the place of an event that can't be understood in its stream. */
export function understoodEvent(streamId: string, type: string, data: unknown): DomainEvent {
  const why = whyNotUnderstood(streamId, type, data);
  // The check has found the type, and its shape fits the data.
  if (why === undefined) return { type, data } as DomainEvent;
  return notUnderstood(type, why, data === undefined ? '' : JSON.stringify(data));
}
