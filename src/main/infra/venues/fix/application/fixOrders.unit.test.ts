/** Orders from messages: every kind of report in both versions, and what is refused. */
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import type { VenueReport } from '../../../../engine/ports.ts';
import type { Field } from '../codec/fixMessage.ts';
import { fromVenue } from '../testing/scriptedMessages.ts';
import { recordOf } from './fixOrder.ts';
import { FixOrders, type FixFact } from './fixOrders.ts';

type Change = Readonly<Record<number, string | undefined>>;

/** The fields of a report about order C1, changed by tag; undefined takes a field away. */
function report(change: Change = {}): readonly Field[] {
  const base: Change = {
    37: 'V1',
    11: 'C1',
    17: 'E1',
    150: '0',
    39: '0',
    55: 'SPX',
    54: '1',
    14: '0',
    151: '10',
  };
  return Object.entries({ ...base, ...change }).flatMap(([tag, value]) =>
    value === undefined ? [] : [[Number(tag), value] as const],
  );
}

function ordersWithOne(): FixOrders {
  const orders = new FixOrders();
  const terms = [
    [35, 'D'],
    [11, 'C1'],
    [55, 'SPX'],
    [54, '1'],
    [38, '10'],
    [40, '2'],
    [44, '1400'],
    [59, '0'],
  ] as const;
  orders.sent(1, 2, { fields: terms });
  return orders;
}

const hear = (orders: FixOrders, change: Change, type = '8'): readonly FixFact[] =>
  orders.received(1, fromVenue(type, 9, report(change)));

function reportsOf(facts: readonly FixFact[]): readonly VenueReport[] {
  return facts.flatMap((fact) => (fact.type === 'report' ? [fact.report] : []));
}

const typesOf = (facts: readonly FixFact[]) => reportsOf(facts).map(({ type }) => type);
const trade = (id: string, quantity: string, status = '1') => ({
  150: 'F',
  39: status,
  17: id,
  32: quantity,
  31: '1399.5',
});

describe('executions', () => {
  test('new, partial fill and fill, as FIX 4.4 and as FIX 4.2 write them', () => {
    for (const types of [
      ['F', 'F'],
      ['1', '2'],
    ]) {
      const orders = ordersWithOne();
      expect(typesOf(hear(orders, {}))).toEqual(['accepted']);
      const [part] = reportsOf(hear(orders, { ...trade('E2', '4'), 150: types[0] }));
      expect(part).toMatchObject({
        type: 'filled',
        executionId: 'E2',
        quantity: decimal('4'),
        price: decimal('1399.5'),
      });
      expect(typesOf(hear(orders, { ...trade('E3', '6', '2'), 150: types[1] }))).toEqual(['filled']);
      expect(orders.find('C1')).toMatchObject({ status: 'filled', filledQuantity: decimal('10') });
    }
  });

  test('a fill before the acceptance is both; the acceptance then says nothing new', () => {
    const orders = ordersWithOne();
    expect(typesOf(hear(orders, trade('E1', '10', '2')))).toEqual(['accepted', 'filled']);
    expect(hear(orders, {})).toEqual([]);
  });

  test('the same execution again is told once, also as PossResend', () => {
    const orders = ordersWithOne();
    hear(orders, trade('E2', '4'));
    expect(typesOf(hear(orders, { ...trade('E2', '4'), 97: 'Y' }))).toEqual([]);
  });

  test('a trade of nothing is no fill', () => {
    expect(typesOf(hear(ordersWithOne(), trade('E2', '0')))).toEqual(['accepted']);
  });

  test('a trade that ends the order is a fill and a cancel', () => {
    const orders = ordersWithOne();
    expect(typesOf(hear(orders, trade('E2', '4', '4')))).toEqual(['accepted', 'filled', 'canceled']);
    expect(typesOf(hear(orders, { 150: '4', 39: '4' }))).toEqual([]);
  });

  test('a fill after a cancel is told', () => {
    const orders = ordersWithOne();
    hear(orders, { 150: '4', 39: '4' });
    expect(typesOf(hear(orders, trade('E2', '4', '4')))).toEqual(['filled']);
    expect(orders.find('C1')).toMatchObject({ status: 'canceled', filledQuantity: decimal('4') });
  });

  test('ids of any length and form are told apart, and the same each time', () => {
    const orders = ordersWithOne();
    const ids = [
      '9223372036854775807',
      '9223372036854775808',
      '#1 of 2',
      'x'.repeat(80),
      `${'x'.repeat(79)}y`,
    ];
    const told = ids.flatMap((id) =>
      reportsOf(hear(orders, trade(id, '1'))).filter(({ type }) => type === 'filled'),
    );
    expect(new Set(told.map((one) => ('executionId' in one ? one.executionId : ''))).size).toBe(ids.length);
    expect(told[0]).toMatchObject({ executionId: ids[0] });
    expect(ids.flatMap((id) => hear(orders, trade(id, '1')))).toEqual([]);
  });

  test('numbers are exact, with zeros before and points behind', () => {
    const change = { ...trade('E2', '007.'), 31: '-0.000000001' };
    expect(reportsOf(hear(ordersWithOne(), change))[1]).toMatchObject({
      quantity: decimal('7'),
      price: decimal('-0.000000001'),
    });
  });
});

describe('ends', () => {
  test.each([
    ['canceled', { 150: '4', 39: '4', 58: 'by the venue' }, ['accepted', 'canceled'], 'by the venue'],
    ['expired', { 150: 'C', 39: 'C', 58: 'day over' }, ['accepted', 'expired'], 'day over'],
    ['rejected', { 150: '8', 39: '8', 103: '3', 58: 'too much' }, ['rejected'], 'too much'],
  ])('%s without being asked', (status, change, types, reason) => {
    const orders = ordersWithOne();
    const reports = reportsOf(hear(orders, change));
    expect(reports.map(({ type }) => type)).toEqual(types);
    expect(reports.at(-1)).toMatchObject({ reason });
    expect(orders.find('C1')).toMatchObject({ status });
  });

  test('a rejection has the code of OrdRejReason', () => {
    expect(reportsOf(hear(ordersWithOne(), { 150: '8', 39: '8', 103: '3' }))[0]).toMatchObject({
      code: 'order_reject_3',
    });
  });
});

describe('pending reports', () => {
  test.each(['A', '6', 'E', 'B'])('ExecType %s changes nothing', (type) => {
    expect(hear(ordersWithOne(), { 150: type, 39: type })).toEqual([]);
  });
});

describe('cancel and replace', () => {
  const cancel = [
    [35, 'F'],
    [41, 'C1'],
    [11, 'C1-c1'],
    [55, 'SPX'],
    [54, '1'],
  ] as const;
  const replace = [
    [35, 'G'],
    [41, 'C1'],
    [11, 'C1-r1'],
    [55, 'SPX'],
    [54, '1'],
    [38, '7'],
    [40, '2'],
    [44, '1399'],
  ] as const;

  function working(): FixOrders {
    const orders = ordersWithOne();
    hear(orders, {});
    orders.sent(1, 3, { fields: cancel });
    orders.sent(1, 4, { fields: replace });
    return orders;
  }

  test('a cancel is reported under the id of the order', () => {
    const [canceled] = reportsOf(hear(working(), { 150: '4', 39: '4', 11: 'C1-c1', 41: 'C1' }));
    expect(canceled).toMatchObject({ type: 'canceled', clientOrderId: 'C1' });
  });

  test('no id of a cancel is used twice', () => {
    const orders = working();
    const order = orders.find('C1');
    expect(order === undefined ? '' : orders.nextCancelId(order)).toBe('C1-c2');
  });

  test('a replace takes what the report says, or what was asked for', () => {
    for (const change of [{}, { 38: '7', 44: '1399' }]) {
      const orders = working();
      const [replaced] = reportsOf(hear(orders, { 150: '5', 39: '5', 11: 'C1-r1', 41: 'C1', ...change }));
      expect(replaced).toMatchObject({
        type: 'replaced',
        clientOrderId: 'C1',
        newClientOrderId: 'C1-r1',
        quantity: decimal('7'),
        limitPrice: decimal('1399'),
      });
      expect(orders.find('C1')).toMatchObject({ clOrdId: 'C1-r1', quantity: decimal('7') });
      expect(orders.find('C1-r1')).toBe(orders.find('C1'));
    }
  });

  test('what was filled under the old id is not counted again under the new one', () => {
    const orders = working();
    hear(orders, trade('E2', '4'));
    const facts = hear(orders, { 150: '5', 39: '1', 11: 'C1-r1', 41: 'C1', 14: '4' });
    expect(typesOf(facts)).toEqual(['replaced']);
    expect(reportsOf(hear(orders, { ...trade('E3', '1'), 11: 'C1-r1', 14: '5' }))[0]).toMatchObject({
      clientOrderId: 'C1-r1',
    });
    expect(orders.find('C1')?.filledQuantity).toBe(decimal('5'));
  });

  test.each([
    ['1', 'C1-c1', 'cancel_rejected'],
    ['2', 'C1-r1', 'replace_rejected'],
    [undefined, 'C1-c1', 'cancel_rejected'],
    [undefined, 'C1-r1', 'replace_rejected'],
  ])('OrderCancelReject to %s of %s is %s', (to, id, type) => {
    const facts = hear(working(), { 434: to, 11: id, 41: 'C1', 102: '0', 58: 'too late' }, '9');
    expect(reportsOf(facts)).toMatchObject([
      { type, clientOrderId: 'C1', code: 'cancel_reject_0', reason: 'too late' },
    ]);
  });
});

describe('refused messages', () => {
  test.each([
    ['2', 'rejected'],
    ['3', 'cancel_rejected'],
    ['4', 'replace_rejected'],
  ])('number %s: %s', (number, type) => {
    const orders = ordersWithOne();
    orders.sent(1, 3, {
      fields: [
        [35, 'F'],
        [41, 'C1'],
        [11, 'C1-c1'],
      ],
    });
    orders.sent(1, 4, {
      fields: [
        [35, 'G'],
        [41, 'C1'],
        [11, 'C1-r1'],
      ],
    });
    const session = orders.received(
      1,
      fromVenue('3', 9, [
        [45, number],
        [373, '5'],
        [58, 'no'],
      ]),
    );
    expect(reportsOf(session)).toMatchObject([
      { type, clientOrderId: 'C1', code: 'session_reject_5', reason: 'no' },
    ]);
  });

  test('a business refusal names the order by number or by id', () => {
    for (const about of [
      [45, '2'],
      [379, 'C1'],
    ] as const) {
      const facts = ordersWithOne().received(
        1,
        fromVenue('j', 9, [about, [372, 'D'], [380, '3'], [58, 'no']]),
      );
      expect(reportsOf(facts)).toMatchObject([{ type: 'rejected', code: 'business_reject_3' }]);
    }
  });

  test('a refusal of a message with the same number before the numbers began again is not this order', () => {
    expect(
      ordersWithOne().received(
        2,
        fromVenue('3', 9, [
          [45, '2'],
          [373, '5'],
        ]),
      ),
    ).toEqual([]);
  });

  test('an order that the venue has reported on is not rejected by it', () => {
    const orders = ordersWithOne();
    hear(orders, {});
    expect(
      orders.received(
        1,
        fromVenue('3', 9, [
          [45, '2'],
          [373, '5'],
        ]),
      ),
    ).toEqual([]);
  });
});

describe('what the engine has no event for', () => {
  test.each([
    ['trade cancel in 4.2', { 20: '1', 150: '0', 19: 'E2' }, 'trade cancel'],
    ['trade correct in 4.2', { 20: '2', 150: '0', 19: 'E2', 32: '3', 31: '9' }, 'trade correct'],
    ['trade cancel', { 150: 'H', 19: 'E2' }, 'trade cancel'],
    ['trade correct', { 150: 'G', 19: 'E2' }, 'trade correct'],
    ['done for day', { 150: '3', 39: '3' }, 'done for day'],
    ['stopped', { 150: '7', 39: '7' }, 'stopped'],
    ['suspended', { 150: '9', 39: '9' }, 'suspended'],
    ['restated', { 150: 'D', 39: '0' }, 'restated'],
  ])('%s is a notice with its values', (_what, change, name) => {
    const facts = hear(ordersWithOne(), { 17: 'E9', ...change });
    expect(facts).toMatchObject([{ type: 'notice', id: 'C1:E9' }]);
    expect(facts[0]).toMatchObject({ text: expect.stringContaining(`${name} for order C1`) });
  });
});

describe('the record', () => {
  test('an answer to a status request is the record, and no report', () => {
    const orders = ordersWithOne();
    expect(hear(orders, { 150: 'I', 39: '1', 14: '4' })).toEqual([]);
    const order = orders.find('C1');
    expect(order && recordOf(order)).toMatchObject({
      status: 'partially_filled',
      filledQuantity: decimal('4'),
    });
  });

  test('an order of somebody else is known by the id of the venue', () => {
    const orders = new FixOrders();
    hear(orders, { 11: undefined, 37: 'their order 7', 38: '10', 44: '1400', 40: '2', 59: '0' });
    const [order] = [...orders.all()];
    expect(order && recordOf(order)).toMatchObject({
      clientOrderId: 'their:20:order:20:7',
      status: 'accepted',
    });
    expect(orders.find('their:20:order:20:7')).toBe(order);
  });

  test('an order whose place a gap fill took was never there', () => {
    const orders = ordersWithOne();
    expect(orders.skipped(1, 2)).toBe('C1');
    expect(orders.find('C1')).toMatchObject({ status: 'skipped' });
    const taken = ordersWithOne();
    hear(taken, {});
    expect(taken.skipped(1, 2)).toBeUndefined();
  });

  test('a venue that had read an order and asks for it again proves nothing', () => {
    const orders = ordersWithOne();
    orders.sent(1, 3, {
      fields: [
        [35, '1'],
        [112, 'T1'],
      ],
    });
    orders.received(1, fromVenue('0', 9, [[112, 'T1']]));
    expect(orders.skipped(1, 2)).toBeUndefined();
    expect(orders.find('C1')).toMatchObject({ status: 'sent' });
  });
});
