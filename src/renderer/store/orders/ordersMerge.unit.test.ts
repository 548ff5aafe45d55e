import { expect, test } from 'vitest';
import { compareOrders } from '../../model/orders/orderSort.ts';
import { order, statistics } from '../../testing/orders.ts';
import { markSeen, noOrders, takeDelta, takeSnapshot } from './ordersMerge.ts';

const compare = compareOrders([]);
const a = order({ orderId: 'a', createdPosition: 1 });
const b = order({ orderId: 'b', createdPosition: 2 });
const totals = statistics(2);
const more = statistics(3);
const start = takeSnapshot(noOrders, { rows: [a, b], matching: 2, total: 5, totals }, 10);
const delta = (change: object) => ({ upserts: [], removals: [], matching: 2, total: 5, totals, ...change });

test('a snapshot replaces what was there and marks nothing as new', () => {
  const next = takeSnapshot(start, { rows: [b], matching: 1, total: 5, totals }, 11);
  expect([...next.rows.keys()]).toEqual(['b']);
  expect(next.fresh.size).toBe(0);
  expect(next.position).toBe(11);
});

test('unchanged rows of a snapshot keep their identity', () => {
  const next = takeSnapshot(
    start,
    { rows: [{ ...a }, order({ ...b, version: 2 })], matching: 2, total: 5, totals },
    11,
  );
  expect(next.rows.get('a')).toBe(a);
  expect(next.rows.get('b')).not.toBe(b);
});

test('a delta changes, adds and removes by id, and marks what is new', () => {
  const changed = order({ orderId: 'a', version: 2, status: 'filled' });
  const added = order({ orderId: 'c', createdPosition: 3 });
  const next = takeDelta(
    start,
    delta({ upserts: [changed, added], removals: ['b'], matching: 2, total: 6, totals: more }),
    12,
    10,
    compare,
  );
  expect([...next.rows.keys()]).toEqual(['a', 'c']);
  expect(next.rows.get('a')?.status).toBe('filled');
  expect([...next.fresh]).toEqual(['c']);
  expect(next).toMatchObject({ matching: 2, total: 6, position: 12, totals: { orders: 3 } });
});

test('a row never goes back to an older version', () => {
  const newer = takeDelta(
    start,
    delta({ upserts: [order({ orderId: 'a', version: 5, status: 'filled' })] }),
    11,
    10,
    compare,
  );
  const next = takeDelta(newer, delta({ upserts: [order({ orderId: 'a', version: 4 })] }), 12, 10, compare);
  expect(next.rows.get('a')?.status).toBe('filled');
});

test('a view that outgrows its limit is cut at its end in its own order', () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    order({ orderId: `x${index}`, createdPosition: 100 + index }),
  );
  const next = takeDelta(start, delta({ upserts: many }), 20, 50, compare);
  expect(next.rows.size).toBe(50);
  expect(next.rows.has('x299')).toBe(true);
  expect(next.rows.has('a')).toBe(false);
  expect(next.fresh.size).toBeGreaterThan(0);
  expect([...next.fresh].filter((id) => !next.rows.has(id))).toEqual([]);
});

test('what was seen is not new any more', () => {
  const next = takeDelta(start, delta({ upserts: [order({ orderId: 'c' })] }), 12, 10, compare);
  expect(markSeen(next, ['c']).fresh.size).toBe(0);
  expect(markSeen(start, ['a'])).toBe(start);
});
