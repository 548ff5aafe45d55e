/** Reports that do not fit the order or what came before: a person hears of each, with the values of both sides. */
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import type { Instrument } from '../../../../domain/instrument/instrument.ts';
import { fromVenue } from '../testing/scriptedMessages.ts';
import { hear, noticesOf, ordersWithOne, reportsOf, trade, typesOf } from '../testing/orderReports.ts';
import { plainCodes, Dialect } from './dialect.ts';
import { FixOrders } from './fixOrders.ts';
import { recordOf } from './fixOrder.ts';
import { refusedReport } from './refusedReport.ts';
import { discrepancyOf } from './discrepancies.ts';

describe('a fill with another side, symbol or account than the order', () => {
  test.each([
    ['side', { 54: '2' }, 'with side sell (tag 54 is 2), and the order was sent with side buy'],
    ['symbol', { 55: 'ES' }, 'with symbol ES (tag 55 is ES), and the order was sent with symbol SPX'],
    [
      'account',
      { 1: 'other' },
      'with account other (tag 1 is other), and the order was sent with account none',
    ],
  ])('%s counts, and is a notice with both values, once for its order', (_what, change, text) => {
    const orders = ordersWithOne();
    const facts = hear(orders, { ...trade('E2', '4'), ...change });
    expect(typesOf(facts)).toEqual(['accepted', 'filled']);
    const notices = noticesOf(facts);
    expect(notices).toMatchObject([{ kind: 'contradictory', text: expect.stringContaining(text) }]);
    expect(noticesOf(hear(orders, { ...trade('E3', '1'), ...change }))[0]?.id).toBe(notices[0]?.id);
  });

  test("the venue's codes for what the order has are no other ones", () => {
    const codes = { ...plainCodes, accounts: { main: 'ACC-7' }, symbols: { SPX: { symbol: 'ESZ6' } } };
    const orders = new FixOrders(new Dialect(codes));
    const sent = [
      [35, 'D'],
      [11, 'C1'],
      [1, 'ACC-7'],
      [55, 'ESZ6'],
      [54, '1'],
      [38, '10'],
      [40, '2'],
    ] as const;
    orders.sent(1, 2, { fields: sent });
    expect(noticesOf(hear(orders, { ...trade('E2', '4'), 1: 'ACC-7', 55: 'ESZ6' }))).toEqual([]);
    expect(noticesOf(hear(orders, { ...trade('E3', '4'), 1: 'ACC-8' }))).toHaveLength(2);
  });

  test('another multiplier than the configured one is a notice, the same in other digits is none', () => {
    const spx = { symbol: 'SPX', multiplier: decimal('50') } as Instrument;
    const orders = ordersWithOne(new Dialect(undefined, undefined, [spx]));
    expect(noticesOf(hear(orders, { ...trade('E2', '4'), 231: '50.0' }))).toEqual([]);
    expect(noticesOf(hear(orders, { ...trade('E3', '1'), 231: '5' }))).toMatchObject([
      { kind: 'contradictory', text: expect.stringContaining('with multiplier 5 (tag 231 is 5)') },
    ]);
  });

  test('a rejection that names no symbol says nothing of the order', () => {
    expect(noticesOf(hear(ordersWithOne(), { 150: '8', 39: '8', 55: '[N/A]' }))).toEqual([]);
  });
});

describe('an ExecID that comes again', () => {
  test.each([
    ['quantity', { 32: '5' }, '5 at 1399.5; it was 4 at 1399.5'],
    ['price', { 31: '1398' }, '4 at 1398; it was 4 at 1399.5'],
  ])('with another %s counts once, and is a notice', (_what, change, text) => {
    const orders = ordersWithOne();
    hear(orders, trade('E2', '4'));
    const facts = hear(orders, { ...trade('E2', '4'), ...change });
    expect(facts).toMatchObject([{ kind: 'contradictory', text: expect.stringContaining(text) }]);
    expect(orders.find('C1')).toMatchObject({ filledQuantity: decimal('4') });
  });
});

describe('values that can not be', () => {
  test('a trade of less than nothing is a notice, and no execution', () => {
    const orders = ordersWithOne();
    const facts = hear(orders, { ...trade('E2', '-4'), 14: '-4', 151: '14' });
    expect(typesOf(facts)).toEqual(['accepted']);
    expect(noticesOf(facts)).toMatchObject([{ kind: 'fact', text: expect.stringContaining('quantity -4') }]);
    expect(orders.find('C1')).toMatchObject({ filledQuantity: decimal('0'), executions: [] });
  });

  test.each([
    ['to less than nothing', { 32: '-3', 31: '1398' }],
    ['without its values', {}],
  ])('a correction %s is a notice, and changes nothing', (_how, change) => {
    for (const kind of [{ 150: 'G' }, { 150: '0', 20: '2' }]) {
      const orders = ordersWithOne();
      hear(orders, trade('E2', '4'));
      const facts = hear(orders, { ...kind, 39: '1', 17: 'E9', 19: 'E2', ...change });
      expect(facts).toMatchObject([{ type: 'notice', kind: 'fact', id: 'C1:E9' }]);
      expect(orders.find('C1')).toMatchObject({ filledQuantity: decimal('4') });
    }
  });
});

describe('a replace that nobody asked for', () => {
  test.each([
    ['under the id of the order', 'C1'],
    ['under an id of somebody else', 'BRK-1'],
  ])('%s is told as a restatement, and the order keeps its id', (_how, id) => {
    const orders = ordersWithOne();
    hear(orders, {});
    const facts = hear(orders, { 150: '5', 39: '5', 11: id, 41: 'C1', 38: '20', 44: '1401', 151: '20' });
    const terms = { clientOrderId: 'C1', quantity: decimal('20'), limitPrice: decimal('1401') };
    const reason = 'it was replaced without a request';
    expect(reportsOf(facts)).toMatchObject([{ type: 'restated', ...terms, reason }]);
    expect(recordOf(orders.find('C1')!)).toMatchObject(terms);
    expect(reportsOf(hear(orders, { ...trade('E2', '4'), 11: id }))).toMatchObject([
      { type: 'filled', clientOrderId: 'C1' },
    ]);
  });

  test('with the terms that the order has says nothing, and one that comes late does not go back', () => {
    const orders = ordersWithOne();
    hear(orders, {});
    expect(hear(orders, { 150: '5', 39: '5', 38: '10', 44: '1400' })).toEqual([]);
    for (const [old, id] of [
      ['C1', 'C1-r1'],
      ['C1-r1', 'C1-r2'],
    ] as const) {
      orders.sent(1, 3, {
        fields: [
          [35, 'G'],
          [41, old],
          [11, id],
          [38, '20'],
          [44, '1400'],
        ],
      });
      hear(orders, { 150: '5', 39: '5', 11: id, 41: old });
    }
    expect(hear(orders, { 150: '5', 39: '5', 11: 'C1-r1', 41: 'C1', 38: '7' })).toEqual([]);
    expect(orders.find('C1')).toMatchObject({ clOrdId: 'C1-r2', quantity: decimal('20') });
  });
});

describe('an amend that was asked for', () => {
  function amended(change: Parameters<typeof hear>[1], ...before: readonly Parameters<typeof hear>[1][]) {
    const orders = ordersWithOne();
    for (const one of before) hear(orders, one);
    orders.sent(1, 3, {
      fields: [
        [35, 'G'],
        [41, 'C1'],
        [11, 'C1-r1'],
        [38, '4'],
        [44, '1400'],
      ],
    });
    const facts = hear(orders, { 150: '5', 39: '5', 11: 'C1-r1', 41: 'C1', ...change });
    return { orders, facts };
  }

  test.each([
    ['quantity', { 38: '15' }, 'amended it to 15 limit 1400, and the desk had asked for 4 limit 1400'],
    ['price', { 44: '1399' }, 'amended it to 4 limit 1399, and the desk had asked for 4 limit 1400'],
    ['stop', { 99: '1390' }, 'amended it to 4 limit 1400 stop 1390, and the desk had asked for 4 limit 1400'],
  ])('and that has another %s than was asked for counts, and is a notice', (_what, change, text) => {
    const { facts } = amended(change, {});
    expect(typesOf(facts)).toEqual(['replaced']);
    expect(noticesOf(facts)).toMatchObject([{ kind: 'contradictory', text: expect.stringContaining(text) }]);
  });

  test('and that leaves nothing of its order open has filled it', () => {
    const { orders, facts } = amended(
      { 38: '4', 44: '1400', 14: '4', 151: '0' },
      { ...trade('E2', '4'), 14: '4', 151: '6' },
    );
    expect(noticesOf(facts)).toEqual([]);
    expect(recordOf(orders.find('C1')!)).toMatchObject({ status: 'filled', quantity: decimal('4') });
    expect([...orders.open()]).toEqual([]);
  });
});

describe('an order with requests under way', () => {
  function asked(): FixOrders {
    const orders = ordersWithOne();
    hear(orders, {});
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
        [38, '20'],
        [44, '1400'],
      ],
    });
    return orders;
  }

  test.each([
    ['cancel', 'C1-c1', 'cancel_rejected'],
    ['amend', 'C1-r1', 'replace_rejected'],
  ])('works on where a rejection names its %s, each time that it comes', (_what, id, type) => {
    for (const version of [{}, { 20: '0' }]) {
      const orders = asked();
      const rejection = { 150: '8', 39: '8', 11: id, 41: 'C1', 103: '3', 58: 'no', 151: '0', ...version };
      for (let time = 0; time < 2; time++) {
        expect(reportsOf(hear(orders, rejection))).toMatchObject([
          { type, clientOrderId: 'C1', code: 'order_reject_3', reason: 'no' },
        ]);
      }
      expect(orders.find('C1')).toMatchObject({ status: 'accepted' });
    }
  });

  test('ends where a rejection names the id that an amend gave it', () => {
    const orders = asked();
    hear(orders, { 150: '5', 39: '5', 11: 'C1-r1', 41: 'C1' });
    expect(typesOf(hear(orders, { 150: '8', 39: '8', 11: 'C1-r1', 41: 'C1' }))).toEqual(['rejected']);
  });

  test.each([
    ['2', 'filled'],
    ['4', 'canceled'],
    ['C', 'expired'],
  ])('is said to have ended by a cancel reject with OrdStatus %s', (status, said) => {
    const orders = asked();
    expect(typesOf(hear(orders, { 39: status, 11: 'C1-c1', 41: 'C1', 102: '0' }, '9'))).toEqual([
      'cancel_rejected',
    ]);
    const order = orders.find('C1')!;
    expect(recordOf(order)).toMatchObject({ status: said, filledQuantity: decimal('0') });
    expect(discrepancyOf(order)?.text).toContain(`the venue called it ${said} when it refused a request`);
    hear(orders, { ...trade('E2', '4'), 14: '4', 151: '6' });
    expect(discrepancyOf(orders.find('C1')!)?.text).toContain('4 of 10 are filled');
    hear(orders, { ...trade('E3', '6', '2'), 14: '10', 151: '0' });
    expect(discrepancyOf(orders.find('C1')!)).toBeUndefined();
  });

  test('is missing at the venue where a cancel reject calls it rejected, until a report comes about it', () => {
    const orders = asked();
    hear(orders, { 39: '8', 11: 'C1-c1', 41: 'C1', 102: '1' }, '9');
    expect(orders.find('C1')).toMatchObject({ isMissing: true, said: 'rejected' });
    hear(orders, { 150: '0', 39: '0' });
    expect(orders.find('C1')).not.toHaveProperty('isMissing');
    expect(discrepancyOf(orders.find('C1')!)).toBeUndefined();
  });
});

describe('a message that was refused', () => {
  test.each([
    ['8', 'ExecutionReport'],
    ['9', 'OrderCancelReject'],
  ])('of type %s is a notice with the order, the execution and what was wrong', (type, name) => {
    const fields = [
      [37, 'V1'],
      [11, 'C1'],
      [17, 'E7'],
      [32, '12345678901234567890'],
    ] as const;
    const notice = refusedReport(3, fromVenue(type, 9, fields), 'tag 32 has not its format');
    expect(notice).toMatchObject({ id: 'refused:3:9', kind: 'fact' });
    for (const part of [
      name,
      'order C1',
      'ExecID E7',
      'tag 32 has not its format',
      'quantity 12345678901234567890',
    ]) {
      expect(notice?.text).toContain(part);
    }
  });

  test('about no order is none', () => {
    expect(refusedReport(1, fromVenue('B', 9), 'MsgType B is not taken here')).toBeUndefined();
  });
});

const atTime = (second: string) => ({ 60: `20260102-10:00:${second}` });
const ends = {
  canceled: { 150: '4', 39: '4', 151: '0' },
  rejected: { 150: '8', 39: '8', 151: '0' },
  expired: { 150: 'C', 39: 'C', 151: '0' },
};

describe('an order that has ended, and that the venue then reports as working', () => {
  test.each(
    Object.entries(ends).flatMap(([end, ended]) =>
      [
        ['restated', { 150: 'D', 39: '0' }],
        ['new', { 150: '0', 39: '0' }],
        ['by its status', { 150: 'I', 39: '0', 17: '0' }],
        ['by its status in FIX 4.2', { 20: '3', 150: '0', 39: '0', 17: '0' }],
        ['replaced', { 150: '5', 39: '5' }],
        ['being canceled', { 150: '6', 39: '6' }],
        ['suspended', { 150: '9', 39: '9' }],
      ].map(([how, again]) => [end, how, ended, again] as const),
    ),
  )('%s, then %s: works again, and can end again', (end, _how, ended, again) => {
    const orders = ordersWithOne();
    if (end !== 'rejected') hear(orders, {});
    hear(orders, { ...ended, ...atTime('05') });
    const facts = reportsOf(hear(orders, { ...(again as object), ...atTime('06') }));
    const reason = `the venue had reported it ${end}, and reports now that it works with 10 open`;
    expect(facts).toMatchObject([{ type: 'reinstated', clientOrderId: 'C1', venueOrderId: 'V1', reason }]);
    expect([...orders.open()].map(({ clOrdId }) => clOrdId)).toEqual(['C1']);
    expect(typesOf(hear(orders, ends.canceled))).toEqual(['canceled']);
    expect([...orders.open()]).toEqual([]);
  });

  test('by what a fill leaves open: the fill comes first', () => {
    const orders = ordersWithOne();
    hear(orders, {});
    hear(orders, ends.canceled);
    const fill = { ...trade('E2', '4'), 14: '4', 151: '6' };
    expect(typesOf(hear(orders, fill))).toEqual(['filled', 'reinstated']);
    expect(orders.find('C1')).toMatchObject({ status: 'partially_filled' });
  });

  test('by a restatement with another quantity has that quantity', () => {
    const orders = ordersWithOne();
    hear(orders, {});
    hear(orders, ends.expired);
    expect(typesOf(hear(orders, { 150: 'D', 39: '0', 38: '8', 151: '8' }))).toEqual([
      'reinstated',
      'restated',
    ]);
  });

  test('whose end is held back for missing fills is open, and the engine hears of no end', () => {
    const orders = ordersWithOne();
    hear(orders, {});
    expect(typesOf(hear(orders, { ...ends.canceled, 14: '4' }))).toEqual([]);
    expect(typesOf(hear(orders, { 150: 'D', 39: '1', 14: '4', 151: '6' }))).toEqual([]);
    expect(typesOf(hear(orders, { ...trade('E2', '4'), 14: '4', 151: '6' }))).toEqual(['filled']);
  });

  test.each([
    ['is sent again', { 97: 'Y' }],
    ['tells of a time before the end', atTime('04')],
    ['leaves nothing open', { 151: '0' }],
    ['does not say what is open', { 151: undefined }],
  ])('stays ended where the report %s', (_what, change) => {
    const orders = ordersWithOne();
    hear(orders, {});
    hear(orders, { ...ends.canceled, ...atTime('05') });
    expect(hear(orders, { ...atTime('06'), ...change })).toEqual([]);
    expect(orders.find('C1')).toMatchObject({ status: 'canceled' });
  });

  test.each([
    ['as it had ended', '4'],
    ['unknown', '8'],
  ])('has ended after all where the venue refuses its cancel and calls it %s', (_how, status) => {
    const orders = ordersWithOne();
    hear(orders, {});
    hear(orders, ends.canceled);
    hear(orders, {});
    orders.sent(1, 3, {
      fields: [
        [35, 'F'],
        [11, 'C1-c1'],
        [41, 'C1'],
      ],
    });
    const refused = { 11: 'C1-c1', 41: 'C1', 39: status, 102: '1', 434: '1' };
    expect(typesOf(hear(orders, refused, '9'))).toEqual(['cancel_rejected']);
    expect(recordOf(orders.find('C1')!)).toMatchObject({ status: 'canceled' });
    expect([...orders.open()]).toEqual([]);
  });

  test('as a message that the venue refused, and that it has taken after all', () => {
    const orders = ordersWithOne();
    hear(orders, { 45: '2', 373: '5', 150: undefined }, '3');
    expect(typesOf(hear(orders, {}))).toEqual(['reinstated']);
  });
});

describe('a list of open orders that is older than what came while it was made', () => {
  const listed = { 584: 'L1', 912: 'Y', 150: 'I', 17: '0' };
  const asked = (): FixOrders => {
    const orders = ordersWithOne();
    hear(orders, {});
    orders.sent(1, 3, {
      fields: [
        [35, 'AF'],
        [584, 'L1'],
        [585, '7'],
      ],
    });
    return orders;
  };

  test('says nothing of a fill', () => {
    const orders = asked();
    hear(orders, { ...trade('E2', '10', '2'), 14: '10', 151: '0' });
    expect(hear(orders, listed)).toEqual([{ type: 'listed', listId: 'L1' }]);
    expect(discrepancyOf(orders.find('C1')!)).toBeUndefined();
  });

  test('says nothing of an end; one that is asked for after it does', () => {
    const orders = asked();
    hear(orders, ends.canceled);
    expect(typesOf(hear(orders, listed))).toEqual([]);
    orders.sent(1, 4, {
      fields: [
        [35, 'AF'],
        [584, 'L2'],
        [585, '7'],
      ],
    });
    expect(typesOf(hear(orders, { ...listed, 584: 'L2' }))).toEqual(['reinstated']);
  });

  test('counts less than the executions until a whole list does not have the order any more', () => {
    const orders = ordersWithOne();
    hear(orders, { ...trade('E2', '10', '2'), 14: '10', 151: '0' });
    orders.sent(1, 3, {
      fields: [
        [35, 'AF'],
        [584, 'L1'],
        [585, '7'],
      ],
    });
    hear(orders, listed);
    expect(discrepancyOf(orders.find('C1')!)).toBeDefined();
    orders.sent(1, 4, {
      fields: [
        [35, 'AF'],
        [584, 'L2'],
        [585, '7'],
      ],
    });
    hear(orders, { ...listed, 584: 'L2', 37: 'NONE', 11: undefined, 39: '8', 151: '0' });
    expect(discrepancyOf(orders.find('C1')!)).toBeUndefined();
  });
});
