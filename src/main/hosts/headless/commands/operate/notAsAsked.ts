/** Compares the order after an amend with what was asked for. */
import { formatDecimal, parseDecimal } from '../../../../../shared/kernel/decimal.ts';

/** Decimal texts; a field is absent where it was not asked for, or the order does not have it. */
interface AmendedFields {
  readonly quantity?: string | undefined;
  readonly limitPrice?: string | undefined;
  readonly stopPrice?: string | undefined;
}

/** A sentence with the differences; undefined where the order is as asked for. */
export function notAsAsked(asked: AmendedFields, is: AmendedFields): string | undefined {
  const names = { quantity: 'quantity', limitPrice: 'limit', stopPrice: 'stop' } as const;
  const other = (['quantity', 'limitPrice', 'stopPrice'] as const).filter(
    (field) => asked[field] !== undefined && plain(asked[field]) !== is[field],
  );
  if (other.length === 0) return undefined;
  const wanted = other.map((field) => `${names[field]} ${asked[field]}`).join(', ');
  return `the venue gave it other terms than were asked for: not ${wanted}`;
}

function plain(text: string): string {
  const parsed = parseDecimal(text);
  return parsed.ok ? formatDecimal(parsed.value) : text;
}
