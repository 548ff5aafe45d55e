/** A reader of the event store that stands still, beside a running engine: its write-ahead log can't begin anew. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import type { Actor } from '../../shared/kernel/ids.ts';
import { sampleSignal } from '../domain/signal/testing/sampleSignal.ts';
import { walBytesMax } from '../engine/alerts/walWatch.ts';
import { testFolder } from '../infra/sqlite/testing/testFolder.ts';
import { openedRuntime, runtimeOptions } from './testing/testRuntime.ts';

const operator = 'operator:ada' as Actor;
/** A reason of that size in each event: the limit is reached in a few of them. */
const eventBytes = 8_000_000;

it('is an alert that names the size and holds no orders, and the log is short again once it is gone', async () => {
  const folder = testFolder();
  const { engine } = await openedRuntime(runtimeOptions(folder));
  const reader = new Database(join(folder, 'events.db'), { readonly: true });
  onTestFinished(() => void reader.close());
  const walAlerts = () => engine.alerts.open().filter(({ kind }) => kind === 'wal_large');
  const write = async () => {
    const data = {
      subscriber: 'x'.repeat(eventBytes),
      from: 'parked',
      position: 0,
      failures: 0,
      error: '',
      reason: '',
    } as const;
    expect(await engine.record({ type: 'SubscriberResumed', data }, operator)).toMatchObject({ ok: true });
  };
  // Without a reader the log begins anew again and again.
  for (let written = 0; written < 2 * walBytesMax; written += eventBytes) await write();
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM events').get();
  for (let written = 0; written < 2 * walBytesMax; written += eventBytes) await write();
  expect(engine.store.health().walBytes).toBeGreaterThan(walBytesMax);
  await expect.poll(walAlerts, { timeout: 20_000 }).toMatchObject([{ holdsOrders: false }]);
  expect(walAlerts()[0]?.message).toMatch(/^the write-ahead log of the event store has \d+ MB/);
  const { outcome } = engine.intake.submit(sampleSignal('S-1'), { actor: operator });
  expect(await outcome).toMatchObject({ type: 'ordered' });
  reader.exec('COMMIT');
  await expect
    .poll(
      async () => {
        await write();
        return engine.store.health().walBytes;
      },
      { timeout: 20_000 },
    )
    .toBeLessThan(walBytesMax);
});
