/**
 * Decimal text for people: grouped by thousands, with the decimal places of a step. No value passes through floating
 * point.
 */
import type { OrderView } from '../../shared/contract/orders.ts';
import {
  fromUnits,
  absolute,
  add,
  decimal,
  divide,
  formatDecimal,
  multiply,
  parseDecimal,
  subtract,
  zero,
  type Decimal,
} from '../../shared/kernel/decimal.ts';
import { averagePrice, notional } from '../../shared/kernel/notional.ts';

/** A no-break space, which nobody mistakes for a decimal sign. */
export const groupSeparator = '\u00a0';
export const minusSign = '\u2212';
export const absent = '—';

/** Writes `1432.5` with 2 places as `1 432.50`, and `007.0` as `7`. Text that is not a decimal is shown as it is. */
export function groupDecimal(text: string, placesMin = 0): string {
  const match = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(text);
  if (match === null || text.endsWith('.')) return text;
  const [, sign, integer = '', fraction = ''] = match;
  const padded = fraction.padEnd(placesMin, '0');
  const body = `${groupDigits(integer)}${padded === '' ? '' : `.${padded}`}`;
  return sign === '-' ? `${minusSign}${body}` : body;
}

/** Writes an explicit sign for both directions, such as `+ 524 310.50`. Zero has no sign. */
export function signedDecimal(text: string, placesMin = 0): string {
  const grouped = groupDecimal(text, placesMin);
  if (grouped.startsWith(minusSign) || !/[1-9]/.test(text)) return grouped;
  return `+${grouped}`;
}

function groupDigits(integer: string): string {
  return integer.replace(/\B(?=(\d{3})+(?!\d))/g, groupSeparator);
}

/** How many decimal places a step such as a tick has: 2 for `0.25`, none for `1`. */
export function placesOf(step: string): number {
  const point = step.replace(/0+$/, '').indexOf('.');
  return point < 0 ? 0 : step.replace(/0+$/, '').length - point - 1;
}

/** Rounds to at most `places`, half away from zero. For averages and shares, never for values that are sent. */
export function roundTo(text: string, places: number): string {
  const parsed = parseDecimal(text);
  if (!parsed.ok) return text;
  const unit = decimal(places === 0 ? '1' : `0.${'0'.repeat(places - 1)}1`);
  const half = unit / 2n;
  const value = parsed.value < 0n ? parsed.value - half : parsed.value + half;
  return formatDecimal(fromUnits(value - (value % unit)));
}

/**
 * Turns a number as a person types it into the engine's form. It accepts blanks between thousands, a plus sign, and the
 * minus sign that the window prints. Any other text stays as it is, and is judged later.
 */
export function typedDecimal(text: string): string {
  const trimmed = text.trim();
  const [, sign = '', number] =
    /^([-+\u2212]?)((?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:\.\d+)?)$/.exec(trimmed) ?? [];
  if (number === undefined) return trimmed;
  return `${sign === '' || sign === '+' ? '' : '-'}${number.replaceAll(/[ \u00a0\u202f]/g, '')}`;
}

export function tryDecimal(text: string | undefined): Decimal | undefined {
  if (text === undefined) return undefined;
  const parsed = parseDecimal(text.trim());
  return parsed.ok ? parsed.value : undefined;
}

/**
 * The next value on the grid of `step` in the given direction. A value off the grid first moves to the grid. Never
 * below `minimum`.
 */
export function stepDecimal(text: string, step: string, steps: number, minimum: string): string {
  const stepValue = decimal(step);
  const least = decimal(minimum);
  const value = tryDecimal(typedDecimal(text));
  if (value === undefined) return formatDecimal(least);
  const rest = value % stepValue;
  const below = subtract(value, fromUnits(rest < 0n ? rest + stepValue : rest));
  // From a value between two steps, the first step down only moves to the next lower one.
  const moves = rest !== 0n && steps < 0 ? steps + 1 : steps;
  const next = add(below, fromUnits(stepValue * BigInt(moves)));
  return formatDecimal(next < least ? least : next);
}

/** The lowest price that steps reach: the instrument's own, or one tick. */
export function lowestPrice({
  priceMin,
  tickSize,
}: {
  readonly priceMin?: string | undefined;
  readonly tickSize: string;
}): string {
  return priceMin ?? tickSize;
}

/** The average of the fills, from the exact sum: rounding a rounded value again can give a wrong result. */
export function averageText(
  {
    filledNotional,
    filledQuantity,
    multiplier = '1',
  }: Pick<OrderView, 'filledNotional' | 'filledQuantity' | 'multiplier'>,
  places: number,
): string | undefined {
  const filled = decimal(filledQuantity);
  if (filled === zero) return undefined;
  return formatDecimal(
    averagePrice(notional(filledNotional), filled, decimal(multiplier), Math.max(2, places)),
  );
}

export function sum(values: Iterable<string>): string {
  let total = decimal('0');
  for (const value of values) total = add(total, tryDecimal(value) ?? decimal('0'));
  return formatDecimal(total);
}

/** How far `value` lies from `reference`, in percent with two places: `-0.40`. */
export function distancePercent(value: string, reference: string): string | undefined {
  const [x, r] = [tryDecimal(value), tryDecimal(reference)];
  if (x === undefined || r === undefined || r === 0n) return undefined;
  const percent = divide(multiply(subtract(x, r), decimal('100')), absolute(r));
  return roundTo(formatDecimal(percent), 2);
}

/** Share of `part` in `whole`, 0 to 1. For the length of a bar only. */
export function share(part: string, whole: string): number {
  const [x, y] = [tryDecimal(part), tryDecimal(whole)];
  if (x === undefined || y === undefined || y <= 0n) return 0;
  return Math.max(0, Math.min(1, Number((x * 1000n) / y) / 1000));
}

/** Gives `1 order` or `37 orders`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${groupInteger(count)} ${count === 1 ? one : many}`;
}

/** Writes a whole number in groups of thousands. */
export function groupInteger(value: number): string {
  return groupDecimal(String(Math.round(value)));
}
