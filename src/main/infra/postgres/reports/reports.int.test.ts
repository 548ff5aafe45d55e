/** Tables in PostgreSQL that follow the record, for reporting tools. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import type { EventStore, ReportsState, StreamAppend } from '../../../engine/events/eventStore.ts';
import type { NewEvent } from '../../../engine/events/storedEvent.ts';
import { appended } from '../../../engine/events/testing/eventStoreFixture.ts';
import { understandingStore } from '../../../engine/events/understanding/understandingStore.ts';
import { OrderHistory, orderStep } from '../../../engine/readmodel/testing/orderHistories.ts';
import { signalHistory, type SignalStep } from '../../../engine/readmodel/testing/signalHistories.ts';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { programRoot } from '../../paths/programFiles.ts';
import { openEventStoreToRead } from '../../sqlite/events/readOnlyEventStore.ts';
import { openSqliteEventStore } from '../../sqlite/events/sqliteEventStore.ts';
import { testFolder } from '../../sqlite/testing/testFolder.ts';
import { hasPostgres } from '../../testing/postgresServer.ts';
import { postgresLink } from '../postgresLink.ts';
import { PostgresRecord } from '../postgresRecord.ts';
import { ReportsThread, type FromReportThread } from '../reportsThread.ts';
import { reportsVersion } from '../reportTables.ts';
import { CutProxy } from '../testing/cutProxy.ts';
import { RecordBed, time } from '../testing/recordBed.ts';
import { claimReports, moveReports, openReports } from './reportBook.ts';
import { rebuildReports } from './rebuildReports.ts';
import { ReportFollower } from './reportFollower.ts';
import { verifyReports } from './verifyReports.ts';

const day: readonly (readonly [number, SignalStep])[] = [
  [1, 'sent'],
  [2, 'received'],
  [1, 'accepted'],
  [2, 'created'],
  [3, 'received'],
  [3, 'rejected'],
  [4, 'received'],
  [4, 'created'],
  [2, 'denied_later'],
  [1, 'exit_created'],
  [5, 'unreadable'],
  [6, 'received'],
  [7, 'received'],
  [7, 'denied'],
];

/** PostgreSQL knows no such text: a NUL, and half of a surrogate pair. */
const oddNote = 'cut here: "\\u0000" \0 \ud83d';

/** Signals of every fate, and orders with all that can happen to them. */
function eventsOfADay(): (readonly [streamId: StreamId, event: NewEvent])[] {
  const ofSignals = signalHistory(day).map(({ streamId, eventId, correlationId, actor, type, data }) => {
    const given = type === 'SignalReceived' ? { signal: { ...data.signal, note: oddNote } } : {};
    const event = { type, data: { ...data, ...given }, eventId, correlationId, actor };
    return [streamId, event as NewEvent] as const;
  });
  const history = new OrderHistory();
  const ofOrders = fc
    .sample(orderStep, { numRuns: 300, seed: 7 })
    .flatMap((step) => history.take(step) ?? [])
    // The signals' orders have the same ids.
    .map(
      (append) =>
        JSON.parse(JSON.stringify(append).replaceAll(/(order-|")[os](?=\d")/g, '$1p')) as StreamAppend,
    )
    .flatMap(({ streamId, events }) => events.map((event) => [streamId, ofAnother(event)] as const));
  return [...ofSignals, ...ofOrders];
}

function ofAnother(event: NewEvent): NewEvent {
  return { ...event, eventId: `order-${event.eventId}` as NewEvent['eventId'] };
}

async function append(store: EventStore, events = eventsOfADay()): Promise<void> {
  for (const [streamId, event] of events) appended(await store.append(streamId, [event], 'any'));
}

/** What docs/postgres.md tells administrators, auditors and reporters to run. */
const docs = (() => {
  const page = readFileSync(join(programRoot, 'docs/postgres.md'), 'utf8');
  const blocks = [...page.matchAll(/```sql\n(.*?)```/gs)].map(([, text = '']) => text);
  const with_ = (word: string): string => blocks.find((text) => text.includes(word)) ?? '';
  return {
    restrict: with_('ALTER SCHEMA'),
    role: with_('CREATE ROLE reporter'),
    ordersOfADay: with_('-- The orders of a day'),
    fillsByAccount: with_('-- What each account'),
    trail: with_('-- Everything about one order'),
  };
})();

describe.skipIf(!hasPostgres)('the reporting tables in PostgreSQL', () => {
  const bed = new RecordBed();

  /** The events of a day, in a folder that no engine has open. */
  async function folderOfADay(): Promise<ReturnType<typeof reading>> {
    const folder = testFolder();
    const store = await openSqliteEventStore({ folder, ...time });
    if (!store.ok) throw new Error(store.error.message);
    await append(store.value);
    await store.value.close();
    return reading(folder);
  }

  function reading(folder: string): EventStore {
    const opened = openEventStoreToRead(folder, nodeScheduler());
    if (!opened.ok) throw new Error(opened.error.message);
    onTestFinished(() => opened.value.close());
    return understandingStore(opened.value);
  }

  /** Becomes the writer of an empty record, and gives the epoch. */
  async function recordOpened(): Promise<PostgresRecord> {
    const record = await PostgresRecord.open(postgresLink(bed.settings, 'test'));
    onTestFinished(() => record.close());
    return record;
  }

  function following(events: EventStore, epoch: number, to = bed.settings) {
    const states: ReportsState[] = [];
    const lines: string[] = [];
    const follower = new ReportFollower(
      {
        events,
        settings: to,
        owner: 'test',
        logger: { log: (_level, message) => void lines.push(message) },
        tell: (state) => void states.push(state),
      },
      epoch,
    );
    const ended = follower.run();
    const close = async (): Promise<void> => {
      follower.close();
      await ended;
    };
    onTestFinished(close);
    return { follower, states, lines, close };
  }

  const position = (): number => Number(bed.sql('SELECT position FROM breakwater.reports'));
  const verify = (events: EventStore) => verifyReports({ settings: bed.settings, events });

  it('follow the record from the first start on, and over the next ones, as a replay makes them', async () => {
    const folder = testFolder();
    const events = eventsOfADay();
    // The exit's terms name another order than its stream does: nobody understands them, and it has no row.
    const orders = new Set(events.map(([streamId]) => streamId).filter((id) => /^order-(?!.*exit)/.test(id)))
      .size;
    for (const part of [events.slice(0, 50), events.slice(50)]) {
      const store = await bed.opened(folder);
      await append(store, part);
      const head = store.head().position;
      await expect.poll(() => store.health().reports).toEqual({ position: head });
      expect(position()).toBe(head);
      await store.close();
    }
    expect(await verify(reading(folder))).toMatchObject({
      ok: true,
      value: { state: 'compared', different: 0, signals: 7, orders },
    });
    const row = bed.sql(
      `SELECT symbol, quantity * 2, fate, reason, note, received_at AT TIME ZONE 'UTC' > '2026-11-23' FROM breakwater.signals WHERE signal_id = 's3'`,
    );
    expect(row).toBe('SPX|24|refused|The price 1 is off the tick 0.25|cut here: "\\u0000" \uFFFD \uFFFD|t');
  });

  it('say in which columns a row differs, which row is missing, and which row no event made; a rebuild mends them', async () => {
    const folder = testFolder();
    const store = await bed.opened(folder);
    await append(store);
    await expect.poll(position).toBe(store.head().position);
    await store.close();
    const events = reading(folder);
    bed.sql('CREATE VIEW public.ours AS SELECT count(*) AS orders FROM breakwater.orders');
    onTestFinished(() => void bed.sql('DROP VIEW IF EXISTS public.ours CASCADE'));
    const found = async (change: string) => {
      bed.sql(change);
      const report = await verify(events);
      const rebuilt = await rebuildReports({ settings: bed.settings, events });
      expect(rebuilt).toMatchObject({ ok: true, value: events.head().position });
      expect(await verify(events)).toMatchObject({ value: { state: 'compared', different: 0 } });
      return report;
    };
    expect(
      await found(
        `UPDATE breakwater.order_rows SET status = 'filled', filled_quantity = 1 WHERE order_id = 'o1'`,
      ),
    ).toMatchObject({ value: { different: 1, first: { id: 'o1', columns: ['filled_quantity', 'status'] } } });
    expect(await found(`DELETE FROM breakwater.signal_rows WHERE signal_id = 's2'`)).toMatchObject({
      value: {
        different: 1,
        first: { id: 's2', columns: [] },
        message: expect.stringContaining('is missing') as string,
      },
    });
    expect(
      await found(`INSERT INTO breakwater.order_rows SELECT (json_populate_record(r, '{"order_id": "forged"}')).*
        FROM breakwater.order_rows AS r WHERE order_id = 'o1'`),
    ).toMatchObject({ value: { different: 1, first: { id: 'forged' } } });
    expect(await found('UPDATE breakwater.reports SET position = 999999')).toMatchObject({
      error: { code: 'reports_ahead', message: expect.stringContaining('desk rebuild') as string },
    });
    // Views of others over ours stay, and only one build is left.
    expect(bed.sql('SELECT orders FROM public.ours')).toBe(bed.sql('SELECT count(*) FROM breakwater.orders'));
    expect(bed.sql('SELECT count(DISTINCT build), min(build) FROM breakwater.order_rows')).toBe('1|5');
    bed.sql('DELETE FROM breakwater.reports');
    const noRow = {
      error: {
        code: 'record_changed',
        message: expect.stringContaining('has no row; expected one') as string,
      },
    };
    expect(await verify(events)).toMatchObject(noRow);
    expect(await rebuildReports({ settings: bed.settings, events })).toMatchObject(noRow);
    const { states } = following(events, Number(bed.sql('SELECT epoch FROM breakwater.writer')));
    await expect.poll(() => states.at(-1)?.fault).toMatchObject(noRow.error);
    bed.sql('DROP TABLE breakwater.reports, breakwater.order_rows, breakwater.signal_rows CASCADE');
    await expect.poll(() => states.at(-1)).toEqual({ position: events.head().position });
  });

  it('are changed by no engine that has lost the record, and by the one that has it', async () => {
    const events = await folderOfADay();
    const record = await recordOpened();
    const session = await openReports(bed.settings, 'test');
    onTestFinished(() => session.close());
    await claimReports(session, record.epoch);
    bed.sql('UPDATE breakwater.writer SET epoch = epoch + 1');
    const rows = { orders: '[]', signals: '[]' };
    expect(await moveReports(session, { epoch: record.epoch, from: 0, to: 1, rows })).toBe(false);
    const lost = following(events, record.epoch);
    await expect.poll(() => lost.states.at(-1)?.fault?.code).toBe('record_taken');
    expect([position(), bed.sql('SELECT count(*) FROM breakwater.orders')]).toEqual([0, '0']);
    lost.follower.writeUnder(record.epoch + 1);
    await expect.poll(position).toBe(events.head().position);
    expect(lost.lines).toEqual([
      'the reporting tables do not follow the record',
      'the reporting tables follow the record again',
    ]);
  });

  it.each(['before', 'after', 'half'] as const)(
    'have each event once where the connection is cut %s a step',
    async (cut) => {
      const events = await folderOfADay();
      const record = await recordOpened();
      const proxy = await CutProxy.open(bed.server.port);
      onTestFinished(() => proxy.close());
      proxy.cutAt('cut here', cut);
      const { close } = following(events, record.epoch, { ...bed.settings, port: proxy.port });
      await expect.poll(position).toBe(events.head().position);
      await close();
      expect(proxy.cuts).toBe(1);
      expect(await verify(events)).toMatchObject({ value: { state: 'compared', different: 0 } });
    },
  );

  it('say that their thread has ended, and hold up no close', async () => {
    const told: FromReportThread[] = [];
    const thread = new ReportsThread(
      { folder: testFolder(), settings: bed.settings, owner: 'test', epoch: 1 },
      (message) => told.push(message),
    );
    onTestFinished(() => thread.close());
    await expect
      .poll(() => told.at(-1))
      .toMatchObject({
        type: 'reports',
        reports: {
          position: 0,
          fault: { code: 'reports_ended', message: expect.stringContaining('events.db') as string },
        },
      });
  });

  it('catch up after a crash of PostgreSQL, and are made anew for another version of the program', async () => {
    const events = await folderOfADay();
    const record = await recordOpened();
    const { close } = following(events, record.epoch);
    await expect.poll(position).toBe(events.head().position);
    await bed.server.crash();
    await bed.server.begin();
    await close();
    bed.sql(`UPDATE breakwater.reports SET version = 0; UPDATE breakwater.order_rows SET reason = 'of old'`);
    expect(await verify(events)).toMatchObject({ value: { state: 'absent' } });
    const epoch = Number(bed.sql('SELECT epoch FROM breakwater.writer'));
    const again = following(events, epoch);
    await expect
      .poll(() => bed.sql('SELECT version, build FROM breakwater.reports'))
      .toBe(`${reportsVersion}|2`);
    await again.close();
    expect(await verify(events)).toMatchObject({ value: { state: 'compared', different: 0 } });
  });

  it('answer what is asked of a desk, to a role that may read them and nothing else, beside a desk that can only add', async () => {
    const folder = testFolder();
    await (await bed.opened(folder)).close();
    bed.sql(docs.restrict);
    const store = await bed.opened(folder);
    await append(store);
    await expect.poll(position).toBe(store.head().position);
    expect(await rebuildReports({ settings: bed.settings, events: reading(folder) })).toMatchObject({
      ok: true,
    });
    expect(await verify(reading(folder))).toMatchObject({ value: { state: 'compared', different: 0 } });
    bed.sql(docs.role);
    onTestFinished(() => void bed.sql('DROP OWNED BY reporter; DROP ROLE reporter'));
    const asReporter = (text: string): string => bed.sql(`SET ROLE reporter; ${text}`);
    expect(asReporter(docs.ordersOfADay.replaceAll('2026-11-30', '2026-11-23')).split('\n')).toContainEqual(
      expect.stringMatching(/^intake:http\|.*\|denied\|/),
    );
    expect(asReporter(docs.fillsByAccount.replaceAll('2026-11-30', '2026-11-23'))).toMatch(/^main\|/);
    expect(asReporter(docs.trail.replaceAll('ORDER-ID', 'o2')).split('\n')).toHaveLength(3);
    expect(asReporter('SELECT position FROM breakwater.reports')).toBe(String(store.head().position));
    for (const refused of [
      'SELECT * FROM breakwater.checkpoints',
      'SELECT * FROM breakwater.order_rows',
      `UPDATE breakwater.orders SET status = 'filled'`,
      'DELETE FROM breakwater.events',
      'CREATE TABLE breakwater.mine ()',
    ]) {
      expect(() => asReporter(refused), refused).toThrow('permission denied');
    }
  });
});
