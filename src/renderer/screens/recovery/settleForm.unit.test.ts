import { describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { InDoubtOrder } from '../../../shared/contract/recovery.ts';
import {
  emptySettleForm,
  outcomeChoices,
  whyNoSettlement,
  settlementOf,
  settleWarnings,
} from './settleForm.ts';

const order: InDoubtOrder = {
  orderId: ids.order('o1'),
  clientOrderId: ids.clientOrder('c1'),
  venue: ids.venue('sim'),
  account: ids.account('main'),
  strategy: ids.strategy('manual'),
  symbol: ids.symbol('SPX'),
  side: 'buy',
  orderType: 'limit',
  limitPrice: '1440',
  timeInForce: 'GTC',
  quantity: '10',
  filledQuantity: '0',
  status: 'in_doubt',
  subject: 'submission',
  reason: 'no answer',
  since: '2026-11-23T10:00:00.000000Z',
  attempts: 0,
  evidence: [],
};
const outcomesOf = (change: Partial<InDoubtOrder>): readonly string[] =>
  outcomeChoices({ ...order, ...change }).map(({ value }) => value);

test('what can be said of an order depends on what is open and known of it', () => {
  expect(outcomesOf({})).toEqual(['never_received', 'working', 'filled', 'canceled', 'expired']);
  expect(outcomesOf({ filledQuantity: '3' })).not.toContain('never_received');
  expect(outcomesOf({ venueOrderId: ids.venueOrder('v1') })).not.toContain('never_received');
  expect(outcomesOf({ subject: 'cancel' })).toEqual(['working', 'filled', 'canceled', 'expired']);
  expect(outcomesOf({ subject: 'replace' })).toContain('replaced');
});

describe('a settlement', () => {
  test('is not sent before somebody has said what it is', () => {
    expect(whyNoSettlement(order, emptySettleForm)).toMatch(/Choose/);
    expect(settlementOf(emptySettleForm)).toBeUndefined();
  });

  test('as filled needs executions of exactly what is left', () => {
    const filled = { ...emptySettleForm, outcome: 'filled' } as const;
    const of = (...quantities: readonly string[]) =>
      whyNoSettlement(
        { ...order, filledQuantity: '4' },
        { ...filled, executions: quantities.map((quantity) => ({ quantity, price: '1400' })) },
      );
    expect(of()).toMatch(/6 in all/);
    expect(of('5')).toMatch(/6 in all/);
    expect(of('7')).toMatch(/6 in all/);
    expect(of('2', '4.0')).toBeUndefined();
    expect(whyNoSettlement(order, { ...filled, executions: [{ quantity: '10', price: ' ' }] })).toMatch(
      /price/,
    );
  });

  test('is not sent with what nobody can read, and takes numbers as the window prints them', () => {
    const of = (quantity: string, price: string) => ({
      ...emptySettleForm,
      outcome: 'filled' as const,
      executions: [{ quantity, price }],
    });
    expect(whyNoSettlement(order, of('10', 'abc'))).toBe('"abc" is not a number');
    expect(whyNoSettlement(order, of('1o', '1440'))).toBe('"1o" is not a number');
    expect(whyNoSettlement({ ...order, quantity: '1000' }, of('1 000', '1 440.00'))).toBeUndefined();
    expect(settlementOf(of('1 000', '1\u202f440.00'))?.executions).toEqual([
      { quantity: '1000', price: '1440.00' },
    ]);
  });

  test('warns of a price beyond the limit or far from the market, on the side that it hurts', () => {
    const warnings = (price: string, change: Partial<InDoubtOrder> = {}, outcome = 'filled' as const) =>
      settleWarnings(
        { ...order, ...change },
        { ...emptySettleForm, outcome, executions: [{ quantity: '10', price }] },
        '1441',
      );
    expect(warnings('1440')).toEqual([]);
    expect(warnings('1430')).toEqual([]);
    expect(warnings('1440.25')).toEqual([expect.stringContaining("above the order's limit")]);
    expect(warnings('1439', { side: 'sell' })).toEqual([expect.stringContaining('below')]);
    expect(warnings('1300')).toEqual([expect.stringContaining('below the last price')]);
    expect(warnings('99999')).toHaveLength(2);
    expect(warnings('0')).toHaveLength(1);
    expect(warnings('abc')).toEqual([]);
  });

  test("as working needs the venue's id where nobody here knows it", () => {
    const working = { ...emptySettleForm, outcome: 'working' } as const;
    expect(whyNoSettlement(order, working)).toMatch(/venue's id/);
    expect(whyNoSettlement({ ...order, venueOrderId: ids.venueOrder('v1') }, working)).toBeUndefined();
    expect(whyNoSettlement(order, { ...working, venueOrderId: 'v1' })).toBeUndefined();
    expect(settlementOf({ ...working, venueOrderId: ' v1 ' })).toEqual({
      outcome: 'working',
      venueOrderId: 'v1',
    });
  });

  test('as never received carries neither an id nor executions, whatever was typed before', () => {
    const form = { venueOrderId: 'v1', executions: [{ quantity: '1', price: '1' }] };
    expect(settlementOf({ ...form, outcome: 'never_received' })).toEqual({ outcome: 'never_received' });
  });
});
