/** Bits that flip anywhere in the file of the orders read model: it is noticed, or it changes nothing. */
import { ids } from '../../../../shared/kernel/testing/ids.ts';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import { sampleOrder } from '../../../engine/readmodel/testing/sampleOrders.ts';
import type { OrderQuery, OrderViewStore } from '../../../engine/readmodel/orderViewStore.ts';
import { orderQueryLimitMax } from '../../../engine/readmodel/orderViewStore.ts';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { inTurns } from '../files/inTurns.ts';
import { openSqliteOrderViewStore } from './sqliteOrderViewStore.ts';

const rows = Array.from({ length: 60 }, (_one, index) =>
  sampleOrder(index, {
    status: (['accepted', 'filled', 'canceled'] as const)[index % 3]!,
    side: index % 2 === 0 ? 'buy' : 'sell',
    strategy: `s${index % 4}`,
  }),
);
const checkpoint = { version: 3, position: 700 };
const queries: readonly OrderQuery[] = [
  {},
  { filter: { statuses: ['accepted'] } },
  { filter: { strategy: ids.strategy('s1') }, sort: [{ field: 'updatedAt', descending: false }] },
  { filter: { side: 'sell' }, sort: [{ field: 'position', descending: true }], limit: 7 },
  { filter: { text: 'order-1' } },
];
const answers = (store: OrderViewStore): unknown => [
  queries.map((query) => store.query({ limit: orderQueryLimitMax, ...query })),
  store.statistics(),
  store.statistics({ strategy: ids.strategy('s2') }),
  rows.map(({ orderId }) => store.get(orderId)),
  store.checkpoint(),
];

let place: string;
let folder: string;
let whole: Buffer;
let truth: unknown;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'breakwater-flips-'));
  folder = place;
  const store = openSqliteOrderViewStore({ folder });
  if (!store.ok) throw new Error(store.error.message);
  store.value.save(rows, checkpoint);
  truth = answers(store.value);
  store.value.close();
  whole = readFileSync(join(folder, 'views.db'));
});
afterAll(() => rmSync(place, { recursive: true }));

const flips = fc.array(fc.record({ at: fc.nat(), bit: fc.nat({ max: 7 }) }), { minLength: 1, maxLength: 3 });

type Flips = [{ at: number; bit: number }[]];

/** Two flips of one bit: the file is as it was. */
const nothing: Flips = [
  [
    { at: 0, bit: 0 },
    { at: 0, bit: 0 },
  ],
];
/** The file is no database any more. */
const firstByte: Flips = [[{ at: 0, bit: 0 }]];
/** A row says something else. */
const inRow = (): Flips => [[{ at: whole.lastIndexOf('order-5'), bit: 0 }]];

function damage(at: readonly { readonly at: number; readonly bit: number }[]): void {
  const bytes = Buffer.from(whole);
  for (const flip of at) {
    const index = flip.at % bytes.length;
    bytes[index] = (bytes[index] ?? 0) ^ (1 << flip.bit);
  }
  // A folder of its own: SQLite may still have the damaged file of before open, and its log under the same name.
  folder = mkdtempSync(join(place, 'damaged-'));
  writeFileSync(join(folder, 'views.db'), bytes);
}

/** What a reader believes; undefined when it is told of a fault. */
function readBack(): unknown {
  const store = openSqliteOrderViewStore({ folder, readOnly: true });
  if (!store.ok) return undefined;
  try {
    return { ...store.value.checkpoint(), ...store.value.proven() };
  } catch (error) {
    if (error instanceof StoreReadError) return undefined;
    throw error;
  } finally {
    store.value.close();
  }
}

function change(sql: string): void {
  const database = new Database(join(folder, 'views.db'));
  // The tables behind the search may be changed, too.
  database.unsafeMode();
  database.exec(sql);
  database.close();
}

it('a writer has the same rows, an empty file that is to be filled from the events, or a fault', () => {
  let [kept, emptied, told] = [0, 0, 0];
  fc.assert(
    fc.property(flips, (at) => {
      damage(at);
      const store = openSqliteOrderViewStore({ folder });
      if (!store.ok) throw new Error(store.error.message);
      if (store.value.damage() !== undefined) {
        told++;
        store.value.close();
        return;
      }
      const isEmpty = store.value.checkpoint().position === 0 && store.value.query({}).total === 0;
      if (isEmpty) emptied++;
      else kept++;
      const answered = isEmpty ? truth : answers(store.value);
      store.value.close();
      expect(answered).toEqual(truth);
    }),
    { numRuns: 100, examples: [nothing, firstByte, inRow()] },
  );
  expect(kept).toBeGreaterThan(0);
  expect(emptied).toBeGreaterThan(0);
  expect(told).toBeGreaterThan(0);
});

it('a reader has the same rows, or a fault', () => {
  let [read, refused] = [0, 0];
  fc.assert(
    fc.property(flips, (at) => {
      damage(at);
      const found = readBack();
      if (found === undefined) refused++;
      else read++;
      expect([{ ...checkpoint, rows }, undefined]).toContainEqual(found);
    }),
    { numRuns: 250, examples: [nothing, inRow()] },
  );
  expect(read).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});

it.each([
  ['a total', "UPDATE totals SET orders = orders + 1 WHERE strategy = 's1'"],
  ['a sum', "UPDATE totals SET filled_notional = '7' WHERE strategy = 's1'"],
  ['the group of an order', 'UPDATE orders SET group_id = group_id + 1 WHERE id = 3'],
  ['an era', 'UPDATE eras SET orders = orders + 1'],
  ['times of an era', "UPDATE eras SET first_at = '2027'"],
  ['the text of a search', "UPDATE order_ids SET ids = 'other' WHERE rowid = 3"],
  ['the index of the search', 'DELETE FROM order_ids_data WHERE id > 10'],
  ['a row that is gone', "DELETE FROM orders WHERE order_id = 'order-5'"],
  ['the JSON', "UPDATE order_rows SET row = replace(row, 'accepted', 'canceled') WHERE id = 1"],
])('%s, changed by somebody else, is told', async (_what, sql) => {
  damage([]);
  change(sql);
  const store = openSqliteOrderViewStore({ folder });
  if (!store.ok) throw new Error(store.error.message);
  expect(store.value.damage()).toMatchObject({ code: 'store_damaged' });
  const looked = await inTurns(store.value.damageInTurns(), nodeScheduler(), undefined);
  expect(looked).toMatchObject({ ok: true, value: { code: 'store_damaged' } });
  store.value.close();
});

it('a checkpoint that somebody else has changed has the file made anew', () => {
  damage([]);
  change('UPDATE checkpoint SET position = position + 1');
  const store = openSqliteOrderViewStore({ folder });
  if (!store.ok) throw new Error(store.error.message);
  expect(store.value.checkpoint().position).toBe(0);
  expect(store.value.query({}).total).toBe(0);
  store.value.close();
});

it('an open file that somebody changes gives rows as they were written, or a fault that is told', () => {
  const columns = ['status', 'venue', 'strategy', 'filled_quantity', 'symbol', 'side'];
  for (const column of columns) {
    damage([]);
    const told: string[] = [];
    const store = openSqliteOrderViewStore({ folder, onDamage: ({ code }) => told.push(code) });
    if (!store.ok) throw new Error(store.error.message);
    change(`UPDATE orders SET ${column} = 'x' WHERE order_id = 'order-3'`);
    expect(() => store.value.get('order-3')).toThrow(StoreReadError);
    expect(() => store.value.query({})).toThrow(/order-3/);
    expect(told).toEqual(['store_damaged', 'store_damaged']);
    expect(store.value.damage()).toMatchObject({ code: 'store_damaged' });
    store.value.close();
  }
});
