/** Reports about orders that somebody else sent: all that the venue counts is counted, and nothing that has no side. */
import { describe, expect, test } from 'vitest';
import { decimal, formatDecimal } from '../../../../../shared/kernel/decimal.ts';
import { hear, noticesOf, reportsOf, trade, typesOf, type Change } from '../testing/orderReports.ts';
import { FixOrders } from './fixOrders.ts';

const other: Change = { 11: 'X1', 37: 'VX', 38: '10', 44: '1401', 6: '1400.5' };
const fillsOf = (facts: ReturnType<typeof hear>) =>
  reportsOf(facts).flatMap((one) =>
    one.type === 'filled' ? [`${formatDecimal(one.quantity)} at ${formatDecimal(one.price)}`] : [],
  );

describe('what the venue counts beyond the fills that came', () => {
  test.each<[string, Change, string]>([
    ['a cancel', { 150: '4', 39: '4', 14: '6', 151: '0' }, 'canceled'],
    ['an expiry', { 150: 'C', 39: 'C', 14: '6', 151: '0' }, 'expired'],
    ['an acceptance', { 150: '0', 39: '1', 14: '6' }, 'partially_filled'],
    ['an answer', { 150: 'I', 39: '1', 14: '6' }, 'partially_filled'],
    ['a pending cancel', { 150: '6', 39: '6', 14: '6' }, 'partially_filled'],
  ])('is one fill at the average price: %s', (_what, change, status) => {
    const orders = new FixOrders();
    const facts = hear(orders, { ...other, ...change });
    expect(fillsOf(facts)).toEqual(['6 at 1400.5']);
    expect(noticesOf(facts)).toEqual([]);
    expect(orders.find('X1')).toMatchObject({ status, filledQuantity: decimal('6') });
    // The same again counts nothing.
    expect(typesOf(hear(orders, { ...other, ...change }))).toEqual([]);
  });

  test('is counted with the first fill that comes', () => {
    const orders = new FixOrders();
    const facts = hear(orders, { ...other, ...trade('E7', '4'), 14: '10', 6: '1400.1' });
    expect(fillsOf(facts)).toEqual(['4 at 1399.5', '6 at 1400.5']);
    expect(orders.find('X1')).toMatchObject({ status: 'filled', filledQuantity: decimal('10') });
  });

  test('is counted at the limit price where the venue says no price, and a person is told', () => {
    const orders = new FixOrders();
    const facts = hear(orders, { ...other, 150: '4', 39: '4', 14: '6', 6: '0' });
    expect(fillsOf(facts)).toEqual(['6 at 1401']);
    expect(noticesOf(facts)).toMatchObject([
      { kind: 'fact', text: expect.stringContaining('6 are counted here at 1401') },
    ]);
  });
});

test.each(['8', '9', 'G', '3', undefined])(
  'side %s: nothing is counted, and a person is told once',
  (side) => {
    const orders = new FixOrders();
    const facts = [
      ...hear(orders, { ...other, ...trade('E1', '4'), 54: side }),
      ...hear(orders, { ...other, ...trade('E2', '4'), 54: side }),
    ];
    expect(reportsOf(facts)).toEqual([]);
    expect(new Set(noticesOf(facts).map(({ id }) => id))).toEqual(new Set(['side:X1']));
    expect(noticesOf(facts)[0]?.text).toContain(side === undefined ? 'without a side' : `with side ${side}`);
    expect([...orders.all()]).toEqual([]);
  },
);
