/** Reads a number that an operator typed: gives an exact decimal, or a refusal that says what is wrong. */
import { parseDecimal, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, type Result } from '../../../../shared/kernel/result.ts';

const fieldWords = {
  quantity: 'quantity',
  price: 'price',
  limitPrice: 'limit price',
  stopPrice: 'stop price',
} as const;

export function typedDecimal(field: keyof typeof fieldWords, text: string): Result<Decimal, Refusal> {
  const parsed = parseDecimal(text.trim());
  if (parsed.ok) return parsed;
  const { code, expected } = parsed.error;
  return err({ code, message: `the ${fieldWords[field]} is no number`, field, actual: text, expected });
}
