/**
 * Keeps the orders read model up to date. Rows that changed stay in memory and
 * go to the store in slices; a query writes them first, so that it never
 * answers from the past.
 */
import type { Logger, Scheduler, Timer } from '../ports.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { isTerminal } from '../../domain/order/orderState.ts';
import type { OrderView } from './orderView.ts';
import type { OrderViewStore } from './orderViewStore.ts';
import { isOrderEvent, orderIdOf, projectOrder } from './projectOrder.ts';

/** Raised whenever `projectOrder` would give other rows for the same events. */
export const ordersProjectionVersion = 2;
const flushDelayMs = 2_000;
const dirtyRowsMax = 10_000;
/** Rows written at a time in the background, so that no order waits long behind them. */
const sliceRowsMax = 100;

/** Rows on their way to the store, a slice at a time. */
interface Writing {
  readonly orderIds: Iterator<string>;
  /** All events up to it are in the store once the last slice is. */
  readonly applied: number;
}

export class OrdersProjection {
  private readonly store: OrderViewStore;
  private readonly scheduler: Scheduler;
  private readonly dirty = new Map<string, OrderView>();
  /** Rows of orders that may still change, so that the next event needs no query. */
  private readonly live = new Map<string, OrderView>();
  private readonly logger: Logger;
  private readonly resumeFrom: (applied: number) => number;
  private applied: number;
  /** Set once all events from before the start are in: from then on a first event's row can't be in the store. */
  private caughtUp = false;
  private flushTimer: Timer | undefined;
  private writing: Writing | undefined;

  /**
   * `resumeFrom` gives the position a restart must read on from, at most the
   * one it is given: events after it are read again, and rows that hold them
   * pass them over.
   */
  constructor(
    store: OrderViewStore,
    scheduler: Scheduler,
    logger: Logger,
    resumeFrom: (applied: number) => number,
  ) {
    this.store = store;
    this.scheduler = scheduler;
    this.logger = logger;
    this.resumeFrom = resumeFrom;
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
      const row = changed.get(orderId) ?? this.get(orderId, event.version === 0);
      if (row !== undefined && row.position >= event.position) continue;
      changed.set(orderId, projectOrder(row, event));
    }
    for (const [orderId, row] of changed) {
      this.dirty.set(orderId, row);
      if (isTerminal(row.status)) this.live.delete(orderId);
      else this.live.set(orderId, row);
    }
    if (this.dirty.size > dirtyRowsMax) this.writeInBackground();
    else this.writeLater();
    return [...changed.values()];
  }

  /** `isNew` spares the store the question where a row is not expected. */
  get(orderId: string, isNew = false): OrderView | undefined {
    const row = this.dirty.get(orderId) ?? this.live.get(orderId);
    return row === undefined && !(isNew && this.caughtUp) ? this.store.get(orderId) : row;
  }

  /** Forgets everything: the rows are not of this store, which ends before them. */
  startAnew(): void {
    this.store.clear(ordersProjectionVersion);
    this.writing = undefined;
    this.dirty.clear();
    this.live.clear();
    this.applied = 0;
  }

  markCaughtUp(): void {
    this.caughtUp = true;
  }

  /** The store with everything applied so far in it; without what is `unwritten` while it takes no rows. */
  flushed(): OrderViewStore {
    this.flushIfPossible();
    return this.store;
  }

  /** Rows that the store did not take, as on a full disk. */
  unwritten(): Iterable<OrderView> {
    return this.dirty.values();
  }

  /** What could not be written is read from the events again at the next start. */
  close(): void {
    this.flushIfPossible();
    this.store.close();
  }

  private flushIfPossible(): void {
    try {
      this.flush();
    } catch (error) {
      if (!(error instanceof StoreReadError)) throw error;
      this.logger.log('warn', 'read model not written', { error: error.message });
    }
  }

  private writeLater(): void {
    this.flushTimer ??= this.scheduler.after(flushDelayMs, () => this.writeInBackground());
  }

  private writeInBackground(): void {
    this.cancelTimer();
    if (this.writing !== undefined) return;
    const writing = { orderIds: [...this.dirty.keys()].values(), applied: this.applied };
    this.writing = writing;
    this.writeSlice(writing);
  }

  /** Nothing is lost when the rows can't be written: they stay in memory, and the events are on disk. */
  private writeSlice(writing: Writing): void {
    // A query has written everything meanwhile.
    if (this.writing !== writing) return;
    try {
      if (!this.saveSlice(writing)) {
        this.scheduler.soon(() => this.writeSlice(writing));
        return;
      }
      this.writing = undefined;
      if (this.dirty.size > 0) this.writeLater();
    } catch (error) {
      this.writing = undefined;
      this.logger.log('warn', 'read model not written', { error: String(error) });
    }
  }

  /** The checkpoint moves with the last slice only: a restart reads the events of the others again, and passes them over. */
  private saveSlice({ orderIds, applied }: Writing): boolean {
    const rows: OrderView[] = [];
    let next = orderIds.next();
    for (; next.done !== true; next = orderIds.next()) {
      const row = this.dirty.get(next.value);
      if (row !== undefined && rows.push(row) === sliceRowsMax) break;
    }
    const last = next.done === true;
    const position = last ? this.resumeFrom(applied) : this.store.checkpoint().position;
    this.store.save(rows, { version: ordersProjectionVersion, position });
    for (const { orderId } of rows) this.dirty.delete(orderId);
    return last;
  }

  private flush(): void {
    this.cancelTimer();
    this.writing = undefined;
    const position = this.resumeFrom(this.applied);
    if (this.dirty.size === 0 && this.store.checkpoint().position === position) return;
    this.store.save([...this.dirty.values()], { version: ordersProjectionVersion, position });
    this.dirty.clear();
  }

  private cancelTimer(): void {
    this.flushTimer?.cancel();
    this.flushTimer = undefined;
  }
}
