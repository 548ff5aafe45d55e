import { expect, test } from 'vitest';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import type { OrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import type { TradingEventData } from '../../../domain/trading/tradingEvents.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import { flattenIdOf } from './flattenIds.ts';
import { Kill, originOf } from './kill.ts';

function event<Type extends keyof TradingEventData>(type: Type, data: TradingEventData[Type]) {
  const place = { eventId: 'e', correlationId: 'c', actor: 'operator:ak', streamId: 'desk' };
  const stored = { ...place, type, data, position: 1, version: 0, schemaVersion: 1, time: epochMicros(0) };
  return stored as unknown as StoredEvent;
}

function flattening(venue: string, orderId: OrderId): StoredEvent {
  const order = { orderId, account: 'main', strategy: 'kill-switch', symbol: 'SPX', side: 'sell' } as const;
  const orders = [{ ...order, quantity: '1' }];
  return event('KillSwitchFlattening', { killId: 'k', venue, attempt: 1, orders });
}

test('an order that closes a position never gets the number of another, also where one could not be recorded', () => {
  const engaged = { killId: 'k', scope: 'desk', flatten: true, reason: 'test', orders: 0 };
  const kill = new Kill(originOf(event('KillSwitchEngaged', engaged) as Parameters<typeof originOf>[0]));
  kill.apply(flattening('alpha', flattenIdOf('k', 1)));
  // The second went to another venue and could not be recorded.
  kill.apply(flattening('beta', flattenIdOf('k', 3)));
  expect(kill.flattenOrders).toBe(3);
});

test('what the venues proved before it was done is no proof once something came to life again', () => {
  const engaged = { killId: 'k', scope: 'desk', flatten: false, reason: 'test', orders: 0 };
  const kill = new Kill(originOf(event('KillSwitchEngaged', engaged) as Parameters<typeof originOf>[0]));
  const venues = (['alpha', 'beta'] as VenueId[]).map((venue) => ({
    venue,
    askedAt: '2026-11-23T10:00:00.000000Z',
    openOrdersElsewhere: 0,
  }));
  const done = { killId: 'k', scope: 'desk', result: 'cleared', rows: {}, venues, positions: [] } as const;
  kill.apply(event('KillSwitchCompleted', done));
  expect([...kill.proofs.keys()]).toEqual(['alpha', 'beta']);
  const order = { orderId: 'o', symbol: 'DAX', venue: 'beta', leavesQuantity: '1', status: 'accepted' };
  kill.follow(order as OrderView);
  expect(kill.isOpen).toBe(true);
  expect([...kill.proofs.keys()]).toEqual([]);
});
