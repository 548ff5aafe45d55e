/** Events of signals and of their orders, in any order that the engine may write, for tests of the read model. */
import fc from 'fast-check';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import { stream } from '../../events/testing/sampleEvents.ts';

export type SignalStep =
  | 'received'
  | 'rejected'
  | 'unreadable'
  | 'created'
  | 'denied'
  | 'denied_later'
  /** Received, created, and on its way to the venue. */
  | 'sent'
  | 'submitting'
  | 'accepted'
  | 'exit_created'
  | 'other';

const startMicros = 1_764_000_000_000_000;
const risk = { level: 'low', rules: [] };
const refusal = { code: 'price_off_tick', message: 'The price 1 is off the tick 0.25' };

/** What happens to which of a few signals. */
export const signalSteps = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom<SignalStep>(
      'received',
      'received',
      'rejected',
      'unreadable',
      'created',
      'denied',
      'denied_later',
      'sent',
      'sent',
      'submitting',
      'accepted',
      'exit_created',
      'other',
    ),
  ),
  { maxLength: 30 },
);

/** The events of the steps, without those that could not happen. */
export function signalHistory(
  steps: readonly (readonly [number: number, step: SignalStep])[],
): StoredEvent[] {
  const events: StoredEvent[] = [];
  const versions = new Map<string, number>();
  const add = (streamId: string, type: string, data: object): void => {
    const position = events.length + 1;
    const version = versions.get(streamId) ?? 0;
    versions.set(streamId, version + 1);
    events.push({
      type,
      data,
      eventId: `event-${position}`,
      correlationId: 'trace',
      actor: 'intake:http',
      position,
      streamId: stream(streamId),
      version,
      schemaVersion: 1,
      time: epochMicros(startMicros + position),
    } as unknown as StoredEvent);
  };
  for (const [number, step] of steps) {
    const id = `s${number}`;
    const [signal, order] = [`signal-${id}`, `order-o${number}`];
    const isReceived = versions.has(signal);
    const isEnded = events.some(
      ({ streamId, type }) => streamId === order && (type === 'OrderDenied' || type === 'OrderAccepted'),
    );
    const [isOrdered, isSent] = [versions.get(order) === 1, (versions.get(order) ?? 0) > 1];
    const terms = termsOf(number);
    switch (step) {
      case 'received':
        if (!isReceived) add(signal, 'SignalReceived', { signal: signalOf(number), orderId: `o${number}` });
        break;
      case 'rejected':
        if (isReceived && !isOrdered && !isSent) add(signal, 'SignalRejected', { reasons: [refusal] });
        break;
      case 'unreadable':
        add(`signal-unreadable-${events.length}`, 'SignalRejected', {
          reasons: [refusal],
          origin: `signals.ndjson line ${number}`,
          raw: { excerpt: '{"id":', bytes: 6 },
        });
        break;
      case 'created':
        if (isReceived && !isOrdered && !isSent) add(order, 'OrderCreated', { terms, risk });
        break;
      case 'denied':
        if (isReceived && !isOrdered && !isSent) add(order, 'OrderDenied', { terms, reasons: [refusal] });
        break;
      case 'denied_later':
        if ((isOrdered || isSent) && !isEnded) add(order, 'OrderDenied', { reasons: [refusal] });
        break;
      case 'sent':
        if (isReceived) break;
        add(signal, 'SignalReceived', { signal: signalOf(number), orderId: `o${number}` });
        add(order, 'OrderCreated', { terms, risk });
        add(order, 'OrderSubmitting', { clientOrderId: 'c' });
        break;
      case 'submitting':
        if (isOrdered && !isEnded) add(order, 'OrderSubmitting', { clientOrderId: 'c' });
        break;
      case 'accepted':
        if (isSent && !isEnded) add(order, 'OrderAccepted', { clientOrderId: 'c', venueOrderId: 'v' });
        break;
      case 'exit_created':
        if (isSent) {
          const parent = { orderId: `o${number}`, role: 'stop_loss' };
          add(`order-o${number}-exit${events.length}`, 'OrderCreated', { terms: { ...terms, parent }, risk });
        }
        break;
      case 'other':
        add('desk', 'EngineStopped', { reason: 'test' });
    }
  }
  return events;
}

function termsOf(number: number): object {
  return {
    orderId: `o${number}`,
    signalId: `s${number}`,
    account: 'main',
    strategy: 'manual',
    venue: 'sim',
    symbol: 'SPX',
    side: 'buy',
    quantity: '10',
    orderType: 'market',
    timeInForce: 'DAY',
  };
}

function signalOf(number: number): object {
  return {
    id: `s${number}`,
    source: number % 2 === 0 ? 'file:a' : 'strategy',
    strategy: number === 3 ? 'momentum' : 'manual',
    account: 'main',
    symbol: number === 4 ? 'NDX' : 'SPX',
    side: number % 2 === 0 ? 'sell' : 'buy',
    quantity: String(number * 4),
    orderType: number < 3 ? 'limit' : 'market',
    ...(number < 3 && { limitPrice: String(200 - number * 99) }),
    timeInForce: 'DAY',
    confidence: '0.9',
    createdAt: number === 1 ? '2026-01-03T21:00:00.000000Z' : `2025-11-2${number}T16:00:00.000000Z`,
  };
}
