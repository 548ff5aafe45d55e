import { expect, test } from 'vitest';
import { order } from '../../testing/orders.ts';
import { compareOrders, engineSort } from './orderSort.ts';
import { nestChildren } from '../../screens/blotter/rows/orderTree.ts';

const ids = (orders: readonly { readonly orderId: string }[]) => orders.map((one) => one.orderId).join('');

test('quantities and prices sort by value, not by text', () => {
  const orders = ['9', '10', '100.5', '100'].map((quantity, index) =>
    order({ orderId: String(index), quantity }),
  );
  expect(ids(orders.toSorted(compareOrders([{ id: 'quantity', desc: false }])))).toBe('0132');
});

test('a later key decides between equals, and their creation at last, in the direction of that key', () => {
  const orders = [
    order({ orderId: 'a', symbol: 'X', side: 'sell', createdPosition: 1 }),
    order({ orderId: 'b', symbol: 'X', side: 'buy', createdPosition: 2 }),
    order({ orderId: 'c', symbol: 'A', side: 'buy', createdPosition: 3 }),
    order({ orderId: 'd', symbol: 'X', side: 'buy', createdPosition: 4 }),
  ];
  const sorting = [
    { id: 'symbol', desc: true },
    { id: 'side', desc: false },
  ];
  expect(ids(orders.toSorted(compareOrders(sorting)))).toBe('bdac');
});

test('missing values come last when rising', () => {
  const orders = [order({ orderId: 'a', acknowledgeMs: 3 }), order({ orderId: 'b' })];
  expect(ids(orders.toSorted(compareOrders([{ id: 'acknowledge', desc: true }])))).toBe('ab');
});

test('the engine is asked to sort by the same columns', () => {
  expect(
    engineSort([
      { id: 'time', desc: true },
      { id: 'price', desc: false },
      { id: 'no such column', desc: false },
      { id: 'symbol', desc: false },
    ]),
  ).toEqual([
    { field: 'createdAt', descending: true },
    { field: 'price', descending: false },
    { field: 'symbol', descending: false },
  ]);
});

test('protecting orders stand below their parent, take-profit first', () => {
  const rows = [
    order({ orderId: 's', parentOrderId: 'p', role: 'stop_loss' }),
    order({ orderId: 'x' }),
    order({ orderId: 't', parentOrderId: 'p', role: 'take_profit' }),
    order({ orderId: 'p' }),
    order({ orderId: 'o', parentOrderId: 'not in view', role: 'stop_loss' }),
  ];
  expect(ids(nestChildren(rows))).toBe('xptso');
});
