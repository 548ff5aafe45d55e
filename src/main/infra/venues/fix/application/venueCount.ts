/** What a venue counts of an order by itself, beside the executions that it reports one by one. */
import type { Decimal } from '../../../../../shared/kernel/decimal.ts';

export interface VenueCount {
  /** Filled quantities that the venue has counted and that our sum has not passed since, oldest first; one at least. */
  readonly filled: readonly Decimal[];
  /** The order's quantity by the venue's count; undefined where it is ours. */
  readonly ordered?: Decimal | undefined;
  /** The venue calls the order filled, and the executions do not fill it. */
  readonly isCalledFilled: boolean;
}

/** What the venue counts as filled: the sum of its executions, or the count which that sum does not reach. */
export function filledByCount({
  count,
  filledQuantity,
}: {
  readonly count?: VenueCount;
  /** The sum of its executions. */
  readonly filledQuantity: Decimal;
}): Decimal {
  if (count === undefined || count.filled.includes(filledQuantity)) return filledQuantity;
  const beyond = count.filled.filter((one) => one > filledQuantity);
  return beyond.toSorted((one, other) => (one < other ? 1 : -1))[0] ?? count.filled.at(-1) ?? filledQuantity;
}
