/** A rebuild in a running engine, on files, with trading going on. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { Actor } from '../../shared/kernel/ids.ts';
import { sampleSignal } from '../domain/signal/testing/sampleSignal.ts';
import { testFolder } from '../infra/sqlite/testing/testFolder.ts';
import type { Runtime } from './runtime.ts';
import { openedRuntime, runtimeOptions } from './testing/testRuntime.ts';

const operator = 'operator:ada' as Actor;

const opened = (folder: string): Promise<Runtime> => openedRuntime(runtimeOptions(folder));

async function trade(runtime: Runtime, name: string, signals: number): Promise<void> {
  const sent = Array.from({ length: signals }, (_, index) =>
    runtime.engine.intake.submit(sampleSignal(`${name}-${index}`), { actor: operator }),
  );
  await Promise.all(sent.map(({ outcome }) => outcome));
}

it('serves and trades meanwhile, tells how far it is, and reads as the events say afterwards', async () => {
  const runtime = await opened(testFolder());
  const { queries } = runtime.engine;
  await trade(runtime, 'before', 500);
  let rebuiltTold = 0;
  queries.onRebuilt(() => rebuiltTold++);
  const told: number[] = [];
  const seen: Promise<number>[] = [];
  const rebuilding = runtime.rebuild({
    onProgress: ({ done, total, perSecond }) => {
      told.push(done);
      // There may be more events by then, never fewer.
      expect(total).toBeGreaterThanOrEqual(done);
      expect(perSecond).toBeGreaterThan(0);
      seen.push(queries.getStatistics().then(({ orders }) => orders));
    },
  });
  expect(await runtime.rebuild()).toMatchObject({ ok: false, error: { code: 'rebuild_running' } });
  await trade(runtime, 'meanwhile', 200);
  expect(await rebuilding).toMatchObject({ ok: true, value: { good: true } });
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBeGreaterThan(0);
  expect(Math.min(...(await Promise.all(seen)))).toBeGreaterThanOrEqual(500);
  expect(rebuiltTold).toBe(1);
  await trade(runtime, 'after', 50);
  expect((await queries.getStatistics()).orders).toBe(750);
  expect(await runtime.verify()).toMatchObject({ ok: true, value: { good: true } });
});

it('can be canceled at any moment, and leaves nothing behind', async () => {
  const folder = testFolder();
  const runtime = await opened(folder);
  await trade(runtime, 'before', 500);
  const abort = new AbortController();
  const canceled = await runtime.rebuild({ signal: abort.signal, onProgress: () => abort.abort() });
  expect(canceled).toMatchObject({ ok: false, error: { code: 'canceled' } });
  expect(existsSync(join(folder, 'rebuild'))).toBe(false);
  expect((await runtime.engine.queries.getStatistics()).orders).toBe(500);
  expect(await runtime.verify()).toMatchObject({ ok: true, value: { good: true } });
  expect(await runtime.rebuild()).toMatchObject({ ok: true });
});

it('that ended with a crash leaves the live one alone; the next start clears up', async () => {
  const folder = testFolder();
  const first = await opened(folder);
  await trade(first, 'before', 3);
  await first.close('done');
  mkdirSync(join(folder, 'rebuild'));
  writeFileSync(join(folder, 'rebuild', 'views.db'), 'half of a file');
  writeFileSync(join(folder, 'rebuild', 'views.db-wal'), 'and its log');
  const second = await opened(folder);
  expect(existsSync(join(folder, 'rebuild'))).toBe(false);
  expect((await second.engine.queries.getStatistics()).orders).toBe(3);
});

it('is done by itself when the rows turn out to be changed by somebody else, and an alert says so', async () => {
  const folder = testFolder();
  const runtime = await opened(folder);
  const { queries, alerts } = runtime.engine;
  await trade(runtime, 'a', 20);
  const { rows } = await queries.getOrderHistory({});
  const other = new Database(join(folder, 'views.db'));
  other.exec("UPDATE orders SET status = 'canceled' WHERE id < 9");
  other.close();
  const rebuilt = new Promise<void>((resolve) => queries.onRebuilt(resolve));
  await expect(queries.getOrderHistory({})).rejects.toThrow(/not as it was written/);
  await rebuilt;
  expect((await queries.getOrderHistory({})).rows).toEqual(rows);
  expect(alerts.open()).toMatchObject([{ kind: 'derived_file_remade', holdsOrders: false }]);
});

it('is no condition for a start: a file that is none of ours is made anew, and an alert says so', async () => {
  const folder = testFolder();
  const first = await opened(folder);
  await trade(first, 'a', 20);
  const { rows } = await first.engine.queries.getOrderHistory({});
  await first.close('to be harmed');
  for (const name of ['views.db', 'subscriptions.db', 'snapshots.db']) {
    writeFileSync(join(folder, name), 'a shopping list, and long enough to be looked at');
  }
  const second = await opened(folder);
  expect((await second.engine.queries.getOrderHistory({})).rows).toEqual(rows);
  expect(second.engine.alerts.open()).toMatchObject([{ kind: 'derived_file_remade' }]);
});
