import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimal,
  divide,
  formatDecimal,
  isMultipleOf,
  multiply,
  parseDecimal,
  type Decimal,
} from './decimal.ts';

const anyDecimal = fc.bigInt({ min: -(10n ** 23n), max: 10n ** 23n }).map((units) => units as Decimal);

describe('a decimal', () => {
  test('survives text and back', () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        expect(decimal(formatDecimal(value))).toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['1432.25', '1432.25'],
    ['0.10', '0.1'],
    ['-0.5', '-0.5'],
    ['007', '7'],
    ['0', '0'],
    ['0.000000001', '0.000000001'],
    ['9007198.999999999', '9007198.999999999'],
    ['9007199.254740993', '9007199.254740993'],
    ['-9007199.000000001', '-9007199.000000001'],
    ['-12', '-12'],
    ['999999999999999', '999999999999999'],
  ])('%s reads as %s', (text, canonical) => {
    expect(formatDecimal(decimal(text))).toBe(canonical);
  });

  test.each([
    ['1e-400', 'decimal_malformed'],
    ['1e5', 'decimal_malformed'],
    ['', 'decimal_malformed'],
    ['.5', 'decimal_malformed'],
    ['5.', 'decimal_malformed'],
    ['+1', 'decimal_malformed'],
    [' 1', 'decimal_malformed'],
    ['1,000', 'decimal_malformed'],
    ['NaN', 'decimal_malformed'],
    ['Infinity', 'decimal_malformed'],
    ['0x10', 'decimal_malformed'],
    ['١٢', 'decimal_malformed'],
    ['9'.repeat(65), 'decimal_malformed'],
    ['0.0000000001', 'decimal_too_precise'],
    ['1'.repeat(16), 'decimal_too_large'],
  ])('%s is refused as %s', (text, code) => {
    const parsed = parseDecimal(text);
    expect(parsed.ok ? 'accepted' : parsed.error.code).toBe(code);
  });

  test('is read from exactly the texts of its grammar', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'-.0123456789'.split('')), maxLength: 28 });
    fc.assert(
      fc.property(texts, (text) => {
        const parts = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text);
        const [, sign, integer = '', fraction = ''] = parts ?? [];
        const units = BigInt(integer + fraction.padEnd(9, '0')) * (sign === '-' ? -1n : 1n);
        const parsed = parseDecimal(text);
        expect(parsed.ok ? parsed.value : undefined).toBe(parts === null ? undefined : units);
      }),
      { numRuns: 5_000 },
    );
  });

  test('rounds half to even at the ninth place', () => {
    const half = decimal('0.5');
    expect(formatDecimal(multiply(decimal('0.000000001'), half))).toBe('0');
    expect(formatDecimal(multiply(decimal('0.000000003'), half))).toBe('0.000000002');
    expect(formatDecimal(multiply(decimal('-0.000000003'), half))).toBe('-0.000000002');
    expect(formatDecimal(divide(decimal('2'), decimal('3')))).toBe('0.666666667');
  });

  test('knows its steps', () => {
    expect(isMultipleOf(decimal('1432.25'), decimal('0.25'))).toBe(true);
    expect(isMultipleOf(decimal('1432.26'), decimal('0.25'))).toBe(false);
  });
});
