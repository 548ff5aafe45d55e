/** What the venue counts itself beside the executions that it reports: CumQty, LeavesQty, OrdStatus. Order C1 buys 10. */
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import { hear, ordersWithOne, trade, typesOf } from '../testing/orderReports.ts';
import { recordOf } from './fixOrder.ts';
import type { FixOrders } from './fixOrders.ts';
import { discrepancyOf } from './discrepancies.ts';

/** A fill of this quantity, after which the venue counts `total` of 10. */
const fill = (id: string, quantity: string, total: string) => ({
  ...trade(id, quantity, total === '10' ? '2' : '1'),
  14: total,
  151: String(10 - Number(total)),
});
const bust = (id: string, total: string) => ({ 150: 'H', 39: '1', 17: `${id}-b`, 19: id, 14: total });
const oddIn = (orders: FixOrders) => {
  const order = orders.find('C1');
  return order && discrepancyOf(order)?.text;
};
const recordIn = (orders: FixOrders) => {
  const order = orders.find('C1');
  return order && recordOf(order);
};

function after(...changes: readonly Parameters<typeof hear>[1][]): FixOrders {
  const orders = ordersWithOne();
  for (const change of changes) hear(orders, change);
  return orders;
}

describe('a count that the executions do not reach', () => {
  test.each([
    ['at a fill', [fill('E2', '2', '2'), fill('E3', '3', '9')], '5 filled by its executions, 9', '9'],
    ['below them', [fill('E2', '4', '4'), fill('E3', '3', '5')], '7 filled by its executions, 5', '5'],
    ['at the acceptance', [{ 39: '2', 14: '10', 151: '0' }], '0 filled by its executions, 10', '10'],
    ['while a cancel waits', [{}, { 150: '6', 39: '6', 14: '3' }], '0 filled by its executions, 3', '3'],
    ['at its suspension', [{}, { 150: '9', 39: '9', 14: '3' }], '0 filled by its executions, 3', '3'],
    ['at a bust', [fill('E2', '4', '4'), bust('E2', '4')], '0 filled by its executions, 4', '4'],
    [
      'at the same execution again',
      [fill('0', '4', '4'), fill('0', '4', '8')],
      '4 filled by its executions, 8',
      '8',
    ],
    ['at a status', [{}, { 150: 'I', 39: '1', 14: '4' }], '0 filled by its executions, 4', '4'],
    ['at the end', [fill('E2', '10', '10'), { 150: '4', 39: '4', 14: '9' }], '10 filled', '9'],
  ])('%s is a discrepancy with both numbers, also in the record', (_when, changes, text, counted) => {
    const orders = after(...changes);
    expect(oddIn(orders)).toContain(text);
    expect(recordIn(orders)).toMatchObject({ filledQuantity: decimal(counted) });
    expect([...orders.open()].map(({ clOrdId }) => clOrdId)).toEqual(['C1']);
  });

  test('stays the same discrepancy while the difference is the same', () => {
    const orders = after(fill('E2', '2', '4'));
    const first = discrepancyOf(orders.find('C1')!)?.id;
    hear(orders, fill('E3', '3', '7'));
    expect(discrepancyOf(orders.find('C1')!)?.id).toBe(first);
    hear(orders, fill('E4', '1', '9'));
    expect(discrepancyOf(orders.find('C1')!)?.id).not.toBe(first);
  });
});

describe('a count agrees', () => {
  const [first, second, third] = [fill('E2', '2', '2'), fill('E3', '3', '5'), fill('E4', '4', '9')];
  test.each([
    ['with fills in their order', [first, second, third]],
    ['with fills in reverse', [third, second, first]],
    ['with fills in another order', [second, third, first]],
    ['with an acceptance after a fill', [first, {}]],
    ['with a repeated fill', [first, second, first]],
    [
      'with a venue that does not count',
      [trade('E2', '2'), trade('E3', '3')].map((one) => ({ ...one, 14: undefined, 151: undefined })),
    ],
    ['with a bust', [first, second, bust('E2', '3')]],
    ['with a fill that came after a later bust', [first, bust('E2', '3'), second]],
    ['with a bust that came late', [first, fill('E3', '3', '3'), bust('E2', '0')]],
    ['with a fill whose bust came first', [bust('E2', '0'), first]],
    ['with a fill that comes again after a bust', [first, second, bust('E2', '3'), second]],
    ['with the fill that a cancel counted', [{ 150: '4', 39: '4', 14: '2', 151: '0' }, first]],
    [
      'with a fill after a cancel',
      [
        { 150: '4', 39: '4', 151: '0' },
        { ...first, 39: '4', 151: '0' },
      ],
    ],
    ['with a correction', [first, { 150: 'G', 39: '1', 17: 'E9', 19: 'E2', 32: '3', 31: '1400', 14: '3' }]],
  ])('%s', (_how, changes) => {
    expect(oddIn(after(...changes))).toBeUndefined();
  });

  test('over a chain of replaces, by the sum over all ids', () => {
    const orders = after(fill('E2', '4', '4'));
    orders.sent(1, 3, {
      fields: [
        [35, 'G'],
        [41, 'C1'],
        [11, 'C1-r1'],
        [38, '20'],
        [44, '1400'],
      ],
    });
    hear(orders, { 150: '5', 39: '5', 11: 'C1-r1', 41: 'C1', 38: '20', 14: '4', 151: '16' });
    hear(orders, { ...trade('E3', '3'), 14: '7', 151: '3' });
    hear(orders, { ...trade('E4', '1'), 11: 'C1-r1', 14: '8', 151: '12' });
    expect(oddIn(orders)).toBeUndefined();
    hear(orders, { ...trade('E5', '1'), 11: 'C1-r1', 14: '1', 151: '19' });
    expect(oddIn(orders)).toContain('9 filled by its executions, 1');
  });

  test('an execution that was corrected and comes again in its first version counts once', () => {
    const orders = after(fill('E2', '4', '4'), {
      150: 'G',
      39: '1',
      17: 'E9',
      19: 'E2',
      32: '3',
      31: '1400',
      14: '3',
    });
    expect(hear(orders, fill('E2', '4', '4'))).toEqual([]);
    expect(orders.find('C1')).toMatchObject({ filledQuantity: decimal('3') });
    expect(oddIn(orders)).toBeUndefined();
  });
});

describe('an order that the venue calls filled', () => {
  const called = { ...trade('E2', '4', '2'), 14: '4', 151: '0' };
  test('and that its executions do not fill is a discrepancy, and works on here', () => {
    const orders = after({}, called);
    expect(oddIn(orders)).toContain('the venue calls it filled, and its executions fill 4 of 10');
    expect(orders.find('C1')).toMatchObject({ status: 'partially_filled' });
    expect(recordIn(orders)).toMatchObject({ status: 'filled', filledQuantity: decimal('4') });
  });

  test('is none once the executions fill it', () => {
    const orders = after({}, called, fill('E3', '6', '10'));
    expect(oddIn(orders)).toBeUndefined();
    expect(recordIn(orders)).toMatchObject({ status: 'filled', filledQuantity: decimal('10') });
  });
});

test('a quantity that CumQty and LeavesQty do not add up to is a discrepancy, until they do', () => {
  const orders = after({}, { ...fill('E2', '4', '4'), 151: '3' });
  expect(oddIn(orders)).toContain("its quantity is 10 here, and 7 by the venue's count");
  expect(recordIn(orders)).toMatchObject({ quantity: decimal('7') });
  hear(orders, fill('E3', '1', '5'));
  expect(oddIn(orders)).toBeUndefined();
});

describe('an end at which the venue counts more than its executions', () => {
  test.each([
    ['canceled', { 150: '4', 39: '4' }],
    ['expired', { 150: 'C', 39: 'C' }],
    ['rejected', { 150: '8', 39: '8' }],
    ['expired', { 150: '3', 39: '3' }],
  ])('%s is told once they have all come, and not before', (status, change) => {
    const orders = after({}, fill('E2', '2', '2'));
    expect(hear(orders, { ...change, 14: '7', 151: '0' })).toEqual([]);
    expect(oddIn(orders)).toMatch(
      `2 filled by its executions, 7 by the venue's count (CumQty); it is ${status} there`,
    );
    expect(recordIn(orders)).toMatchObject({ status, filledQuantity: decimal('7') });
    expect(typesOf(hear(orders, { ...trade('E3', '1'), 14: '3' }))).toEqual(['filled']);
    expect(typesOf(hear(orders, { ...trade('E4', '4'), 14: '7' }))).toEqual(['filled', status]);
    expect(oddIn(orders)).toBeUndefined();
  });

  test('is told where the venue takes the count back', () => {
    const orders = after({}, { 150: '4', 39: '4', 14: '7', 151: '0' });
    expect(typesOf(hear(orders, { 150: '4', 39: '4', 14: '0', 151: '0' }))).toEqual(['canceled']);
    expect(oddIn(orders)).toBeUndefined();
  });
});

test.each([
  ['partly filled and replaced by a larger one works on', '4', '20', 'partially_filled'],
  ['filled and replaced by a larger one works again', '10', '20', 'partially_filled'],
  ['replaced by as much as a crossing fill has left of it has ended', '4', '4', 'filled'],
])('an order that was %s', (_what, filled, asked, status) => {
  const orders = after(fill('E2', filled, filled));
  orders.sent(1, 3, {
    fields: [
      [35, 'G'],
      [41, 'C1'],
      [11, 'C1-r1'],
      [38, asked],
      [44, '1400'],
    ],
  });
  const open = String(Number(asked) - Number(filled));
  hear(orders, { 150: '5', 39: '5', 11: 'C1-r1', 41: 'C1', 38: asked, 14: filled, 151: open });
  expect(recordIn(orders)).toMatchObject({ status, quantity: decimal(asked) });
  expect([...orders.open()]).toHaveLength(status === 'filled' ? 0 : 1);
});
