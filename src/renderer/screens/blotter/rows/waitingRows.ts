/** Counts the orders that wait outside a frozen blotter, and those among them that need a look. */
import type { OrderStatistics, OrderStatus, OrderView } from '../../../../shared/contract/orders.ts';
import { groupInteger } from '../../../format/decimals.ts';
import type { Arrangement } from './rowFreeze.ts';

export interface Waiting {
  readonly count: number;
  readonly denied: number;
  readonly rejected: number;
  readonly inDoubt: number;
}

/** Rows and totals when the freeze began. */
export interface FreezeStart {
  readonly rows: readonly OrderView[];
  readonly totals: OrderStatistics | undefined;
}

/**
 * `withheld` are the waiting rows that the window holds. More may wait in the engine. The totals show them: what the
 * totals have gained since the freeze began, less what the frozen rows have gained. `gone` are the frozen rows that do
 * not match any more.
 */
export function waitingRows(
  { rows: kept, withheld, gone }: Pick<Arrangement<OrderView>, 'rows' | 'withheld' | 'gone'>,
  start: FreezeStart,
  totals: OrderStatistics | undefined,
): Waiting {
  const more = (totals?.orders ?? 0) - (start.totals?.orders ?? 0);
  const letIn = kept.length - start.rows.length;
  const waiting = (status: OrderStatus): number => {
    const has = (rows: readonly OrderView[]): number => rows.filter((row) => row.status === status).length;
    const grown = (totals?.byStatus[status] ?? 0) - (start.totals?.byStatus[status] ?? 0);
    return Math.max(has(withheld), grown - (has(kept) - has(start.rows)));
  };
  return {
    count: Math.max(withheld.length, more + gone.size - letIn),
    denied: waiting('denied'),
    rejected: waiting('rejected'),
    inDoubt: waiting('in_doubt'),
  };
}

export function isNothing({ count, denied, rejected, inDoubt }: Waiting): boolean {
  return count + denied + rejected + inDoubt === 0;
}

/** Gives `6 new, 2 denied, 1 in doubt`. */
export function waitingWords({ count, denied, rejected, inDoubt }: Waiting): string {
  const parts = [
    count > 0 && `${groupInteger(count)} new`,
    denied > 0 && `${groupInteger(denied)} denied`,
    rejected > 0 && `${groupInteger(rejected)} rejected`,
    inDoubt > 0 && `${groupInteger(inDoubt)} in doubt`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}
