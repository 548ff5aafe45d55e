/**
 * Exact decimals: a bigint counting units of 10^-9. Prices, quantities and
 * money never pass through floating point; text is the form in messages and
 * storage.
 */
import type { Brand } from './brand.ts';
import { err, ok, type Result } from './result.ts';

export type Decimal = Brand<bigint, 'Decimal'>;

export const decimalPlaces = 9;
/** Integer digits allowed in text: 10^15 units of anything is beyond every venue. */
export const integerDigitsMax = 15;
const scale = 1_000_000_000n;

export interface DecimalFault {
  readonly code: 'decimal_malformed' | 'decimal_too_precise' | 'decimal_too_large';
  readonly expected: string;
}

const plainDecimal = /^(-?)(\d+)(?:\.(\d+))?$/;
const textLengthMax = 64;

/** Reads a plain decimal such as `-1432.25`; no exponent, no sign but minus, no blanks. */
export function parseDecimal(text: string): Result<Decimal, DecimalFault> {
  const match = text.length <= textLengthMax ? plainDecimal.exec(text) : null;
  if (match === null) {
    return err({
      code: 'decimal_malformed',
      expected: 'a plain decimal such as 1432.25, without exponent',
    });
  }
  const [, sign, integer = '', fraction = ''] = match;
  if (fraction.length > decimalPlaces) {
    return err({
      code: 'decimal_too_precise',
      expected: `at most ${decimalPlaces} decimal places`,
    });
  }
  if (integer.length > integerDigitsMax) {
    return err({
      code: 'decimal_too_large',
      expected: `at most ${integerDigitsMax} digits before the point`,
    });
  }
  const units = BigInt(integer + fraction.padEnd(decimalPlaces, '0'));
  return ok((sign === '-' ? -units : units) as Decimal);
}

/** For literals and stored text that this code wrote itself; throws on anything else. */
export function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (!parsed.ok) throw new RangeError(`not a decimal: ${text.slice(0, textLengthMax)}`);
  return parsed.value;
}

/** The shortest plain text of the value: `1432.25`, `0`, `-0.5`. */
export function formatDecimal(value: Decimal): string {
  const negative = value < 0n;
  const units = negative ? 0n - value : value;
  const digits = units.toString().padStart(decimalPlaces + 1, '0');
  const integer = digits.slice(0, -decimalPlaces);
  let end = digits.length;
  while (end > digits.length - decimalPlaces && digits.charCodeAt(end - 1) === 48) end--;
  const fraction = digits.slice(digits.length - decimalPlaces, end);
  return `${negative ? '-' : ''}${integer}${fraction === '' ? '' : `.${fraction}`}`;
}

export const zero = 0n as Decimal;

export function add(a: Decimal, b: Decimal): Decimal {
  return (a + b) as Decimal;
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return (a - b) as Decimal;
}

export function negate(a: Decimal): Decimal {
  return (0n - a) as Decimal;
}

export function absolute(a: Decimal): Decimal {
  return (a < 0n ? 0n - a : a) as Decimal;
}

export function maximum(a: Decimal, b: Decimal): Decimal {
  return a > b ? a : b;
}

/** Product rounded half to even at the ninth place (IEEE 754 roundTiesToEven, in decimal). */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return divideHalfEven(a * b, scale);
}

/** Quotient rounded half to even at the ninth place; the divisor must not be zero. */
export function divide(a: Decimal, b: Decimal): Decimal {
  return divideHalfEven(a * scale, b);
}

function divideHalfEven(numerator: bigint, denominator: bigint): Decimal {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  let quotient = n / d;
  const twice = (n % d) * 2n;
  if (twice > d || (twice === d && quotient % 2n === 1n)) quotient += 1n;
  return (negative ? -quotient : quotient) as Decimal;
}

/** Whether the value is a whole number of steps; the step must be positive. */
export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  return value % step === 0n;
}

/** For charts and ordering only: loses precision. */
export function toApproximateNumber(value: Decimal): number {
  return Number(value) / 1e9;
}
