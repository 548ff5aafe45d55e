/**
 * Money: quantity times price times the multiplier of the instrument, exact whatever its size. It is a bigint that
 * counts units of 10^-27, because each factor counts units of 10^-9. A sum is rounded only once, half to even, when it
 * is shown. No other place multiplies a price by a quantity.
 */
import type { Brand } from './brand.ts';
import { decimalPlaces, divideHalfEven, formatUnits, one, type Decimal } from './decimal.ts';

export type Notional = Brand<bigint, 'Notional'>;

const notionalPlaces = 3 * decimalPlaces;
const decimalUnits = 10n ** BigInt(notionalPlaces - decimalPlaces);

export const noNotional = 0n as Notional;

export function notionalOf(quantity: Decimal, price: Decimal, multiplier = one): Notional {
  return (quantity * price * multiplier) as Notional;
}

/** What the quantity is worth at the price, rounded half to even at the ninth place. */
export function worthOf(quantity: Decimal, price: Decimal, multiplier?: Decimal): Decimal {
  return roundNotional(notionalOf(quantity, price, multiplier));
}

/** Money of a value that was summed without the multiplier, which all of its parts share. */
export function withMultiplier(value: Notional, multiplier: Decimal): Notional {
  return divideHalfEven(value * multiplier, one) as Notional;
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

/** The shortest plain text of the whole value, with up to 27 places. */
export function formatNotional(value: Notional): string {
  return formatUnits(value, notionalPlaces);
}

/** The value rounded half to even, at the ninth place unless the caller asks for fewer places. */
export function roundNotional(value: Notional, places = decimalPlaces): Decimal {
  if (places === decimalPlaces) return divideHalfEven(value, decimalUnits) as Decimal;
  const step = 10n ** BigInt(decimalPlaces - places);
  return (divideHalfEven(value, decimalUnits * step) * step) as Decimal;
}

/**
 * The price at which the quantity has the value, rounded at the ninth place unless the caller asks for fewer places; the
 * quantity must not be zero.
 */
export function averagePrice(
  value: Notional,
  quantity: Decimal,
  multiplier = one,
  places = decimalPlaces,
): Decimal {
  const step = 10n ** BigInt(decimalPlaces - places);
  return (divideHalfEven(value, quantity * multiplier * step) * step) as Decimal;
}

/** The share of the value that belongs to a part of the quantity, rounded at the last place. */
export function partOf(value: Notional, part: Decimal, whole: Decimal): Notional {
  return divideHalfEven(value * part, whole) as Notional;
}
