/**
 * Sums of quantity times price, exact whatever their size: a bigint counting units of 10^-18, as both factors count
 * 10^-9. It is never rounded on the way; what is shown of it is, once, half to even.
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

/** For stored text that this code wrote itself, of any size. */
export function notional(text: string): Notional {
  const [integer = '', fraction = ''] = text.split('.');
  return BigInt(integer + fraction.padEnd(notionalPlaces, '0')) as Notional;
}

/** The shortest plain text of the whole value, with up to 18 places. */
export function formatNotional(value: Notional): string {
  return formatUnits(value, notionalPlaces);
}

/** At the ninth place, unless fewer are asked for. */
export function roundNotional(value: Notional, places = decimalPlaces): Decimal {
  const step = 10n ** BigInt(decimalPlaces - places);
  return (divideHalfEven(value, decimalUnits * step) * step) as Decimal;
}

/** The price per unit, at the ninth place unless fewer are asked for; the quantity must not be zero. */
export function averagePrice(value: Notional, quantity: Decimal, places = decimalPlaces): Decimal {
  const step = 10n ** BigInt(decimalPlaces - places);
  return (divideHalfEven(value, quantity * step) * step) as Decimal;
}

/** The part of the value that falls to a part of the quantity, at the eighteenth place. */
export function partOf(value: Notional, part: Decimal, whole: Decimal): Notional {
  return divideHalfEven(value * part, whole) as Notional;
}
