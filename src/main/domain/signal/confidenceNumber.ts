/** A confidence that stands as a JSON number in a signal, read exactly. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';

const jsonNumber = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const places = 9;
const one = 10n ** BigInt(places);
/** A JSON line is no longer; beyond, a power of ten would only take time. */
const exponentMax = 1_000;

/**
 * A confidence as its JSON number was written: what goes beyond nine places is cut, never rounded up to a limit.
 * Undefined outside 0 to 1.
 */
export function confidenceOf(text: string): Decimal | undefined {
  const match = jsonNumber.exec(text);
  if (match === null) return undefined;
  const [, minus, whole = '', fraction = '', exponentText = '0'] = match;
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return 0n as Decimal;
  const shift = Number(exponentText) - fraction.length + places;
  if (minus === '-' || shift > exponentMax) return undefined;
  if (shift < -exponentMax - text.length) return 0n as Decimal;
  const divisor = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  const scaled = shift < 0 ? digits : digits * 10n ** BigInt(shift);
  return scaled > one * divisor ? undefined : ((scaled / divisor) as Decimal);
}
