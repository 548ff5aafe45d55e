/** Stored events for tests, read as the window reads them. */
import type { Plain } from '../../shared/kernel/testing/plain.ts';
import { trusted, parseStreamId } from '../../shared/kernel/ids.ts';
import { ids } from '../../shared/kernel/testing/ids.ts';
import type { StoredEventType } from '../../main/domain/eventGravity.ts';
import { eventViewSchema, type EventView } from '../../shared/contract/events.ts';

const streams = ['order-o1', 'signal-s1', 'venue-sim', 'desk'].map((name) => trusted(parseStreamId, name));

/** An event of this type in a stream where it belongs; throws when the data have another shape. */
export function event(type: StoredEventType, data: object, change: Partial<Plain<Envelope>> = {}): EventView {
  const read = streams.map((streamId) =>
    eventViewSchema.parse(crossing({ streamId, type, data, ...change })),
  );
  const understood = read.find((one) => one.type === type);
  if (understood === undefined) {
    throw new Error(`no ${type}: ${JSON.stringify(read.map(({ data: found }) => found))}`);
  }
  return understood;
}

/** An event for tests that look at its place alone. */
export function eventAt(position: number): EventView {
  return event('EngineStopped', { reason: 'the day is over' }, { position });
}

type Envelope = Omit<EventView, 'type' | 'data'>;

/** A whole event as it crosses, whatever its type and data. */
export function crossing(
  change: Partial<Plain<Envelope>> & { readonly type: string; readonly data: unknown },
) {
  return {
    position: 1,
    streamId: 'order-o1',
    version: 0,
    eventId: `event-${change.position ?? 1}`,
    schemaVersion: 1,
    correlationId: 's1',
    actor: ids.actor('engine'),
    time: '2026-11-23T09:31:05.877004Z',
    ...change,
  };
}
