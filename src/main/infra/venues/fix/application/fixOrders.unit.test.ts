/** Orders from messages: every kind of report in both versions, and what is refused. */
import { describe, expect, test } from 'vitest';
import { decimal, formatDecimal } from '../../../../../shared/kernel/decimal.ts';
import type { Field } from '../codec/fixMessage.ts';
import { fromVenue } from '../testing/scriptedMessages.ts';
import { recordOf } from './fixOrder.ts';
import { FixOrders } from './fixOrders.ts';
import { hear, ordersWithOne, reportsOf, trade, typesOf, type Change } from '../testing/orderReports.ts';

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

  test('a second cancel that is refused because the first is pending leaves the outcome to the first', () => {
    const orders = working();
    orders.sent(1, 5, {
      fields: [
        [35, 'F'],
        [41, 'C1'],
        [11, 'C1-c2'],
        [55, 'SPX'],
        [54, '1'],
      ],
    });
    const refused = (id: string) => hear(orders, { 434: '1', 11: id, 41: 'C1', 102: '3' }, '9');
    expect(refused('C1-c2')).toEqual([]);
    expect(typesOf(refused('C1-c1'))).toEqual(['cancel_rejected']);
  });

  test('no id of a cancel is used twice, also before the first has left', () => {
    const orders = working();
    const order = orders.find('C1')!;
    expect([orders.nextCancelId(order), orders.nextCancelId(order)]).toEqual(['C1-c2', 'C1-c3']);
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

describe.each([
  ['FIX 4.4', { cancel: { 150: 'H' }, correct: { 150: 'G' } }],
  ['FIX 4.2', { cancel: { 20: '1', 150: '0' }, correct: { 20: '2', 150: '0' } }],
])('a trade in %s', (_version, { cancel, correct }) => {
  function filled(): FixOrders {
    const orders = ordersWithOne();
    hear(orders, trade('E2', '4'));
    hear(orders, trade('E3', '6', '2'));
    return orders;
  }
  const orderOf = (orders: FixOrders) => {
    const { status, filledQuantity, executions } = orders.find('C1')!;
    const versions = executions.map(({ executionId, corrects = [], quantity }) =>
      [executionId, ...corrects.toReversed(), formatDecimal(quantity)].join(' '),
    );
    return `${status} ${formatDecimal(filledQuantity)}: ${versions.toSorted().join(', ')}`;
  };

  test('that is canceled leaves the order, which works on', () => {
    const orders = filled();
    const facts = hear(orders, { ...cancel, 39: '1', 17: 'E9', 19: 'E3', 151: '6', 58: 'erroneous' });
    expect(reportsOf(facts)).toMatchObject([
      { type: 'trade_canceled', clientOrderId: 'C1', executionId: 'E3', reason: 'erroneous' },
    ]);
    expect(orderOf(orders)).toBe('partially_filled 4: E2 4, E3 0');
  });

  test.each([
    ['says canceled', { 39: '4', 151: '0' }, 'canceled'],
    ['says expired', { 39: 'C', 151: '0' }, 'expired'],
    ['calls the order filled', { 39: '2', 151: '0' }, 'canceled'],
    ['leaves nothing open', { 39: '3', 151: '0' }, 'canceled'],
  ])('that is canceled ends the order where the report %s', (_how, says, status) => {
    const orders = filled();
    const facts = hear(orders, { ...cancel, 17: 'E9', 19: 'E3', ...says });
    expect(typesOf(facts)).toEqual(['trade_canceled', status]);
    expect(orders.find('C1')).toMatchObject({ status, filledQuantity: decimal('4') });
  });

  test('that is canceled after the end of its order leaves it ended', () => {
    const orders = ordersWithOne();
    hear(orders, trade('E2', '4', '4'));
    expect(typesOf(hear(orders, { ...cancel, 39: '4', 17: 'E9', 19: 'E2' }))).toEqual(['trade_canceled']);
    expect(orderOf(orders)).toBe('canceled 0: E2 0');
  });

  test('that is corrected has its new id, quantity and price', () => {
    const orders = filled();
    const facts = hear(orders, { ...correct, 39: '1', 17: 'E9', 19: 'E3', 32: '5', 31: '1398', 151: '1' });
    const corrected = { executionId: 'E9', corrects: 'E3', quantity: decimal('5'), price: decimal('1398') };
    expect(reportsOf(facts)).toMatchObject([{ type: 'trade_corrected', ...corrected }]);
    expect(orderOf(orders)).toBe('partially_filled 9: E2 4, E9 E3 5');
  });

  test('that is corrected keeps what the report does not name', () => {
    const facts = hear(filled(), { ...correct, 39: '2', 17: 'E9', 19: 'E3', 31: '1398' });
    const kept = { type: 'trade_corrected', quantity: decimal('6'), price: decimal('1398') };
    expect(reportsOf(facts)).toMatchObject([kept]);
  });

  test('that is corrected to nothing is canceled', () => {
    const orders = filled();
    expect(typesOf(hear(orders, { ...correct, 39: '1', 17: 'E9', 19: 'E3', 32: '0', 31: '0' }))).toEqual([
      'trade_canceled',
    ]);
    expect(orderOf(orders)).toBe('partially_filled 4: E2 4, E3 0');
  });

  test('that is corrected, corrected again and canceled is told each time, by its first or its last id', () => {
    for (const [second, third] of [
      ['E3', 'E3'],
      ['E8', 'E9'],
    ]) {
      const orders = filled();
      hear(orders, { ...correct, 39: '1', 17: 'E8', 19: 'E3', 32: '5', 31: '1398' });
      const again = hear(orders, { ...correct, 39: '1', 17: 'E9', 19: second, 32: '4', 31: '1397' });
      expect(reportsOf(again)).toMatchObject([{ executionId: 'E9', corrects: 'E8' }]);
      expect(orderOf(orders)).toBe('partially_filled 8: E2 4, E9 E8 E3 4');
      const canceled = hear(orders, { ...cancel, 39: '1', 17: 'E10', 19: third });
      expect(reportsOf(canceled)).toMatchObject([{ type: 'trade_canceled', executionId: 'E9' }]);
      expect(orderOf(orders)).toBe('partially_filled 4: E2 4, E9 E8 E3 0');
    }
  });

  test('is told once, also when the report comes again after a later one', () => {
    const orders = filled();
    const reports = [
      { ...correct, 39: '1', 17: 'E8', 19: 'E3', 32: '5', 31: '1398' },
      { ...correct, 39: '1', 17: 'E9', 19: 'E8', 32: '4', 31: '1397' },
      { ...cancel, 39: '1', 17: 'E7', 19: 'E2' },
    ];
    for (const one of reports) expect(hear(orders, one)).toHaveLength(1);
    const before = orderOf(orders);
    for (const one of reports) expect(hear(orders, { ...one, 97: 'Y' })).toEqual([]);
    expect(orderOf(orders)).toBe(before);
  });

  test('that is canceled before its fill comes counts nothing', () => {
    const orders = ordersWithOne();
    expect(typesOf(hear(orders, { ...cancel, 39: '0', 17: 'E9', 19: 'E2' }))).toEqual([
      'accepted',
      'trade_canceled',
    ]);
    expect(typesOf(hear(orders, trade('E2', '4')))).toEqual([]);
    expect(orderOf(orders)).toBe('accepted 0: E2 0');
  });
});

describe('what the engine has no event for', () => {
  test.each([
    ['trade cancel of no named execution', { 150: 'H' }, 'trade cancel'],
    ['trade correct of no named execution', { 20: '2', 150: '0', 32: '3', 31: '9' }, 'trade correct'],
    ['trade correct of an unknown execution without its values', { 150: 'G', 19: 'E7' }, 'trade correct'],
    ['stopped', { 150: '7', 39: '7' }, 'stopped'],
    ['suspended', { 150: '9', 39: '9' }, 'suspended'],
  ])('%s is a notice with its values', (_what, change, name) => {
    const facts = hear(ordersWithOne(), { 17: 'E9', ...change });
    expect(facts).toMatchObject([{ type: 'notice', id: 'C1:E9' }]);
    expect(facts[0]).toMatchObject({ text: expect.stringContaining(`${name} for order C1`) });
  });
});

describe('done for day', () => {
  const done = { 150: '3', 39: '3', 17: 'E9', 151: '0' };
  const forDays = (): FixOrders => {
    const orders = new FixOrders();
    const fields: readonly Field[] = [
      [35, 'D'],
      [11, 'C1'],
      [55, 'SPX'],
      [54, '1'],
      [38, '10'],
      [40, '2'],
      [44, '1400'],
      [59, '1'],
    ];
    orders.sent(1, 2, { fields });
    return orders;
  };

  test('is the end of an order of the day, with the fills that it has', () => {
    const orders = ordersWithOne();
    hear(orders, trade('E2', '4'));
    expect(reportsOf(hear(orders, done))).toMatchObject([
      { type: 'expired', clientOrderId: 'C1', reason: 'the venue is done with the order for the day' },
    ]);
    expect(hear(orders, done)).toEqual([]);
    expect(orders.find('C1')).toMatchObject({ status: 'expired', filledQuantity: decimal('4') });
  });

  test('says nothing new of an order that has ended', () => {
    const orders = ordersWithOne();
    hear(orders, trade('E2', '10', '2'));
    expect(hear(orders, done)).toEqual([]);
  });

  test('is a notice, one for all orders of a day, where the order works again tomorrow', () => {
    const orders = forDays();
    hear(orders, {});
    expect(hear(orders, done)).toMatchObject([
      {
        type: 'notice',
        id: 'done_for_day:20261123',
        text: expect.stringContaining('done for day for order C1'),
      },
    ]);
    expect(orders.find('C1')).toMatchObject({ status: 'accepted' });
  });

  test.each([
    ['an order of the day', ordersWithOne, 'expired'],
    ['an order for days', forDays, 'accepted'],
  ])('in the answer to a question about %s makes it %s', (_which, make, status) => {
    const orders = make();
    hear(orders, { 150: 'I', 39: '3' });
    expect(orders.find('C1')).toMatchObject({ status });
  });
});

describe('restated', () => {
  const restated = (change: Change): Change => ({ 150: 'D', 39: '1', 17: 'E9', 378: '5', ...change });
  function filledFour(): FixOrders {
    const orders = ordersWithOne();
    hear(orders, trade('E2', '4'));
    return orders;
  }

  test('with another quantity or price is told, and the order has the new terms', () => {
    const orders = filledFour();
    const facts = hear(orders, restated({ 38: '6', 44: '1399.75', 58: 'too large' }));
    const terms = { quantity: decimal('6'), limitPrice: decimal('1399.75') };
    expect(reportsOf(facts)).toMatchObject([
      { type: 'restated', clientOrderId: 'C1', ...terms, reason: 'part of the quantity declined: too large' },
    ]);
    expect(orders.find('C1')).toMatchObject({ ...terms, status: 'partially_filled', clOrdId: 'C1' });
    expect(hear(orders, restated({ 38: '6', 44: '1399.75' }))).toEqual([]);
    expect(typesOf(hear(orders, trade('E3', '2', '2')))).toEqual(['filled']);
    expect(orders.find('C1')).toMatchObject({ status: 'filled' });
  });

  test.each([
    ['without another value', { 38: '10', 44: '1400', 378: '1' }],
    ['without any value', { 378: '1' }],
  ])('%s says nothing new: a good-till order is renewed each morning', (_how, change) => {
    const orders = filledFour();
    expect(hear(orders, restated(change))).toEqual([]);
    expect(orders.find('C1')).toMatchObject({ quantity: decimal('10'), status: 'partially_filled' });
  });

  test('to what is filled leaves nothing open', () => {
    const orders = filledFour();
    expect(typesOf(hear(orders, restated({ 38: '4', 39: '2' })))).toEqual(['restated']);
    expect(orders.find('C1')).toMatchObject({ status: 'filled', quantity: decimal('4') });
  });

  test.each([
    ['canceled', { 39: '4', 378: '6' }, 'canceled', 'cancel on trading halt'],
    ['expired', { 39: 'C', 378: '99' }, 'expired', 'other'],
    ['to a quantity of nothing', { 38: '0', 39: '0', 378: '8' }, 'canceled', 'market option'],
    ['done for day', { 39: '3' }, 'expired', 'the venue is done with the order for the day'],
  ])('%s is the end of the order', (_how, change, type, reason) => {
    const orders = filledFour();
    expect(reportsOf(hear(orders, restated(change)))).toMatchObject([{ type, reason }]);
  });

  test('below what is filled is a notice', () => {
    const facts = hear(filledFour(), restated({ 38: '3' }));
    expect(facts).toMatchObject([{ type: 'notice', text: expect.stringContaining('restated for order C1') }]);
  });

  test('after its end says nothing new', () => {
    const orders = filledFour();
    hear(orders, { 150: '4', 39: '4' });
    expect(hear(orders, restated({ 38: '6', 151: '0' }))).toEqual([]);
  });
});

describe('the answer to a question', () => {
  test.each([
    ['6', '0', 'accepted'],
    ['E', '4', 'partially_filled'],
    ['7', '0', 'accepted'],
    ['9', '4', 'partially_filled'],
    ['A', '0', 'sent'],
  ])('with OrdStatus %s and %s filled: the order is %s', (code, filled, status) => {
    const orders = ordersWithOne();
    hear(orders, { 150: 'I', 39: code, 14: filled });
    expect(orders.find('C1')).toMatchObject({ status });
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
    expect(orders.skipped(1, 2, 2)).toBe('C1');
    expect(orders.find('C1')).toMatchObject({ status: 'skipped' });
    const taken = ordersWithOne();
    hear(taken, {});
    expect(taken.skipped(1, 2, 2)).toBeUndefined();
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
    expect(orders.skipped(1, 2, 2)).toBeUndefined();
    expect(orders.find('C1')).toMatchObject({ status: 'sent' });
  });

  test('a venue that asks for everything again, what it had read too, proves nothing of an order behind', () => {
    const orders = ordersWithOne();
    orders.sent(1, 3, {
      fields: [
        [35, 'D'],
        [11, 'C2'],
        [55, 'SPX'],
        [54, '1'],
        [38, '1'],
        [40, '1'],
        [59, '0'],
      ],
    });
    hear(orders, {});
    expect(orders.skipped(1, 3, 1)).toBeUndefined();
    expect(orders.find('C2')).toMatchObject({ status: 'sent' });
    // What it had not read, it asks for from there on.
    expect(orders.skipped(1, 3, 3)).toBe('C2');
  });
});
