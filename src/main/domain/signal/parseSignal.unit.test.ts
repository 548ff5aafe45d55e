import { describe, expect, test } from 'vitest';
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import { NumberText } from './numberText.ts';
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
      codes({ ...good, side: 'BUY', quantity: '1e-400', confidence: '0.8', createdAt: 'yesterday' }),
    ).toEqual(['side_unknown:side', 'decimal_malformed:quantity', 'instant_malformed:createdAt']);
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
    ['a price as a number', { limitPrice: 1300 }, 'wrong_type:limitPrice'],
    ['a confidence that is no number at all', { confidence: true }, 'wrong_type:confidence'],
    [
      'a confidence beyond every number',
      { confidence: Number.POSITIVE_INFINITY },
      'confidence_out_of_range:confidence',
    ],
    ['a confidence just above one', { confidence: 1.0000000001 }, 'confidence_out_of_range:confidence'],
    ['a confidence just below zero', { confidence: -1e-12 }, 'confidence_out_of_range:confidence'],
    ['a confidence text with an exponent', { confidence: '1e-1' }, 'decimal_malformed:confidence'],
    ['an unknown order type', { orderType: 'iceberg' }, 'order_type_unknown:orderType'],
  ])('refuses %s', (_name, change, code) => {
    expect(codes({ ...good, ...change })).toEqual([code]);
  });

  test.each([
    [0.5, '0.5'],
    ['0.5', '0.5'],
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [1e-1, '0.1'],
    // As floats add up: it is a share, not money.
    [0.1 + 0.2, '0.3'],
  ])('takes the confidence %j', (confidence, expected) => {
    const parsed = parseSignal({ ...good, confidence });
    expect(parsed.ok && formatDecimal(parsed.value.confidence)).toBe(expected);
  });

  test('shows a number where a decimal string belongs as it was written', () => {
    const parsed = parseSignal({ ...good, limitPrice: new NumberText('12345678901234567890.123') });
    expect(!parsed.ok && parsed.error).toEqual([
      {
        code: 'wrong_type',
        field: 'limitPrice',
        message:
          'limitPrice must be a decimal in quotes, such as "1432.25", not the number 12345678901234567890.123',
        actual: '12345678901234567890.123',
        expected: 'a decimal in quotes, such as "1432.25"',
      },
    ]);
  });

  const instants = ['createdAt', 'expiresAt', 'goodTill'] as const;
  test.each(instants)('takes %s from 1970 to 2200, to the microsecond', (field) => {
    for (const text of [
      '1970-01-01T00:00:00Z',
      '2200-12-31T23:59:59.999999Z',
      '2200-12-31T23:59:59.9999999Z',
    ]) {
      const parsed = parseSignal({ ...good, [field]: text });
      const at = parsed.ok ? parsed.value[field] : undefined;
      expect(at !== undefined && formatMicros(at)).toBe(
        text.startsWith('1970') ? '1970-01-01T00:00:00.000000Z' : '2200-12-31T23:59:59.999999Z',
      );
    }
  });

  test.each(instants)('refuses %s beyond these years', (field) => {
    for (const text of [
      '9999-12-31T23:59:59.999999Z',
      '9999-12-31T23:59:59.9999999Z',
      '2201-01-01T00:00:00Z',
      '2200-12-31T23:59:59-00:01',
      '1970-01-01T00:59:59+01:00',
      '1969-12-31T23:59:59.999999Z',
      '0001-01-01T00:00:00Z',
      '0000-01-01T00:00:00Z',
    ]) {
      expect(codes({ ...good, [field]: text })).toEqual([`instant_out_of_range:${field}`]);
    }
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
