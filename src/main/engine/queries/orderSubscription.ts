/**
 * One subscription to orders: a snapshot at a position, then deltas with sequence numbers that rise by one. While the
 * reader is busy, changes wait, the last one of each order. When more than `waitingOrdersMax` orders wait, their
 * changes are dropped and the reader gets a fresh snapshot. Changes that come while a snapshot is on its way wait too;
 * those that the snapshot does not hold follow it. The engine never waits for a reader.
 */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { neverAborted, type AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import { orderMatcher } from '../readmodel/orderMatching.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { OrderFilter, OrderPage, OrderQuery } from '../readmodel/orderViewStore.ts';
import type { OrderChanges } from './orderChanges.ts';
import type { AsOf } from './orderReader.ts';

/** Which orders the reader wants, and how many rows the snapshot has in which order; see OrderQuery. */
export type OrderSubscription = Pick<OrderQuery, 'filter' | 'sort' | 'limit'>;

export type OrderUpdate = {
  /** Rises by one from each update to the next; a gap means that an update was lost. */
  readonly sequence: number;
  /** All events up to and including this position are in the update. */
  readonly position: number;
} & (
  | {
      readonly type: 'snapshot';
      readonly rows: readonly OrderView[];
      /** How many orders match; the rows may be the first few of them. */
      readonly matching: number;
    }
  | {
      readonly type: 'delta';
      /** Orders that are new or have changed, and match. */
      readonly rows: readonly OrderView[];
      /** Orders that changed and do not match now. They may have matched before. */
      readonly removals: readonly string[];
    }
);

export const waitingOrdersMax = 10_000;

export interface OrderSource {
  readonly position: number;
  query(query: OrderQuery): Promise<OrderPage & AsOf>;
  onChanges(listener: (changes: OrderChanges) => void): () => void;
  onRebuilt(listener: () => void): () => void;
}

export function orderUpdates(
  source: OrderSource,
  subscription: OrderSubscription,
  signal: AbortSignalLike = neverAborted,
): AsyncIterableIterator<OrderUpdate> {
  return new OrderUpdates(source, subscription, signal);
}

class OrderUpdates implements AsyncIterableIterator<OrderUpdate> {
  private readonly source: OrderSource;
  private readonly subscription: OrderSubscription;
  private readonly signal: AbortSignalLike;
  private readonly matches: (row: OrderView) => boolean;
  /** Whether a row may have matched before it changed: the status is the only filtered field that changes. */
  private readonly mayHaveMatched: (row: OrderView) => boolean;
  private readonly stops: readonly (() => void)[];
  private readonly waiting = new Map<OrderId, OrderView>();
  private snapshotDue = true;
  private ended = false;
  private sequence = 0;
  private wake: (() => void) | undefined;

  constructor(source: OrderSource, subscription: OrderSubscription, signal: AbortSignalLike) {
    this.source = source;
    this.subscription = subscription;
    this.signal = signal;
    const { statuses: _anyStatus, ...lasting }: OrderFilter = subscription.filter ?? {};
    this.matches = orderMatcher(subscription.filter ?? {});
    this.mayHaveMatched = orderMatcher(lasting);
    this.stops = [source.onChanges(({ rows }) => this.note(rows)), source.onRebuilt(() => this.startAnew())];
    signal.addEventListener('abort', this.end);
    if (signal.aborted) this.end();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<OrderUpdate>> {
    while (!this.ended && !this.snapshotDue && this.waiting.size === 0) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    if (this.snapshotDue && !this.ended) return { done: false, value: await this.snapshot() };
    if (this.waiting.size === 0) return { done: true, value: undefined };
    const value = this.delta();
    this.waiting.clear();
    return { done: false, value };
  }

  return(): Promise<IteratorResult<OrderUpdate>> {
    this.end();
    this.waiting.clear();
    return Promise.resolve({ done: true, value: undefined });
  }

  private async snapshot(): Promise<OrderUpdate> {
    let found = await this.found();
    // Too many changes came meanwhile, or all rows were replaced: only a newer answer can be continued.
    while (this.snapshotDue) found = await this.found();
    const { rows, total, position } = found;
    for (const [orderId, row] of this.waiting) if (row.position <= position) this.waiting.delete(orderId);
    return { type: 'snapshot', sequence: ++this.sequence, position, rows, matching: total };
  }

  /** Changes are kept from the question on, so that none is missed between the answer and the delta after it. */
  private async found(): Promise<OrderPage & AsOf> {
    this.snapshotDue = false;
    try {
      return await this.source.query(this.subscription);
    } catch (error) {
      this.startAnew();
      throw error;
    }
  }

  private delta(): OrderUpdate {
    const changed = [...this.waiting.values()];
    const rows = changed.filter(this.matches);
    const removals = changed.filter((row) => !this.matches(row)).map(({ orderId }) => orderId);
    const { position } = this.source;
    return { type: 'delta', sequence: ++this.sequence, position, rows, removals };
  }

  private note(rows: readonly OrderView[]): void {
    // The snapshot will have these rows.
    if (this.snapshotDue) return;
    for (const row of rows) if (this.mayHaveMatched(row)) this.waiting.set(row.orderId, row);
    if (this.waiting.size > waitingOrdersMax) this.startAnew();
    else if (this.waiting.size > 0) this.wakeUp();
  }

  private startAnew(): void {
    this.waiting.clear();
    this.snapshotDue = true;
    this.wakeUp();
  }

  private wakeUp(): void {
    this.wake?.();
    this.wake = undefined;
  }

  private readonly end = (): void => {
    if (this.ended) return;
    this.ended = true;
    for (const stop of this.stops) stop();
    this.signal.removeEventListener('abort', this.end);
    this.wakeUp();
  };
}
