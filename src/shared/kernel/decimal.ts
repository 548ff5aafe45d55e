/**
 * Exact decimals: a bigint that counts units of 10^-9. Prices, quantities and money never pass through floating point.
 * In messages and in storage a decimal is text.
 */
import type { Brand } from './brand.ts';
import { err, ok, type Result } from './result.ts';

export type Decimal = Brand<bigint, 'Decimal'>;

export const decimalPlaces = 9;
/** Integer digits that text may have: no venue trades 10^15 units of anything. */
export const integerDigitsMax = 15;
const scale = 1_000_000_000n;
const unitsOfOne = 1_000_000_000;
/** Below this, a value's units are below 2^53, which a number counts exactly: one bigint is made instead of four. */
const safeIntegerPart = 9_007_199;

export interface DecimalFault {
  readonly code: 'decimal_malformed' | 'decimal_too_precise' | 'decimal_too_large';
  readonly expected: string;
}

const textLengthMax = 64;
const minus = 45;
const point = 46;

const malformed: DecimalFault = {
  code: 'decimal_malformed',
  expected: 'a plain decimal such as 1432.25, without exponent',
};
const tooPrecise: DecimalFault = {
  code: 'decimal_too_precise',
  expected: `at most ${decimalPlaces} decimal places`,
};
const tooLarge: DecimalFault = {
  code: 'decimal_too_large',
  expected: `at most ${integerDigitsMax} digits before the point`,
};

/**
 * Reads a plain decimal such as `-1432.25`: no exponent, no sign but minus, no blanks. It reads character codes,
 * without a regular expression, because every order has a few dozen decimals.
 */
export function parseDecimal(text: string): Result<Decimal, DecimalFault> {
  if (text.length > textLengthMax) return err(malformed);
  const negative = text.charCodeAt(0) === minus;
  const start = negative ? 1 : 0;
  const integerEnd = digitsEnd(text, start);
  const fractionStart = integerEnd + 1;
  const end = text.charCodeAt(integerEnd) === point ? digitsEnd(text, fractionStart) : integerEnd;
  if (integerEnd === start || end === fractionStart || end !== text.length) return err(malformed);
  const fractionDigits = Math.max(0, end - fractionStart);
  if (fractionDigits > decimalPlaces) return err(tooPrecise);
  if (integerEnd - start > integerDigitsMax) return err(tooLarge);
  // Both parts are whole numbers below 2^53.
  const fraction = digitsValue(text, fractionStart, end) * 10 ** (decimalPlaces - fractionDigits);
  const integer = digitsValue(text, start, integerEnd);
  const units =
    integer < safeIntegerPart
      ? BigInt(integer * unitsOfOne + fraction)
      : BigInt(integer) * scale + BigInt(fraction);
  return ok((negative ? -units : units) as Decimal);
}

/** Where the run of digits that begins at `from` ends. */
function digitsEnd(text: string, from: number): number {
  let end = from;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function digitsValue(text: string, from: number, end: number): number {
  let value = 0;
  for (let i = from; i < end; i++) value = value * 10 + text.charCodeAt(i) - 48;
  return value;
}

/** For literals and for stored text that this program wrote itself; throws RangeError on any other text. */
export function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (parsed.ok) return parsed.value;
  // A sum may have more digits than a single price or quantity may have.
  if (parsed.error === tooLarge) {
    const [integer = '', fraction = ''] = text.split('.');
    return BigInt(integer + fraction.padEnd(decimalPlaces, '0')) as Decimal;
  }
  throw new RangeError(`not a decimal: ${text.slice(0, textLengthMax)}`);
}

/** The shortest plain text of the value: `1432.25`, `0`, `-0.5`. */
export function formatDecimal(value: Decimal): string {
  // Most decimals are small and whole, and numbers are faster than bigints.
  const units = Number(value);
  if (Number.isSafeInteger(units)) {
    return units % unitsOfOne === 0 ? String(units / unitsOfOne) : formatUnits(value, decimalPlaces);
  }
  const whole = value / scale;
  if (whole * scale !== value) return formatUnits(value, decimalPlaces);
  const number = Number(whole);
  return Number.isSafeInteger(number) ? String(number) : whole.toString();
}

/** The shortest plain text of a count of units of 10^-places. */
export function formatUnits(value: bigint, places: number): string {
  const negative = value < 0n;
  const units = negative ? 0n - value : value;
  const digits = units.toString().padStart(places + 1, '0');
  const integer = digits.slice(0, -places);
  let end = digits.length;
  while (end > digits.length - places && digits.charCodeAt(end - 1) === 48) end--;
  const fraction = digits.slice(digits.length - places, end);
  return `${negative ? '-' : ''}${integer}${fraction === '' ? '' : `.${fraction}`}`;
}

export const zero = 0n as Decimal;
export const one = scale as Decimal;

/** The decimal of this many units of 10^-9, such as a product of a decimal and a count. */
export function fromUnits(units: bigint): Decimal {
  return units as Decimal;
}

/** The decimal of a whole number, such as a count. */
export function wholeDecimal(count: number): Decimal {
  return (BigInt(count) * scale) as Decimal;
}

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

export function minimum(a: Decimal, b: Decimal): Decimal {
  return a < b ? a : b;
}

export function maximum(a: Decimal, b: Decimal): Decimal {
  return a > b ? a : b;
}

/** Product, rounded half to even at the ninth place (IEEE 754 roundTiesToEven, in decimal). */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return divideHalfEven(a * b, scale) as Decimal;
}

/** Quotient, rounded half to even at the ninth place; the divisor must not be zero. */
export function divide(a: Decimal, b: Decimal): Decimal {
  return divideHalfEven(a * scale, b) as Decimal;
}

/** Quotient, rounded half to even (IEEE 754 roundTiesToEven); the denominator must not be zero. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  let quotient = n / d;
  const rest = n % d;
  if (rest !== 0n) {
    const twice = rest * 2n;
    if (twice > d || (twice === d && quotient % 2n === 1n)) quotient += 1n;
  }
  return negative ? -quotient : quotient;
}

/** Rounds down, also below zero, where the division of bigints rounds up. The divisor must be positive. */
export function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

/** Whether the value is a whole number of steps; the step must be positive. */
export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  return value % step === 0n;
}

/** How much of `whole` is `part`, rounded at the ninth place, for bars and ordering only: the number loses precision. */
export function approximateShare(part: Decimal, whole: Decimal): number {
  return Math.round((Number(part) / Number(whole)) * unitsOfOne) / unitsOfOne;
}

/** For charts and ordering only: the number loses precision. */
export function toApproximateNumber(value: Decimal): number {
  return Number(value) / 1e9;
}
