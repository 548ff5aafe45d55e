import { describe, expect, test } from 'vitest';
import { ids } from '../../../../shared/kernel/testing/ids.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { order } from '../../../testing/orders.ts';
import {
  amended,
  amendmentOf,
  amendProblem,
  noShift,
  shiftedAmendments,
  shiftProblem,
  termsOf,
  unreadChange,
  type QuantityChange,
} from './amendForm.ts';

const limit = order({ orderId: ids.order('a'), quantity: '10', limitPrice: '1400.25' });
const { limitPrice: _none, ...unpriced } = order();
const stop: OrderView = {
  ...unpriced,
  orderId: ids.order('b'),
  orderType: 'stop',
  quantity: '5',
  stopPrice: '1390.5',
};
const market: OrderView = { ...unpriced, orderId: ids.order('c'), orderType: 'market', quantity: '1' };

const by = (text: string): QuantityChange => ({ kind: 'move', text });

describe('an amendment of one order', () => {
  test('carries only what differs, by value and not by spelling', () => {
    expect(amendmentOf(limit, { ...termsOf(limit), limitPrice: '1401.50' })).toEqual({
      orderId: ids.order('a'),
      limitPrice: '1401.50',
    });
    expect(
      amendmentOf(limit, { ...termsOf(limit), limitPrice: '1400.250', quantity: ' 10 ' }),
    ).toBeUndefined();
  });

  test('never gives an order a price that its type has no use for', () => {
    expect(amendmentOf(stop, { ...termsOf(stop), limitPrice: '1400' })).toBeUndefined();
  });

  test('leaves what can not be read to the engine, which says what is wrong with it', () => {
    expect(amendmentOf(limit, { ...termsOf(limit), quantity: 'many' })).toEqual({
      orderId: ids.order('a'),
      quantity: 'many',
    });
  });
});

describe('an amendment of several orders', () => {
  test('moves every price and quantity by the same', () => {
    expect(shiftedAmendments([limit, stop], { quantity: by('2'), price: '-0.75' })).toEqual([
      { orderId: ids.order('a'), quantity: '12', limitPrice: '1399.5' },
      { orderId: ids.order('b'), quantity: '7', stopPrice: '1389.75' },
    ]);
  });

  test('gives every order the same quantity, and leaves out those that have it', () => {
    const to = (text: string) => ({ ...noShift, quantity: { kind: 'set', text } as const });
    expect(shiftedAmendments([limit, stop], to(' 10.0 '))).toEqual([
      { orderId: ids.order('b'), quantity: '10.0' },
    ]);
    for (const text of ['', ' ', '0', '-5', 'many']) expect(shiftedAmendments([limit], to(text))).toEqual([]);
  });

  test('leaves out orders that it does not change', () => {
    expect(shiftedAmendments([limit, market], { ...noShift, price: '0.25' })).toEqual([
      { orderId: ids.order('a'), limitPrice: '1400.5' },
    ]);
    expect(shiftedAmendments([limit, stop], noShift)).toEqual([]);
  });
});

test('what an order will be shows the change and keeps the rest', () => {
  const after = amended(limit, { orderId: ids.order('a'), quantity: '12' });
  expect(after).toMatchObject({ quantity: '12', limitPrice: '1400.25' });
});

test('nothing is asked for while one of the changes can not be read, whatever the others say', () => {
  const set = (text: string): QuantityChange => ({ kind: 'set', text });
  for (const shift of [
    { quantity: by('1,000'), price: '-0.25' },
    { quantity: set('1,000'), price: '-0.25' },
    { quantity: set('-5'), price: '' },
    { quantity: by('5'), price: '1e2' },
  ]) {
    expect(unreadChange(shift)).toMatch(/no number/);
  }
  for (const shift of [noShift, { quantity: by('-5'), price: '+0.25' }, { quantity: set('5'), price: ' ' }]) {
    expect(unreadChange(shift)).toBeUndefined();
  }
});

test('a step is read as the window prints numbers, and is no step when it is none', () => {
  expect(shiftedAmendments([limit], { ...noShift, quantity: by('+1') })).toEqual([
    { orderId: ids.order('a'), quantity: '11' },
  ]);
  expect(shiftedAmendments([limit], { ...noShift, quantity: by('\u22121') })).toEqual([
    { orderId: ids.order('a'), quantity: '9' },
  ]);
  for (const text of ['1e2', 'a lot', '1,5']) expect(shiftProblem(text)).toMatch(/No number/);
  for (const text of ['', ' ', '+1', '\u22120.25', '1 000']) expect(shiftProblem(text)).toBeUndefined();
});

describe('what an order surely can not become', () => {
  const grid = { tickSize: '0.25', lotSize: '1' };
  const partly = { ...limit, filledQuantity: '4' };
  test.each([
    [limit, { quantity: '0' }, 'the quantity is not above zero'],
    [limit, { quantity: '-31' }, 'the quantity is not above zero'],
    [partly, { quantity: '4' }, 'the quantity is not above the filled 4'],
    [limit, { quantity: '1.5' }, 'the quantity is off the lot 1'],
    [limit, { limitPrice: '-663' }, 'a price is below 0.25'],
    [stop, { stopPrice: '1390.6' }, 'a price is off the tick 0.25'],
    [partly, { quantity: '5', limitPrice: '1400' }, undefined],
  ])('%#', (from, change, problem) => {
    expect(amendProblem(from, { orderId: from.orderId, ...change }, grid)).toBe(problem);
  });

  test('a price below zero is one where the instrument takes it', () => {
    const oil = { ...grid, priceMin: '-40' };
    expect(amendProblem(limit, { orderId: ids.order('a'), limitPrice: '-37.25' }, oil)).toBeUndefined();
  });
});
