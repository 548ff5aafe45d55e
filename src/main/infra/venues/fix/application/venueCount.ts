/** The venue's own count of an order, in addition to the executions that it reports one by one. */
import type { Decimal } from '../../../../../shared/kernel/decimal.ts';

export interface VenueCount {
  /**
   * Filled quantities by the venue's count that the sum of executions has not passed since, oldest first; at least one.
   */
  readonly filled: readonly Decimal[];
  /** The order's quantity by the venue's count; undefined where it equals ours. */
  readonly ordered?: Decimal | undefined;
  /** The venue calls the order filled, and the executions do not fill it. */
  readonly isCalledFilled: boolean;
}

/** The filled quantity by the venue: the sum of its executions, or its count where the sum does not reach it. */
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
