import { describe, expect, test } from 'vitest';
import type { InDoubtOrder } from '../../../shared/contract/recovery.ts';
import { emptySettleForm, outcomeChoices, settleHindrance, settlementOf } from './settleForm.ts';

const order: InDoubtOrder = {
  orderId: 'o1',
  clientOrderId: 'c1',
  venue: 'sim',
  account: 'main',
  strategy: 'manual',
  symbol: 'SPX',
  side: 'buy',
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
  expect(outcomesOf({ venueOrderId: 'v1' })).not.toContain('never_received');
  expect(outcomesOf({ subject: 'cancel' })).toEqual(['working', 'filled', 'canceled', 'expired']);
  expect(outcomesOf({ subject: 'replace' })).toContain('replaced');
});

describe('a settlement', () => {
  test('is not sent before somebody has said what it is', () => {
    expect(settleHindrance(order, emptySettleForm)).toMatch(/Choose/);
    expect(settlementOf(emptySettleForm)).toBeUndefined();
  });

  test('as filled needs executions of exactly what is left', () => {
    const filled = { ...emptySettleForm, outcome: 'filled' } as const;
    const of = (...quantities: readonly string[]) =>
      settleHindrance(
        { ...order, filledQuantity: '4' },
        { ...filled, executions: quantities.map((quantity) => ({ quantity, price: '1400' })) },
      );
    expect(of()).toMatch(/6 in all/);
    expect(of('5')).toMatch(/6 in all/);
    expect(of('7')).toMatch(/6 in all/);
    expect(of('2', '4.0')).toBeUndefined();
    expect(settleHindrance(order, { ...filled, executions: [{ quantity: '10', price: ' ' }] })).toMatch(
      /price/,
    );
  });

  test("as working needs the venue's id where nobody here knows it", () => {
    const working = { ...emptySettleForm, outcome: 'working' } as const;
    expect(settleHindrance(order, working)).toMatch(/venue's id/);
    expect(settleHindrance({ ...order, venueOrderId: 'v1' }, working)).toBeUndefined();
    expect(settleHindrance(order, { ...working, venueOrderId: 'v1' })).toBeUndefined();
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
