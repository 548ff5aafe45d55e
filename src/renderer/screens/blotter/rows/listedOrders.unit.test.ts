import { expect, test } from 'vitest';
import { order } from '../../../testing/orders.ts';
import { chosenPositions, ListedOrders } from './listedOrders.ts';

const at = (createdPosition: number) => order({ orderId: `o${createdPosition}`, createdPosition });

test('the list goes on behind the rows that are held, and knows where each order stands', () => {
  const list = new ListedOrders(Float64Array.from([9, 7, 8, 3, 5]), [at(9), at(8)]);
  expect([...list.positions]).toEqual([7, 3, 5]);
  expect([7, 3, 5, 9, 4].map((position) => list.placeOf(at(position)))).toEqual([0, 1, 2, -1, -1]);
});

test('what is in sight is loaded with some around it, within the list', () => {
  const list = new ListedOrders(
    Float64Array.from({ length: 1_000 }, (_, index) => 5_000 - index),
    [],
  );
  const near = list.around(400, 420);
  expect(near[0]).toBeGreaterThan(5_000 - 400);
  expect(near.at(-1)).toBeLessThan(5_000 - 420);
  expect(near.map((position) => list.placeOf(at(position)))).toEqual(
    near.map((position) => 5_000 - position),
  );
  expect(list.around(0, 10)[0]).toBe(5_000);
  expect(list.around(990, 1_000).at(-1)).toBe(4_001);
  expect(list.around(7, 7)).toEqual([]);
});

test('chosen orders stay loaded', () => {
  expect(chosenPositions([at(1), at(2), at(3)], (id) => id !== 'o2')).toEqual([1, 3]);
});
