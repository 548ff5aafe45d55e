/** Pages of the order history, by every filter and every sort that is offered. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import type { OrderFilter, OrderQuery } from '../../../src/main/engine/readmodel/orderViewStore.ts';
import { orderSortFields } from '../../../src/main/domain/order/orderSortFields.ts';
import { createLatencyHistogram } from '../../../src/main/engine/telemetry/latencyHistogram.ts';
import type { Runtime } from '../../../src/main/hosts/runtime.ts';
import { eventDatabaseName } from '../../../src/main/infra/sqlite/files/eventDatabase.ts';
import { invariant } from '../../../src/shared/kernel/invariant.ts';
import { withRuntime } from '../benchRuntime.ts';
import { percentilesOf, type Percentiles } from './percentiles.ts';

export interface HistoryJob {
  readonly kind: 'history';
  readonly folder: string;
  /** How often each pair of a filter and a sort is asked for. */
  readonly repeats: number;
}

export interface History {
  /** Milliseconds for a page of 50 rows. */
  readonly page: Percentiles;
  /** Milliseconds for one row by its primary key, with better-sqlite3 alone. */
  readonly key: Percentiles;
  readonly orders: number;
  /** The slowest pages, each with its filter and sort, and its milliseconds. */
  readonly slowest: readonly { readonly query: string; readonly ms: number }[];
}

const pageRows = 50;
const keyReads = 5_000;
const slowestShown = 5;

export function measureHistory({ folder, repeats }: HistoryJob): Promise<History> {
  return withRuntime(folder, async ({ engine }) => {
    const { queries } = engine;
    const filters = await filtersOf({ engine });
    // The first sort by a column makes an index for it, and so does the first one with each kind of filter.
    for (const filter of [{}, { side: 'buy' }, { createdFromPosition: 1 }] as const) {
      for (const sort of sorts()) {
        await Promise.resolve(queries.getOrderHistory({ filter, sort, limit: pageRows }));
      }
    }
    const page = createLatencyHistogram();
    const timed: { query: string; ms: number }[] = [];
    for (const filter of filters) {
      for (const sort of sorts()) {
        for (let repeat = 0; repeat < repeats; repeat++) {
          const startedMs = performance.now();
          await Promise.resolve(queries.getOrderHistory({ filter, sort, limit: pageRows }));
          const ms = performance.now() - startedMs;
          page.record(ms);
          timed.push({ query: JSON.stringify({ filter, sort }), ms });
        }
      }
    }
    const { orders } = await Promise.resolve(queries.getStatistics());
    const slowest = timed.toSorted((a, b) => b.ms - a.ms).slice(0, slowestShown);
    return { page: percentilesOf(page), key: keyPercentiles(folder), orders, slowest };
  });
}

function sorts(): readonly NonNullable<OrderQuery['sort']>[] {
  return orderSortFields.flatMap((field) => [[{ field, descending: false }], [{ field, descending: true }]]);
}

/** Every filter that is offered, with values of an order in the middle. */
async function filtersOf({ engine }: Pick<Runtime, 'engine'>): Promise<readonly OrderFilter[]> {
  const middle = Math.floor(engine.store.head().position / 2);
  const found = await Promise.resolve(
    engine.queries.getOrderHistory({
      filter: { createdFromPosition: middle },
      sort: [{ field: 'createdAt', descending: false }],
      limit: 1,
    }),
  );
  const order = found.rows[0];
  invariant(order !== undefined, 'there are orders in the history');
  const { orderId, symbol, account, strategy, venue, side, createdAt } = order;
  return [
    {},
    { orderIds: [orderId] },
    { symbol },
    { account },
    { strategy },
    { venue },
    { side },
    { parentOrderId: orderId },
    { statuses: ['filled'] },
    { statuses: ['accepted', 'partially_filled'] },
    { text: orderId.slice(0, 8) },
    { text: orderId },
    { createdFrom: createdAt },
    { createdTo: createdAt },
    { createdToPosition: middle },
    { strategy, side, statuses: ['filled'], createdFrom: createdAt },
  ];
}

function keyPercentiles(folder: string): Percentiles {
  const database = new Database(join(folder, eventDatabaseName), { readonly: true });
  const head =
    database.prepare<[], { last: number }>('SELECT max(position) AS last FROM events').get()?.last ?? 0;
  const read = database.prepare('SELECT * FROM events WHERE position = ?');
  const key = createLatencyHistogram();
  // A stride that has no factor in common with the head's neighbours visits rows all over the file.
  const stride = 7_919;
  for (let i = 0; i < keyReads; i++) {
    const position = 1 + ((i * stride) % head);
    const startedMs = performance.now();
    read.get(position);
    key.record(performance.now() - startedMs);
  }
  database.close();
  return percentilesOf(key);
}
