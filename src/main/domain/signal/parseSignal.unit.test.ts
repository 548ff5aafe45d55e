import { describe, expect, test } from 'vitest';
import { parseSignal } from './parseSignal.ts';
import { signalFromRecord, signalToRecord } from './signalRecord.ts';
import { limitSignal } from './testing/sampleSignal.ts';

const good = limitSignal('sig-1');

function codes(input: unknown): string[] {
  const parsed = parseSignal(input);
  return parsed.ok ? [] : parsed.error.map((refusal) => `${refusal.code}:${refusal.field ?? ''}`);
}

describe('parsing a signal', () => {
  test('takes a good one, and its record reads back the same', () => {
    const parsed = parseSignal(good);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    expect(parsed.value.reduceOnly).toBe(false);
    expect(signalFromRecord(signalToRecord(parsed.value))).toEqual(parsed.value);
  });

  test('treats null and an empty optional field as not given', () => {
    expect(codes({ ...good, stopPrice: null, note: '', takeProfit: '' })).toEqual([]);
  });

  test('reports every reason at once', () => {
    expect(
      codes({ ...good, side: 'BUY', quantity: '1e-400', confidence: 0.8, createdAt: 'yesterday' }),
    ).toEqual([
      'side_unknown:side',
      'decimal_malformed:quantity',
      'wrong_type:confidence',
      'instant_malformed:createdAt',
    ]);
  });

  test.each([
    ['a number where a decimal string belongs', { quantity: 10 }, 'wrong_type:quantity'],
    ['a tiny exponent', { quantity: '1e-400' }, 'decimal_malformed:quantity'],
    ['a missing field', { symbol: undefined }, 'missing:symbol'],
    ['an unknown field', { qty: '1' }, 'unknown_field:qty'],
    ['a megabyte in one field', { note: 'x'.repeat(1_000_000) }, 'oversized:note'],
    ['a list', { side: ['buy'] }, 'wrong_type:side'],
    ['an id with a space', { id: 'a b' }, 'id_malformed:id'],
    ['an impossible date', { createdAt: '2026-02-30T00:00:00Z' }, 'instant_malformed:createdAt'],
    ['an unknown order type', { orderType: 'iceberg' }, 'order_type_unknown:orderType'],
  ])('refuses %s', (_name, change, code) => {
    expect(codes({ ...good, ...change })).toEqual([code]);
  });

  test('a long wrong value is cut in the refusal', () => {
    const parsed = parseSignal({ ...good, side: 'b'.repeat(1_000_000) });
    if (parsed.ok) throw new Error('accepted');
    expect(parsed.error[0]?.actual).toContain('(1000000 characters)');
    expect(JSON.stringify(parsed.error).length).toBeLessThan(400);
  });

  test.each([[null], ['text'], [7], [[]], [undefined]])('refuses %j as not an object', (input) => {
    expect(codes(input)).toEqual(['malformed:']);
  });

  test('is not led astray by inherited or special keys', () => {
    expect(codes(JSON.parse('{"__proto__": {"id": "x"}}'))).toContain('missing:id');
  });
});
