/** Whoever folds what a subscription gives has what a query gives, however slowly it reads. */
import { ids } from '../../../shared/kernel/testing/ids.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAbortSource } from '../../../shared/kernel/abortSignal.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { OrdersProjection } from '../readmodel/ordersProjection.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { OrderFilter } from '../readmodel/orderViewStore.ts';
import { sampleOrder } from '../readmodel/testing/sampleOrders.ts';
import { OrderHistory, orderStep, type OrderStep } from '../readmodel/testing/orderHistories.ts';
import { LiveOrders } from '../orders/liveOrders.ts';
import { orderAnswers, type OrderAnswers } from './orderAnswers.ts';
import type { OrderReader } from './orderReader.ts';
import { createOrderQueries } from './createOrderQueries.ts';
import { orderUpdates, waitingOrdersMax, type OrderUpdate } from './orderSubscription.ts';

/** The reading side, whose answers are found when they are asked for, and given only when `answer` is called. */
function lateReader(projection: OrdersProjection, answers: OrderAnswers) {
  const waiting: (() => void)[] = [];
  const reader: OrderReader = {
    get position() {
      return projection.position;
    },
    opened: 0,
    start: () => Promise.resolve(),
    follow: () => undefined,
    async ask(question, asked) {
      const { position } = projection;
      const value = await answers(question, asked);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { position, value };
    },
    onRebuilt: (listener) => projection.onExchanged(listener),
    fault: () => undefined,
    close: () => Promise.resolve(),
  };
  const answer = (): void => {
    for (const give of waiting.splice(0)) give();
  };
  return { reader, answer };
}

function desk() {
  const time = manualTime();
  const store = memoryEventStore(time);
  const views = memoryOrderViewStore();
  const projection = new OrdersProjection(views, time.scheduler, { log: () => undefined });
  const { reader, answer } = lateReader(projection, orderAnswers(projection, store));
  const queries = createOrderQueries({
    reader,
    live: new LiveOrders(store),
    scheduler: time.scheduler,
    head: () => store.head().position,
  });
  store.onCommitted((events) => {
    const rows = projection.apply(events);
    queries.publish({ position: projection.position, rows });
  });
  return { store, projection, queries, answer };
}

/** As a rebuild ends: other rows in place of all, here with the same content. */
function rebuild(projection: OrdersProjection): void {
  projection.flush();
  projection.goOnWith((store) => ({ store, replaced: true }));
}

class Reader {
  readonly rows = new Map<string, OrderView>();
  readonly types: string[] = [];
  readonly sequences: number[] = [];
  /** How many rows it had until an update removed them. */
  removed = 0;

  take(update: OrderUpdate): void {
    this.sequences.push(update.sequence);
    this.types.push(update.type);
    if (update.type === 'snapshot') this.rows.clear();
    else for (const orderId of update.removals) if (this.rows.delete(orderId)) this.removed++;
    for (const row of update.rows) this.rows.set(row.orderId, row);
  }
}

const statuses: readonly OrderStatus[] = ['created', 'submitting', 'accepted', 'partially_filled', 'filled'];
/** Most filters have one or two keys, and statuses through which orders come and go: too many keys let nothing through. */
const filter: fc.Arbitrary<OrderFilter> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ statuses: fc.subarray([...statuses], { minLength: 1 }) }) },
  { weight: 2, arbitrary: fc.record({ symbol: fc.constantFrom(ids.symbol('SPX'), ids.symbol('NDX')) }) },
  { weight: 2, arbitrary: fc.record({ text: fc.constantFrom('o1', 's2', 'v') }) },
  fc.record({
    symbol: fc.constantFrom(ids.symbol('SPX'), ids.symbol('NDX')),
    statuses: fc.subarray([...statuses], { minLength: 2 }),
  }),
  fc.record({ text: fc.constantFrom('o', 's2', 'v'), statuses: fc.subarray([...statuses]) }),
  fc.constant({}),
);
type Step =
  | { readonly type: 'order'; readonly step: OrderStep }
  | { readonly type: 'read' }
  /** A snapshot that was asked for arrives. */
  | { readonly type: 'answer' }
  | { readonly type: 'rebuild' };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('order' as const), step: orderStep }) },
  { weight: 3, arbitrary: fc.constant({ type: 'read' as const }) },
  { weight: 2, arbitrary: fc.constant({ type: 'answer' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'rebuild' as const }) },
);

describe('a subscription to orders', () => {
  it('folds to what a query gives', async () => {
    const runs = { all: 0, withRows: 0, withSeveral: 0, withRemovals: 0, withDeltas: 0 };
    await fc.assert(
      fc.asyncProperty(filter, fc.array(step, { maxLength: 50, size: 'max' }), async (asked, steps) => {
        const { store, projection, queries, answer } = desk();
        const history = new OrderHistory();
        const updates = queries.subscribeToOrderChanges({ filter: asked });
        const reader = new Reader();
        let reading: Promise<void> | undefined;
        const read = (): Promise<void> =>
          (reading ??= updates.next().then((result) => {
            reading = undefined;
            if (result.done !== true) reader.take(result.value);
          }));
        for (const one of steps) {
          if (one.type === 'read') void read();
          else if (one.type === 'answer') answer();
          else if (one.type === 'rebuild') rebuild(projection);
          else {
            const append = history.take(one.step);
            if (append !== undefined) await store.appendAll([append]);
          }
        }
        // Each turn takes what waits; in the end nothing does, and the reader has everything.
        for (let index = 0; index < 4; index++) {
          void read();
          answer();
          await new Promise((resolve) => setImmediate(resolve));
          answer();
          await new Promise((resolve) => setImmediate(resolve));
        }
        const { rows } = projection.flushed().query({ filter: asked });
        expect(reader.rows).toEqual(new Map(rows.map((row) => [row.orderId, row])));
        expect(reader.types[0]).toBe('snapshot');
        expect(reader.sequences).toEqual(reader.sequences.map((_, index) => index + 1));
        await updates.return?.();
        projection.abandon();
        runs.all++;
        if (rows.length > 0) runs.withRows++;
        if (rows.length > 1) runs.withSeveral++;
        if (reader.removed > 0) runs.withRemovals++;
        if (reader.types.includes('delta')) runs.withDeltas++;
      }),
      { numRuns: 1_000 },
    );
    // Fractions of the runs, far below what is usual, so that chance does not fail the test.
    expect(runs.withRows / runs.all).toBeGreaterThan(0.4);
    expect(runs.withSeveral / runs.all).toBeGreaterThan(0.2);
    expect(runs.withDeltas / runs.all).toBeGreaterThan(0.3);
    expect(runs.withRemovals / runs.all).toBeGreaterThan(0.04);
  });

  const source = (rows: OrderView[] = []) => {
    const listeners = new Set<(changes: { position: number; rows: readonly OrderView[] }) => void>();
    let position = 0;
    return {
      listeners,
      publish: (...changed: OrderView[]) => {
        position++;
        for (const listener of listeners) listener({ position, rows: changed });
      },
      get position() {
        return position;
      },
      query: () => Promise.resolve({ rows, total: rows.length, position }),
      onChanges: (listener: (changes: { position: number; rows: readonly OrderView[] }) => void) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      onRebuilt: () => () => undefined,
    };
  };

  it('merges what waits, and starts anew when too much does', async () => {
    const orders = source();
    const updates = orderUpdates(orders, {});
    const next = async (): Promise<OrderUpdate> => (await updates.next()).value as OrderUpdate;
    expect(await next()).toEqual({ type: 'snapshot', sequence: 1, position: 0, rows: [], matching: 0 });
    orders.publish(sampleOrder(1));
    orders.publish(sampleOrder(1, { status: 'filled' }), sampleOrder(2));
    expect(await next()).toEqual({
      type: 'delta',
      sequence: 2,
      position: 2,
      rows: [sampleOrder(1, { status: 'filled' }), sampleOrder(2)],
      removals: [],
    });
    for (let index = 0; index <= waitingOrdersMax; index++) orders.publish(sampleOrder(index));
    expect(await next()).toMatchObject({ type: 'snapshot', sequence: 3 });
  });

  it('says which orders match no more', async () => {
    const orders = source([sampleOrder(1)]);
    const updates = orderUpdates(orders, { filter: { statuses: ['accepted'], symbol: ids.symbol('SPX') } });
    await updates.next();
    orders.publish(sampleOrder(1, { status: 'filled' }), sampleOrder(2, { symbol: 'NDX' }));
    expect(await updates.next()).toMatchObject({ value: { rows: [], removals: ['order-1'] } });
  });

  it('ends with its signal, also while somebody waits, and lets go of the engine', async () => {
    const orders = source();
    const cancel = createAbortSource();
    const updates = orderUpdates(orders, {}, cancel.signal);
    await updates.next();
    const waiting = updates.next();
    cancel.cancel();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await updates.next()).toEqual({ done: true, value: undefined });
    expect(orders.listeners.size).toBe(0);
  });
});
