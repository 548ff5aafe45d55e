/**
 * Sums of quantity times price, exact whatever their size: a bigint that counts units of 10^-18, because both factors
 * count units of 10^-9. A sum is rounded only once, half to even, when it is shown.
 */
import type { Brand } from './brand.ts';
import { decimalPlaces, divideHalfEven, formatUnits, type Decimal } from './decimal.ts';

export type Notional = Brand<bigint, 'Notional'>;

const notionalPlaces = 2 * decimalPlaces;
const decimalUnits = 10n ** BigInt(decimalPlaces);

export const noNotional = 0n as Notional;

export function notionalOf(quantity: Decimal, price: Decimal): Notional {
  return (quantity * price) as Notional;
}

export function addNotional(a: Notional, b: Notional): Notional {
  return (a + b) as Notional;
}

export function subtractNotional(a: Notional, b: Notional): Notional {
  return (a - b) as Notional;
}

/** Reads stored text that this program wrote itself, of any size. */
export function notional(text: string): Notional {
  const [integer = '', fraction = ''] = text.split('.');
  return BigInt(integer + fraction.padEnd(notionalPlaces, '0')) as Notional;
}

/** The shortest plain text of the whole value, with up to 18 places. */
export function formatNotional(value: Notional): string {
  return formatUnits(value, notionalPlaces);
}

/** The value rounded half to even, at the ninth place unless the caller asks for fewer places. */
export function roundNotional(value: Notional, places = decimalPlaces): Decimal {
  const step = 10n ** BigInt(decimalPlaces - places);
  return (divideHalfEven(value, decimalUnits * step) * step) as Decimal;
}

/**
 * The price of one unit, rounded at the ninth place unless the caller asks for fewer places; the quantity must not be
 * zero.
 */
export function averagePrice(value: Notional, quantity: Decimal, places = decimalPlaces): Decimal {
  const step = 10n ** BigInt(decimalPlaces - places);
  return (divideHalfEven(value, quantity * step) * step) as Decimal;
}

/** The share of the value that belongs to a part of the quantity, rounded at the eighteenth place. */
export function partOf(value: Notional, part: Decimal, whole: Decimal): Notional {
  return divideHalfEven(value * part, whole) as Notional;
}
