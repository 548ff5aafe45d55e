/** Events of a real order, to be copied with ids of their own: so a large store is filled within seconds. */
import type { CorrelationId, StreamId } from '../../src/shared/kernel/ids.ts';
import { invariant } from '../../src/shared/kernel/invariant.ts';
import type { NewEvent, StoredEvent } from '../../src/main/engine/events/storedEvent.ts';
import type { StreamAppend } from '../../src/main/engine/events/eventStore.ts';

/** What differs from copy to copy. */
export interface CopyIds {
  readonly signalId: string;
  readonly orderId: string;
  readonly venueOrderId: string;
  readonly executionId: string;
  readonly strategy: string;
  readonly quantity: string;
  /** The id of each event. */
  readonly eventIds: readonly string[];
}

export interface OrderTemplate {
  readonly eventCount: number;
  /** One append for each stream of the order. */
  copy(ids: CopyIds): readonly StreamAppend[];
}

/** `stored` are the events of one signal and its order, by position. */
export function orderTemplate(stored: readonly StoredEvent[]): OrderTemplate {
  const created = stored.find((event) => event.type === 'OrderCreated');
  const accepted = stored.find((event) => event.type === 'OrderAccepted');
  const filled = stored.find((event) => event.type === 'OrderFilled');
  invariant(created?.type === 'OrderCreated', 'the order is created');
  invariant(accepted?.type === 'OrderAccepted' && filled?.type === 'OrderFilled', 'the order is filled');
  const { signalId, orderId, strategy, quantity } = created.data.terms;
  const named = new Map<string, (ids: CopyIds) => string>([
    [JSON.stringify(signalId), (ids) => JSON.stringify(ids.signalId)],
    [`signal-${signalId}`, (ids) => `signal-${ids.signalId}`],
    [orderId, (ids) => ids.orderId],
    [String(accepted.data.venueOrderId), (ids) => ids.venueOrderId],
    [filled.data.executionId, (ids) => ids.executionId],
    [`"strategy":"${strategy}"`, (ids) => `"strategy":"${ids.strategy}"`],
    ...['quantity', 'lastQuantity', 'cumulativeQuantity'].map((name): [string, (ids: CopyIds) => string] => [
      `"${name}":"${quantity}"`,
      (ids) => `"${name}":"${ids.quantity}"`,
    ]),
    ...stored.map(({ eventId }, index): [string, (ids: CopyIds) => string] => [
      eventId,
      (ids) => ids.eventIds[index] ?? eventId,
    ]),
  ]);
  const streams = [...new Set(stored.map(({ streamId }) => streamId))].map((streamId) => ({
    streamId: compile(streamId, named),
    events: stored
      .filter((event) => event.streamId === streamId)
      .map((event) => compile(textOf(event), named)),
  }));
  return {
    eventCount: stored.length,
    copy: (ids) =>
      streams.map(({ streamId, events }) => ({
        streamId: streamId(ids) as StreamId,
        events: events.map((event) => JSON.parse(event(ids)) as NewEvent),
        expected: 'no_stream',
      })),
  };
}

/** The events of each order, by its correlation id. */
export async function eventsByOrder(
  events: AsyncIterable<StoredEvent>,
): Promise<ReadonlyMap<CorrelationId, readonly StoredEvent[]>> {
  const byOrder = new Map<CorrelationId, StoredEvent[]>();
  for await (const event of events) {
    const known = byOrder.get(event.correlationId);
    if (known === undefined) byOrder.set(event.correlationId, [event]);
    else known.push(event);
  }
  return byOrder;
}

function textOf({ type, data, eventId, correlationId, causationId, actor }: StoredEvent): string {
  return JSON.stringify({ type, data, eventId, correlationId, causationId, actor });
}

/** Splits the text at everything that is named, once; a copy only joins it again. */
function compile(
  text: string,
  named: ReadonlyMap<string, (ids: CopyIds) => string>,
): (ids: CopyIds) => string {
  const words = Array.from(named.keys(), (word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const parts = text.split(new RegExp(`(${words.join('|')})`));
  const fill = parts.map((part) => named.get(part) ?? (() => part));
  return (ids) => fill.map((one) => one(ids)).join('');
}
