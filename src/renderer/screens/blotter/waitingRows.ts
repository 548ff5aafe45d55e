/** What waits outside a blotter that is kept still: how many new orders, and what among them needs a look. */
import type { OrderStatistics, OrderStatus, OrderView } from '../../../shared/contract/orders.ts';
import { groupInteger } from '../../format/decimals.ts';

export interface Waiting {
  readonly count: number;
  readonly denied: number;
  readonly rejected: number;
  readonly inDoubt: number;
}

/** What was known when the freeze began. */
export interface FreezeStart {
  readonly rows: readonly OrderView[];
  readonly totals: OrderStatistics | undefined;
}

/**
 * `withheld` are the rows that wait; more may wait than the window holds. Those are found in the totals: what these have
 * gained since the freeze began, less what the kept rows show of it.
 */
export function waitingRows(
  withheld: readonly OrderView[],
  kept: readonly OrderView[],
  start: FreezeStart,
  totals: OrderStatistics | undefined,
): Waiting {
  const waiting = (status: OrderStatus): number => {
    const has = (rows: readonly OrderView[]): number => rows.filter((row) => row.status === status).length;
    const grown = (totals?.byStatus[status] ?? 0) - (start.totals?.byStatus[status] ?? 0);
    return Math.max(has(withheld), grown - (has(kept) - has(start.rows)));
  };
  return {
    count: withheld.length,
    denied: waiting('denied'),
    rejected: waiting('rejected'),
    inDoubt: waiting('in_doubt'),
  };
}

export function isNothing({ count, denied, rejected, inDoubt }: Waiting): boolean {
  return count + denied + rejected + inDoubt === 0;
}

/** `6 new, 2 denied, 1 in doubt`; with `most`, no more than that many are held, and there may be others. */
export function waitingWords({ count, denied, rejected, inDoubt }: Waiting, most = Infinity): string {
  const parts = [
    count > 0 && `${groupInteger(count)}${count >= most ? ' or more' : ''} new`,
    denied > 0 && `${groupInteger(denied)} denied`,
    rejected > 0 && `${groupInteger(rejected)} rejected`,
    inDoubt > 0 && `${groupInteger(inDoubt)} in doubt`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}
