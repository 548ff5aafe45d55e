import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { meantBy, type IdMatch } from './jump.ts';

const order: IdMatch = { kind: 'order', id: 'o-12345', orderId: ids.order('o-12345'), label: 'buy 1 SPX' };
const signal: IdMatch = {
  kind: 'signal',
  id: 's-12345',
  orderId: ids.order('o-12345'),
  label: 'signal of it',
};

test('a whole id means what bears it, with its kind before it or without', () => {
  expect(meantBy('s-12345', [order, signal])).toBe(signal);
  expect(meantBy('signal-s-12345', [order, signal])).toBe(signal);
});

test('a part of an id means the only thing that has it, and nothing where there are several', () => {
  expect(meantBy('2345', [order])).toBe(order);
  expect(meantBy('2345', [order, signal])).toBeUndefined();
  expect(meantBy('2345', [])).toBeUndefined();
});
