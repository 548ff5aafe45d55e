/** What would be left behind, as the question at closing has it. */
import { expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderView } from '../../engine/orders/orderView.ts';
import { describeLeftBehind } from './describeLeftBehind.ts';

type LeftEngine = NonNullable<Parameters<typeof describeLeftBehind>[1]>;

const order = (change: Partial<Record<keyof OrderView, unknown>> = {}): OrderView =>
  ({
    venue: 'sim',
    symbol: 'SPX',
    side: 'buy',
    orderType: 'limit',
    timeInForce: 'DAY',
    quantity: '6',
    leavesQuantity: '6',
    limitPrice: '1460',
    status: 'accepted',
    createdPosition: 1,
    ...change,
  }) as unknown as OrderView;

const engineWith = (snapshot: object, cancelOnDisconnect = false): LeftEngine =>
  ({
    trading: { ledgers: () => [], states: () => [] },
    guards: new Map([['sim', { venue: { capabilities: { cancelOnDisconnect } }, snapshot: () => snapshot }]]),
    configuration: { instruments: [{ symbol: 'SPX', tickSize: decimal('0.25') }] },
  }) as unknown as LeftEngine;
const answering = engineWith({ connected: true });

const linesOf = (...orders: OrderView[]) => describeLeftBehind(orders, answering).venues[0]?.examples;

test('prices have the places of the tick, and an order with an end of its own says until when', () => {
  expect(linesOf(order())).toEqual(['buy 6 SPX limit at 1460.00 DAY']);
  const end = { timeInForce: 'GTD', goodTill: '2026-12-24T17:30:00Z' };
  expect(linesOf(order(end))).toEqual(['buy 6 SPX limit at 1460.00 good till 2026-12-24 17:30 UTC']);
  const precise = { timeInForce: 'GTD', goodTill: '2026-12-24T17:30:05.250Z' };
  expect(linesOf(order(precise))?.[0]).toContain('good till 2026-12-24 17:30:05.250 UTC');
  const stop = { orderType: 'stop_limit', stopPrice: '1290.5', limitPrice: '1289' };
  expect(linesOf(order(stop))).toEqual(['buy 6 SPX stop 1290.50, then limit 1289.00 DAY']);
});

test('a venue that does not answer is told with for how long, one that is gone with why', () => {
  const silent = engineWith({ connected: true, silentSince: 't', lastMessageAgeMs: 7_200 });
  expect(describeLeftBehind([order()], silent).venues).toMatchObject([
    { venue: 'sim', orders: 1, trouble: 'has not answered for 7 s' },
  ]);
  const gone = engineWith({ connected: false, connectionDetail: 'its process ended' });
  expect(describeLeftBehind([order()], gone).venues[0]?.trouble).toBe('is not connected: its process ended');
  expect(describeLeftBehind([order()], answering).venues[0]?.trouble).toBeUndefined();
});

test('pending cancels and doubts are counted, and marked at their order', () => {
  const orders = [
    order(),
    order({ status: 'pending_cancel', createdPosition: 2 }),
    order({ status: 'in_doubt', createdPosition: 3 }),
  ];
  const [venue] = describeLeftBehind(orders, answering).venues;
  expect(venue).toMatchObject({ orders: 3, pendingCancels: 1, inDoubt: 1 });
  expect(venue?.examples[1]).toMatch(/DAY, cancel not confirmed$/);
  expect(venue?.examples[2]).toMatch(/DAY, in doubt$/);
});

test('whether the venue cancels the orders at a disconnect is what its capabilities say', () => {
  const atOf = (cancels: boolean) =>
    describeLeftBehind([order()], engineWith({ connected: true }, cancels)).venues;
  expect(atOf(true)).toMatchObject([{ cancelOnDisconnect: true }]);
  expect(atOf(false)).toMatchObject([{ cancelOnDisconnect: false }]);
});
