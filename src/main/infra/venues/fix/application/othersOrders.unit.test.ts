/** Reports about orders that somebody else sent: all that the venue counts is counted, and nothing that has no side. */
import { describe, expect, test } from 'vitest';
import { decimal, formatDecimal } from '../../../../../shared/kernel/decimal.ts';
import {
  hear,
  noticesOf,
  ordersWithOne,
  reportsOf,
  trade,
  typesOf,
  type Change,
} from '../testing/orderReports.ts';
import { FixOrders } from './fixOrders.ts';
import { orderCancelRequest } from './orderMessages.ts';
import { Dialect } from './dialect.ts';

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

const totals = (orders: FixOrders) =>
  [...orders.all()].map(
    ({ side, filledQuantity, venueOrderId }) => `${venueOrderId} ${side} ${formatDecimal(filledQuantity)}`,
  );

describe('two orders of others with one ClOrdID are two orders', () => {
  const buy = { ...other, 11: 'NONE', 37: 'V1', 38: '50' };
  const sell = { ...other, 11: 'NONE', 37: 'V2', 38: '30', 54: '2' };

  test.each([
    ['of another side', sell],
    ['of the same side and quantity', { ...buy, 37: 'V2' }],
    ['without a ClOrdID', { ...sell, 11: undefined }],
  ])('%s', (_what, second) => {
    const orders = new FixOrders();
    hear(orders, buy);
    hear(orders, second);
    hear(orders, { ...second, ...trade('E7', '20'), 14: '20' });
    hear(orders, { ...buy, ...trade('E8', '5'), 14: '5' });
    const side = 54 in second ? 'sell' : 'buy';
    expect(totals(orders)).toEqual(['V1 buy 5', `V2 ${side} 20`]);
  });

  test('without an OrderID, by their sides', () => {
    const orders = new FixOrders();
    hear(orders, { ...buy, 37: 'NONE' });
    hear(orders, { ...sell, 37: 'NONE', ...trade('E7', '20'), 14: '20' });
    hear(orders, { ...sell, 37: 'NONE', ...trade('E8', '5'), 14: '25' });
    expect(totals(orders)).toEqual(['undefined buy 0', 'undefined sell 25']);
  });

  test('and each is canceled by its own ids, before and after a restart', () => {
    const orders = new FixOrders();
    hear(orders, buy);
    hear(orders, sell);
    const [, second] = [...orders.all()];
    const id = orders.nextCancelId(second!);
    const fields = orderCancelRequest(new Dialect(), second!, id, 0 as never);
    expect(fields).toEqual(
      expect.arrayContaining([
        [41, 'NONE'],
        [37, 'V2'],
        [54, '2'],
      ]),
    );
    orders.sent(1, 3, { fields: [[35, 'F'], ...fields] });
    const refused = hear(orders, { 11: id, 41: 'NONE', 37: 'V2', 39: '0', 434: '1', 102: '0' }, '9');
    expect(reportsOf(refused)).toMatchObject([{ type: 'cancel_rejected', clientOrderId: second?.clOrdId }]);
    expect(orders.nextCancelId(second!)).not.toBe(id);
    hear(orders, { ...sell, 11: id, 41: 'NONE', 150: '4', 39: '4', 151: '0' });
    expect([...orders.open()].map(({ venueOrderId }) => venueOrderId)).toEqual(['V1']);
  });
});

describe('a report under the ClOrdID of an order of ours with another OrderID', () => {
  test.each<[string, Change]>([
    ['fill', { ...trade('E7', '10', '2'), 14: '10', 151: '0', 6: '1399.5' }],
    ['end', { 150: '4', 39: '4', 151: '0' }],
    ['status', { 150: 'I', 39: '0', 17: '0' }],
  ])('%s: neither fills nor ends ours, and is told with both OrderIDs', (_what, change) => {
    const orders = ordersWithOne();
    hear(orders, { 37: 'VA' });
    const facts = hear(orders, { ...change, 37: 'VB', 38: '10', 44: '1400' });
    expect(orders.find('C1')).toMatchObject({ status: 'accepted', filledQuantity: decimal('0') });
    expect(noticesOf(facts)).toMatchObject([
      { kind: 'contradictory', text: expect.stringMatching(/order C1: .* OrderID VA.* OrderID VB/) },
    ]);
    expect(reportsOf(facts).map(({ clientOrderId }) => clientOrderId)).not.toContain('C1');
    expect(noticesOf(hear(orders, { ...change, 37: 'VB', 17: 'E9', 38: '10' }))).toEqual([]);
  });

  test.each<[string, Change]>([
    ['no OrderID', { 37: 'NONE' }],
    ['a new OrderID of a restatement', { 37: 'VB', 150: 'D' }],
  ])('%s: is about ours', (_what, change) => {
    const orders = ordersWithOne();
    hear(orders, { 37: 'VA' });
    hear(orders, change);
    hear(orders, { ...change, ...trade('E7', '4'), 14: '4', 151: '6' });
    expect(totals(orders)).toEqual([`${change[37] === 'NONE' ? 'VA' : 'VB'} buy 4`]);
  });

  test('a replace under a new OrderID is about ours', () => {
    const orders = ordersWithOne();
    hear(orders, { 37: 'VA' });
    orders.sent(1, 3, {
      fields: [
        [35, 'G'],
        [37, 'VA'],
        [11, 'C1-r1'],
        [41, 'C1'],
        [38, '20'],
      ],
    });
    const replaced = { 11: 'C1-r1', 41: 'C1', 37: 'VB', 38: '20', 151: '20' };
    expect(typesOf(hear(orders, { ...replaced, 150: '5', 39: '5' }))).toEqual(['replaced']);
    expect(typesOf(hear(orders, { ...replaced, ...trade('E7', '4'), 14: '4', 151: '16' }))).toEqual([
      'filled',
    ]);
  });
});

test.each(['H', 'G'])('a report of type %s as the first word counts what the venue counts', (kind) => {
  const orders = new FixOrders();
  const first = {
    ...other,
    38: '50',
    150: kind,
    39: '1',
    19: 'E0',
    32: '5',
    31: '1399',
    14: '15',
    6: '1399',
  };
  hear(orders, { ...first, 17: 'E1', 151: '35' });
  expect(orders.find('X1')).toMatchObject({ filledQuantity: decimal('15'), status: 'partially_filled' });
});
