/** Reads exactly a confidence that is a JSON number in a signal. */
import { fromUnits, zero, type Decimal } from '../../../shared/kernel/decimal.ts';

const jsonNumber = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const places = 9;
const one = 10n ** BigInt(places);
/** No JSON line is longer; a larger power of ten would only take time. */
const exponentMax = 1_000;

/**
 * Reads a confidence as its JSON number was written. Digits after the ninth place are cut off, and never rounded up to
 * a limit. Undefined outside 0 to 1.
 */
export function confidenceOf(text: string): Decimal | undefined {
  const match = jsonNumber.exec(text);
  if (match === null) return undefined;
  const [, minus, whole = '', fraction = '', exponentText = '0'] = match;
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return zero;
  const shift = Number(exponentText) - fraction.length + places;
  if (minus === '-' || shift > exponentMax) return undefined;
  if (shift < -exponentMax - text.length) return zero;
  const divisor = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  const scaled = shift < 0 ? digits : digits * 10n ** BigInt(shift);
  return scaled > one * divisor ? undefined : fromUnits(scaled / divisor);
}
