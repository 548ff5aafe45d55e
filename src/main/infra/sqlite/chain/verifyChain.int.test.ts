import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor, CorrelationId, EventId, StreamId } from '../../../../shared/kernel/ids.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { systemClock } from '../../clock/systemClock.ts';
import { openStoreInThread } from '../testing/storeInThread.ts';
import { verifyChain, type ChainReport } from './verifyChain.ts';

const scheduler = nodeScheduler();
let folder: string;
let head: StoreHead;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-chain-'));
  head = await fill(40);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function fill(events: number): Promise<StoreHead> {
  const opened = openStoreInThread({ folder, clock: systemClock(), scheduler });
  if (!opened.ok) throw new Error(opened.error.message);
  for (let i = 0; i < events; i++) {
    const event = {
      type: 'OrderInDoubt' as const,
      data: { reason: `needle-${i}-${'x'.repeat(200)}` },
      eventId: `event-${i}` as EventId,
      correlationId: `c-${i}` as CorrelationId,
      actor: 'engine' as Actor,
    };
    await opened.value.append(`order-${i % 7}` as StreamId, [event], 'any');
  }
  const at = opened.value.head();
  await opened.value.close();
  return at;
}

function tamper(sql: string): void {
  const database = new Database(join(folder, 'events.db'));
  database.exec(sql);
  database.close();
}

async function verify(checkpoint?: StoreHead): Promise<ChainReport> {
  const result = await verifyChain({ folder, scheduler, ...(checkpoint !== undefined && { checkpoint }) });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const broken = (kind: string, position: number) =>
  expect.objectContaining({ intact: false, kind, position }) as unknown;

describe('verifying the chain', () => {
  it('finds an untouched store whole, and names its head', async () => {
    const report = await verify(head);
    expect(report).toMatchObject({ intact: true, events: 40, head, foreignCheckpoints: 1 });
    expect(report).toHaveProperty('keys.length', 1);
  });

  it.each([
    [
      'the data of an event',
      "UPDATE events SET data = replace(data, 'needle-9', 'needle-8') WHERE position = 10",
    ],
    ['the actor', "UPDATE events SET actor = 'operator:eve' WHERE position = 10"],
    ['the time', "UPDATE events SET time = '2020-01-01T00:00:00.000000Z' WHERE position = 10"],
    ['a hash', "UPDATE events SET hash = replace(hash, substr(hash, 1, 1), 'z') WHERE position = 10"],
    ['the type of a column', 'UPDATE events SET data = 5 WHERE position = 10'],
  ])('finds that somebody changed %s', async (_what, sql) => {
    tamper(sql);
    expect(await verify()).toEqual(broken('changed', 10));
  });

  it('finds one byte of one event changed in the file', async () => {
    const path = join(folder, 'events.db');
    const bytes = readFileSync(path);
    const at = bytes.indexOf('needle-23-');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await verify()).toEqual(broken('changed', 24));
  });

  it('finds a removed event, and one whose followers were renumbered', async () => {
    tamper('DELETE FROM events WHERE position = 12');
    expect(await verify()).toEqual(broken('removed', 12));
    tamper(
      'UPDATE events SET position = -position WHERE position > 12; UPDATE events SET position = -position - 1 WHERE position < 0',
    );
    expect(await verify()).toEqual(broken('removed', 12));
  });

  it('finds an inserted event', async () => {
    tamper(`UPDATE events SET position = -position WHERE position >= 15;
      UPDATE events SET position = -position + 1 WHERE position < 0;
      INSERT INTO events SELECT 15, stream, version + 1000, 'forged', type, schema_version, data, correlation_id,
        causation_id, actor, time, hash FROM events WHERE position = 14`);
    expect(await verify()).toEqual(broken('inserted', 15));
  });

  it('finds a missing end only against a checkpoint', async () => {
    tamper('DELETE FROM events WHERE position > 33; DELETE FROM checkpoints');
    expect(await verify()).toMatchObject({ intact: true, events: 33, checkpoints: 0 });
    expect(await verify(head)).toEqual(broken('truncated', 34));
  });

  it('finds a whole chain that is not the one of the checkpoint', async () => {
    expect(await verify({ position: 20, hash: 'ab'.repeat(32) })).toEqual(broken('changed', 20));
  });

  it('never throws, whatever page is damaged', async () => {
    const path = join(folder, 'events.db');
    const sound = readFileSync(path);
    for (let page = 0; page < sound.length / 4096; page++) {
      const bytes = Buffer.from(sound);
      bytes.fill(0xa5, page * 4096, page * 4096 + 600);
      writeFileSync(path, bytes);
      const result = await verifyChain({ folder, scheduler });
      const said = result.ok ? result.value.intact : result.error.code;
      expect([false, 'store_foreign', 'store_missing']).toContain(said);
    }
  });

  it('stops when it is canceled, and says when there is nothing to verify', async () => {
    const canceled = {
      aborted: true,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    };
    expect(await verifyChain({ folder, scheduler, signal: canceled })).toMatchObject({
      error: { code: 'canceled' },
    });
    const empty = mkdtempSync(join(tmpdir(), 'breakwater-chain-'));
    expect(await verifyChain({ folder: empty, scheduler })).toMatchObject({
      error: { code: 'store_missing' },
    });
    rmSync(empty, { recursive: true });
  });
});
