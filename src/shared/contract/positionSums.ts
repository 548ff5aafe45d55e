/** The profit of positions, summed by currency: of the desk, and of each account. */
import { add, decimal, formatDecimal, zero } from '../kernel/decimal.ts';
import type { PositionView } from './positions.ts';

export interface PositionSum {
  /** `desk`, or `account:main`. */
  readonly scope: string;
  readonly currency: string;
  /** Each sum is `unknown` where a part of it is not known. */
  readonly realized: string;
  readonly open: string;
  readonly today: string;
}

type Summed = Pick<PositionView, 'account' | 'currency' | 'quantity' | 'realized' | 'open' | 'day'>;

/** The desk first, then its accounts, in the order in which the positions have them. */
export function positionSums(positions: readonly Summed[]): readonly PositionSum[] {
  const groups = new Map<string, Summed[]>();
  for (const scopeOf of [() => 'desk', ({ account }: Summed) => `account:${account}`]) {
    for (const one of positions) {
      const key = `${scopeOf(one)} ${one.currency ?? ''}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [one]);
      else group.push(one);
    }
  }
  return Array.from(groups, ([key, group]) => ({
    scope: key.slice(0, key.lastIndexOf(' ')),
    currency: group[0]?.currency ?? '',
    realized: sum(group, ({ realized }) => realized),
    open: sum(group, ({ open, quantity }) => open ?? (quantity === '0' ? '0' : undefined)),
    today: sum(group, ({ day }) => day.profit),
  }));
}

function sum(group: readonly Summed[], valueOf: (one: Summed) => string | undefined): string {
  let total = zero;
  for (const one of group) {
    const value = valueOf(one);
    if (value === undefined) return 'unknown';
    total = add(total, decimal(value));
  }
  return formatDecimal(total);
}
