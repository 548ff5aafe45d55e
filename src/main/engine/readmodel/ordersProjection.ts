/**
 * Keeps the orders read model up to date. Rows that changed stay in memory and
 * go to the store in batches; a query writes them first, so that it never
 * answers from the past.
 */
import type { Scheduler, Timer } from '../ports.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrderView } from './orderView.ts';
import type { OrderViewStore } from './orderViewStore.ts';
import { isOrderEvent, orderIdOf, projectOrder } from './projectOrder.ts';

/** Raised whenever `projectOrder` would give other rows for the same events. */
export const ordersProjectionVersion = 1;
const flushDelayMs = 500;
const dirtyRowsMax = 5_000;

export class OrdersProjection {
  private readonly store: OrderViewStore;
  private readonly scheduler: Scheduler;
  private readonly dirty = new Map<string, OrderView>();
  /** Rows of orders that may still change, so that the next event needs no query. */
  private readonly live = new Map<string, OrderView>();
  private applied: number;
  private flushTimer: Timer | undefined;

  constructor(store: OrderViewStore, scheduler: Scheduler) {
    this.store = store;
    this.scheduler = scheduler;
    const checkpoint = store.checkpoint();
    if (checkpoint.version !== ordersProjectionVersion) store.clear(ordersProjectionVersion);
    this.applied = store.checkpoint().position;
  }

  /** All events up to and including it are in. */
  get position(): number {
    return this.applied;
  }

  /** Takes events in order of position; those it has already are passed over. Gives the rows that changed. */
  apply(events: readonly StoredEvent[]): readonly OrderView[] {
    const changed = new Map<string, OrderView>();
    for (const event of events) {
      if (event.position <= this.applied) continue;
      this.applied = event.position;
      if (!isOrderEvent(event)) continue;
      const orderId = orderIdOf(event);
      const row = projectOrder(changed.get(orderId) ?? this.get(orderId), event);
      changed.set(orderId, row);
    }
    for (const [orderId, row] of changed) {
      this.dirty.set(orderId, row);
      if (isEnded(row)) this.live.delete(orderId);
      else this.live.set(orderId, row);
    }
    if (this.dirty.size > dirtyRowsMax) this.flush();
    else this.flushTimer ??= this.scheduler.after(flushDelayMs, () => this.flush());
    return [...changed.values()];
  }

  get(orderId: string): OrderView | undefined {
    return this.dirty.get(orderId) ?? this.live.get(orderId) ?? this.store.get(orderId);
  }

  /** The store with everything applied so far in it. */
  flushed(): OrderViewStore {
    this.flush();
    return this.store;
  }

  close(): void {
    this.flush();
    this.store.close();
  }

  private flush(): void {
    this.flushTimer?.cancel();
    this.flushTimer = undefined;
    if (this.store.checkpoint().position === this.applied) return;
    this.store.save([...this.dirty.values()], { version: ordersProjectionVersion, position: this.applied });
    this.dirty.clear();
  }
}

function isEnded(row: OrderView): boolean {
  return ['denied', 'filled', 'canceled', 'rejected', 'expired'].includes(row.status);
}
