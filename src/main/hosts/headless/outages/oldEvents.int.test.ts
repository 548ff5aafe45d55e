/** A store with events as the first release wrote them: read, verified, rebuilt and traded on, and never rewritten. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import { collect, sampleEvents } from '../../../engine/events/testing/sampleEvents.ts';
import { nodeScheduler } from '../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../infra/clock/systemClock.ts';
import { openEventDatabase } from '../../../infra/sqlite/files/eventDatabase.ts';
import { openEventStoreToRead } from '../../../infra/sqlite/events/readOnlyEventStore.ts';
import { openSqliteEventStore } from '../../../infra/sqlite/events/sqliteEventStore.ts';
import { auditorHash } from '../../../infra/sqlite/testing/auditorHash.ts';
import { runHere } from '../testing/runHere.ts';
import { tempDesk } from '../testing/tempDesk.ts';

const desk = 'desk' as StreamId;
const refused = 'signal-unreadable-1' as StreamId;
const terms =
  '{"orderId":"o1","signalId":"S-1","account":"main","strategy":"s","venue":"sim","symbol":"SPX","side":"buy","quantity":"10","orderType":"market","timeInForce":"DAY"}';

/** Stream, type and data of each row, to the byte as they were written then. */
const rows: readonly (readonly [stream: string, type: string, data: string])[] = [
  ['desk', 'EngineStarted', '{"host":"desk run","version":"0.1.0","processId":4711}'],
  [
    'signal-unreadable-1',
    'SignalRejected',
    '{"reasons":[{"code":"json_malformed","message":"no JSON"}],"origin":"signals.ndjson line 3","rawExcerpt":"{\\"id\\": gr\u00fcn","rawBytes":16}',
  ],
  ['signal-S-9', 'SignalRejected', '{"reasons":[{"code":"quantity_zero","message":"zero"}]}'],
  ['order-o1', 'OrderCreated', `{"terms":${terms},"risk":{"level":"low","rules":[]}}`],
  ['order-o1', 'OrderSubmitting', '{"clientOrderId":"o1"}'],
  ['order-o1', 'OrderAccepted', '{"evidence":"venue","venueOrderId":"v1"}'],
  [
    'order-o1',
    'OrderFilled',
    '{"evidence":"venue","executionId":"x1","lastQuantity":"10","lastPrice":"1400.25","cumulativeQuantity":"10"}',
  ],
  ['desk', 'EngineStopped', '{"reason":"SIGTERM"}'],
];

let data: string;
let written: readonly unknown[];

beforeEach(async () => {
  data = tempDesk().data;
  await writeFirstRelease(data);
  written = storedRows();
});

/** With the form of the file of that release too. */
async function writeFirstRelease(folder: string): Promise<void> {
  const made = await openSqliteEventStore({ folder, clock: systemClock(), scheduler: nodeScheduler() });
  if (!made.ok) throw new Error(made.error.message);
  await made.value.close();
  const opened = openEventDatabase(folder);
  if (!opened.ok) throw new Error(opened.error.message);
  const database = opened.value;
  const versions = new Map<string, number>();
  let hash = '0'.repeat(64);
  for (const [index, [stream, type, text]] of rows.entries()) {
    const version = (versions.get(stream) ?? -1) + 1;
    versions.set(stream, version);
    const row = {
      position: index + 1,
      stream,
      version,
      event_id: `old-${index}`,
      type,
      schema_version: 1,
      data: text,
      correlation_id: 'c',
      causation_id: null,
      actor: 'engine',
      time: `2026-03-02T09:30:0${index}.000000Z`,
    };
    hash = auditorHash(row, hash);
    database
      .prepare(
        `INSERT INTO events VALUES (@position, @stream, @version, @event_id, @type, @schema_version, @data,
           @correlation_id, @causation_id, @actor, @time, @hash)`,
      )
      .run({ ...row, hash });
  }
  database.exec('DROP TABLE checkpoints; DROP TABLE store; PRAGMA user_version = 1');
  database.close();
}

function storedRows(): readonly unknown[] {
  const database = new Database(join(data, 'events.db'), { readonly: true });
  const all = database.prepare('SELECT * FROM events ORDER BY position').all();
  database.close();
  return all;
}

async function read(stream: StreamId): Promise<StoredEvent[]> {
  const opened = openEventStoreToRead(data, nodeScheduler());
  if (!opened.ok) throw new Error(opened.error.message);
  const events = await collect(opened.value.read(stream));
  await opened.value.close();
  return events;
}

describe('events of the first release', () => {
  it('are read in the form of today', async () => {
    expect((await read(desk)).map(({ schemaVersion, data: now }) => [schemaVersion, now])).toEqual([
      [2, { program: 'desk run', version: '0.1.0', processId: 4711 }],
      [1, { reason: 'SIGTERM' }],
    ]);
    const [rejected] = await read(refused);
    expect(rejected).toMatchObject({ schemaVersion: 2, type: 'SignalRejected' });
    expect(rejected?.data).toEqual({
      reasons: [{ code: 'json_malformed', message: 'no JSON' }],
      origin: 'signals.ndjson line 3',
      raw: { excerpt: '{"id": grün', bytes: 16 },
    });
    expect((await read('signal-S-9' as StreamId))[0]?.data).toEqual({
      reasons: [{ code: 'quantity_zero', message: 'zero' }],
    });
  });

  it('are verified as they were written, rebuilt, shown and exported', async () => {
    const run = (...args: string[]) => runHere(...args, '--data', data, '--json');
    expect((await run('verify')).json()).toMatchObject([
      { good: true, chain: { intact: true, events: rows.length } },
    ]);
    expect((await run('rebuild')).json()).toMatchObject([{ orders: 1, events: rows.length }]);
    expect((await run('orders')).json()).toMatchObject([{ orderId: 'o1', status: 'filled' }]);
    expect((await run('events', 'desk')).json()).toMatchObject([
      { type: 'EngineStarted', data: { program: 'desk run' } },
      { type: 'EngineStopped' },
    ]);
    expect((await run('verify')).json()).toMatchObject([
      { good: true, readModel: { state: 'compared', orders: 1, different: 0 } },
    ]);
    expect(storedRows()).toEqual(written);
  });

  it('stay as they are when an engine goes on behind them', async () => {
    const opened = await openSqliteEventStore({
      folder: data,
      clock: systemClock(),
      scheduler: nodeScheduler(),
    });
    if (!opened.ok) throw new Error(opened.error.message);
    const started = { program: 'test', machine: 'here', version: '1', processId: 1 };
    const [sample] = sampleEvents(1);
    const appended = await opened.value.append(
      desk,
      [{ ...sample!, type: 'EngineStarted', data: started }],
      1,
    );
    await opened.value.close();
    expect(appended).toMatchObject({ ok: true, value: { version: 2 } });
    expect(storedRows().slice(0, rows.length)).toEqual(written);
    expect(storedRows().at(-1)).toMatchObject({ type: 'EngineStarted', schema_version: 2 });
    expect((await read(desk)).at(-1)?.data).toEqual(started);
    expect(await runHere('verify', '--data', data)).toMatchObject({ code: 0 });
  });
});
