import { expect, test } from 'vitest';
import type { OrderFilter, OrderStatus, OrderView } from '../../../shared/contract/orders.ts';
import { order } from '../../testing/orders.ts';
import { findMatching, matchingMax } from './matchingOrders.ts';

const working: readonly OrderStatus[] = ['accepted', 'in_doubt'];

/** An engine that holds these orders; what it is asked may change them. */
function engineOf(all: OrderView[], onAsk: () => void = () => undefined) {
  return (filter: OrderFilter, limit: number) => {
    onAsk();
    const { createdFromPosition: from = 0, createdToPosition: to = Infinity, statuses } = filter;
    const rows = all.filter(
      ({ createdPosition, status }) =>
        createdPosition >= from && createdPosition < to && statuses?.includes(status) !== false,
    );
    return Promise.resolve({
      ok: true as const,
      value: { rows: rows.toReversed().slice(0, limit), total: rows.length },
    });
  };
}
const many = (count: number): OrderView[] =>
  Array.from({ length: count }, (_, index) => order({ orderId: `o${index}`, createdPosition: index * 5 }));
const found = async (...parameters: Parameters<typeof findMatching>) => {
  const reply = await findMatching(...parameters);
  if (!reply.ok) throw new Error(reply.fault.message);
  return reply.value;
};

test('all orders that match are found, however many, the newest first', async () => {
  const { orders, matching } = await found({}, working, 1_000_000, engineOf(many(28_682)));
  expect(matching).toBe(28_682);
  expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(28_682);
  expect(orders[0]?.orderId).toBe('o28681');
});

test('orders that leave the filter meanwhile hide no other', async () => {
  const all = many(12_000);
  let asked = 0;
  const ask = engineOf(all, () => {
    asked += 1;
    // From the newest end, where the search begins.
    const index = all.length - asked * 10;
    all[index] = order({ ...all[index], status: 'canceled' });
  });
  const { orders, matching } = await found({}, working, 1_000_000, ask);
  expect(matching).toBe(orders.length);
  const ids = new Set(orders.map(({ orderId }) => orderId));
  const missing = all.filter(({ orderId, status }) => status === 'accepted' && !ids.has(orderId));
  expect(missing).toEqual([]);
});

test('what came after the choice was made, or is in no state for it, is left out', async () => {
  const all = [...many(3), order({ orderId: 'filled', createdPosition: 11, status: 'filled' })];
  const { orders } = await found({}, working, 10, engineOf(all));
  expect(orders.map(({ orderId }) => orderId)).toEqual(['o1', 'o0']);
  const none = await found({ statuses: ['filled'] }, working, 1_000, engineOf(all));
  expect(none).toEqual({ orders: [], matching: 0 });
});

test('beyond the bound the first ones are given, with how many there are', async () => {
  const { orders, matching } = await found({}, working, 1_000_000, engineOf(many(matchingMax + 4_000)));
  expect(orders).toHaveLength(matchingMax);
  expect(matching).toBe(matchingMax + 4_000);
});

test('a fault of the engine is told, not taken for the end', async () => {
  const fault = { code: 'deadline', message: 'No answer' };
  expect(await findMatching({}, working, 10, () => Promise.resolve({ ok: false, fault }))).toEqual({
    ok: false,
    fault,
  });
});
