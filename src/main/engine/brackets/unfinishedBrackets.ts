/** Finds the brackets that still have something to do, or have closed too much, among all rows of the read model. */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { add, decimal, subtract, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { isTerminal } from '../../domain/order/orderState.ts';
import type { OrderView } from '../orders/orderView.ts';

interface Candidate {
  rows: OrderView[];
  open: Decimal;
  live: boolean;
}

export class UnfinishedBrackets {
  private readonly candidates = new Map<OrderId, Candidate>();

  addAll(rows: readonly OrderView[]): void {
    for (const row of rows) {
      const isExit = row.parentOrderId !== undefined;
      if (!isExit && row.takeProfit === undefined && row.stopLoss === undefined) continue;
      const entryId = row.parentOrderId ?? row.orderId;
      const candidate = this.candidates.get(entryId) ?? { rows: [], open: zero, live: false };
      this.candidates.set(entryId, candidate);
      const filled = decimal(row.filledQuantity);
      candidate.rows.push(row);
      const open = subtract(filled, decimal(row.closedElsewhere ?? '0'));
      candidate.open = isExit ? subtract(candidate.open, filled) : add(candidate.open, open);
      candidate.live ||= !isTerminal(row.status);
    }
  }

  *rows(): Iterable<OrderView> {
    for (const { rows, open, live } of this.candidates.values()) if (live || open !== zero) yield* rows;
  }
}
