/** Events of orders for tests of the read model: what matters is given, the rest is plausible. */
import { epochMicros } from '../../../../shared/kernel/time.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import { stream } from '../../events/testing/sampleEvents.ts';

export function orderEvent(position: number, orderId: string, type: string, data: object): StoredEvent {
  return {
    type,
    data,
    eventId: `event-${position}`,
    correlationId: 'trace',
    actor: 'engine',
    position,
    streamId: stream(`order-${orderId}`),
    version: 'terms' in data ? 0 : 1,
    schemaVersion: 1,
    time: epochMicros(1_764_000_000_000_000 + position),
  } as unknown as StoredEvent;
}

export function orderCreated(position: number, orderId: string): StoredEvent {
  const terms = {
    orderId,
    signalId: 's',
    account: 'main',
    strategy: 'manual',
    venue: 'sim',
    symbol: 'SPX',
    side: 'buy',
    quantity: '10',
    orderType: 'market',
    timeInForce: 'DAY',
    reduceOnly: false,
  };
  return orderEvent(position, orderId, 'OrderCreated', { terms, risk: { level: 'low', rules: [] } });
}
