/**
 * Raises a notice for orders whose reports contradict each other. Reports may come in another order than they happened,
 * so the watch waits a moment for a report that resolves the discrepancy.
 */
import type { Scheduler, Timer } from '../../../engine/ports.ts';
import type { FixMessage } from './codec/fixMessage.ts';
import type { FixOrders } from './application/fixOrders.ts';
import type { OrderNotice } from './application/fixFact.ts';
import { discrepancyOf } from './application/discrepancies.ts';

/** Milliseconds until a discrepancy that no report resolves becomes a notice. */
const mendWithinMs = 1_000;

export class DiscrepancyWatch {
  private readonly orders: FixOrders;
  private readonly scheduler: Scheduler;
  private readonly onNotice: (notice: OrderNotice) => void;
  private readonly watched = new Set<string>();
  private timer: Timer | undefined;

  constructor(orders: FixOrders, scheduler: Scheduler, onNotice: (notice: OrderNotice) => void) {
    this.orders = orders;
    this.scheduler = scheduler;
    this.onNotice = onNotice;
  }

  /** Takes a message of the venue: an order with a discrepancy is looked at again after a moment. */
  heard(message: FixMessage): void {
    const order = this.orders.named(message);
    if (order === undefined || discrepancyOf(order) === undefined) return;
    this.watched.add(order.clOrdId);
    this.timer ??= this.scheduler.after(mendWithinMs, () => this.look());
  }

  close(): void {
    this.timer?.cancel();
  }

  private look(): void {
    this.timer = undefined;
    for (const clOrdId of this.watched) {
      const order = this.orders.find(clOrdId);
      const discrepancy = order && discrepancyOf(order);
      if (discrepancy !== undefined) this.onNotice({ ...discrepancy, kind: 'contradictory' });
    }
    this.watched.clear();
  }
}
