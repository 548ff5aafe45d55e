/** The commands that look at a data folder: after a run, beside one, and at a folder that somebody tampered with. */
import type { OrderId } from '../../../../../shared/kernel/ids.ts';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../../../engine/orders/orderView.ts';
import type { OrderViewStore } from '../../../../engine/readmodel/orderViewStore.ts';
import { removeWitnesses } from '../../testing/removeWitnesses.ts';
import { openSqliteOrderViewStore } from '../../../../infra/sqlite/orders/sqliteOrderViewStore.ts';
import { RunningDesk, runToEnd } from '../../testing/deskProcess.ts';
import { runHere } from '../../testing/runHere.ts';
import { ndjson, sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';

let template: string;
let data: string;
let report: { lastPosition: number; chainHead: string };

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'breakwater-template-'));
  const file = join(template, 'signals.ndjson');
  const resting = { orderType: 'limit', limitPrice: '1400', timeInForce: 'GTC' };
  writeFileSync(
    file,
    ndjson([
      sampleSignal('S-1', { note: 'the first' }),
      sampleSignal('S-2', { side: 'sell', note: 'the second' }),
      sampleSignal('S-3', resting),
      sampleSignal('S-4', { quantity: '-1' }),
    ]),
  );
  const replayed = await runToEnd('replay', file, '--data', join(template, 'data'), '--json');
  [report] = replayed.json<typeof report>() as [typeof report];
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'breakwater-copy-'));
  cpSync(join(template, 'data'), data, { recursive: true });
  return () => rmSync(data, { recursive: true, force: true });
});

const desk = (...args: string[]) => runHere(...args, '--data', data);
const sqlIn = (path: string, sql: string): void => {
  const database = new Database(path);
  database.exec(sql);
  database.close();
};
const inEvents = (sql: string): void => sqlIn(join(data, 'events.db'), sql);
/** Lets something happen to the rows of the read model behind the engine's back. */
function inViews(change: (views: OrderViewStore, rows: readonly OrderView[]) => void): void {
  const opened = openSqliteOrderViewStore({ folder: data });
  if (!opened.ok) throw new Error(opened.error.message);
  change(opened.value, opened.value.query({}).rows);
  opened.value.close();
}
/** Puts these rows in the place of all others. */
function replaceRows(
  views: OrderViewStore,
  rows: readonly OrderView[],
  position = views.checkpoint().position,
): void {
  const { version } = views.checkpoint();
  views.clear(version);
  views.save(rows, { version, position });
}

interface Row {
  readonly orderId: string;
  readonly signalId: string;
  readonly status: string;
  readonly position: number;
}

describe('desk verify', () => {
  it('says that all is as it was written', async () => {
    const result = await desk('verify', '--json');
    expect(result.code).toBe(0);
    expect(result.json()).toMatchObject([
      {
        good: true,
        chain: { intact: true, events: report.lastPosition, head: { hash: report.chainHead } },
        readModel: { state: 'compared', orders: 3, different: 0, behind: 0 },
      },
    ]);
    expect(await desk('verify')).toMatchObject({ code: 0, stderr: '' });
  });

  it('names the position of one changed byte, changed with SQL', async () => {
    inEvents(
      "UPDATE events SET data = replace(data, 'the second', 'the Second') WHERE type = 'SignalReceived'",
    );
    const changed = await desk('events', 'signal-S-2', '--json');
    const [{ position } = { position: 0 }] = changed.json<{ position: number }>();
    const result = await desk('verify', '--json');
    expect(result.code).toBe(1);
    expect(result.json()).toMatchObject([
      { good: false, firstBadPosition: position, chain: { kind: 'changed' } },
    ]);
    expect((await desk('verify')).stdout).toContain(`position ${position}`);
  });

  it('names the position of one byte changed in the file', async () => {
    const path = join(data, 'events.db');
    const bytes = readFileSync(path);
    // SQLite may leave older copies of a row in unused parts of its pages.
    const places: number[] = [];
    for (let at = bytes.indexOf('the first'); at >= 0; at = bytes.indexOf('the first', at + 1)) {
      places.push(at);
    }
    expect(places).not.toEqual([]);
    for (const at of places) bytes[at] = 'T'.charCodeAt(0);
    writeFileSync(path, bytes);
    const [{ position } = { position: 0 }] = (await desk('events', 'signal-S-1', '--json')).json<{
      position: number;
    }>();
    const result = await desk('verify', '--json');
    expect(result).toMatchObject({ code: 1 });
    expect(result.json()).toMatchObject([{ good: false, firstBadPosition: position }]);
  });

  it('tells a removed event, and a truncated end against a checkpoint', async () => {
    const checkpoint = join(data, 'checkpoint.json');
    writeFileSync(checkpoint, JSON.stringify(report));
    expect(await desk('verify', '--checkpoint', checkpoint)).toMatchObject({ code: 0 });
    inEvents(`DELETE FROM events WHERE position = ${report.lastPosition}`);
    expect(
      (await desk('verify', '--json')).json(),
      'by the checkpoint that the store keeps itself',
    ).toMatchObject([{ good: false, chain: { kind: 'truncated' } }]);
    inEvents('DELETE FROM checkpoints');
    expect((await desk('verify')).code, 'by the record beside it').toBe(1);
    removeWitnesses(data);
    expect((await desk('verify')).code, 'without any a cut end shows nowhere').toBe(0);
    const truncated = await desk('verify', '--checkpoint', checkpoint, '--json');
    expect(truncated.code).toBe(1);
    expect(truncated.json()).toMatchObject([
      { firstBadPosition: report.lastPosition, chain: { kind: 'truncated' } },
    ]);
    inEvents('DELETE FROM events WHERE position = 5');
    expect((await desk('verify', '--json')).json()).toMatchObject([
      { firstBadPosition: 5, chain: { kind: 'removed' } },
    ]);
  });

  it('finds a wrong, a missing and an invented row of the read model', async () => {
    const toEleven = (row: OrderView) =>
      row.filledQuantity === '10' ? { ...row, filledQuantity: '11' } : row;
    inViews((views, rows) => replaceRows(views, rows.map(toEleven)));
    const wrong = await desk('verify', '--json');
    expect(wrong.code).toBe(1);
    expect(wrong.json()).toMatchObject([
      {
        good: false,
        chain: { intact: true },
        readModel: { different: 2, first: { message: 'its row differs in filledQuantity' } },
      },
    ]);
    inViews((views) => replaceRows(views, []));
    expect((await desk('verify', '--json')).json()).toMatchObject([
      { good: false, readModel: { state: 'compared', name: 'orders', different: 3 } },
    ]);
    expect(await desk('rebuild')).toMatchObject({ code: 0 });
    inViews((views, rows) => replaceRows(views, [...rows, { ...rows[0]!, orderId: 'invented' as OrderId }]));
    expect((await desk('verify', '--json')).json()).toMatchObject([
      { good: false, readModel: { different: 1 } },
    ]);
  });

  it.each([
    ['a status', "UPDATE orders SET status = 'canceled' WHERE id = 3"],
    ['a total', 'UPDATE totals SET orders = orders + 1'],
    ['the checkpoint', 'UPDATE checkpoint SET position = position - 1'],
    ['JSON', "UPDATE order_rows SET row = replace(row, 'accepted', 'canceled')"],
  ])('finds %s that is not as it was written in the read model', async (_what, sql) => {
    sqlIn(join(data, 'views.db'), sql);
    const result = await desk('verify', '--json');
    expect(result).toMatchObject({ code: 1, stderr: '' });
    expect(result.json()).toMatchObject([{ good: false, chain: { intact: true } }]);
    expect((await desk('verify')).stdout).toMatch(/read model|read otherwise/);
  });

  it('is content without a read model, and not with one that can not be read', async () => {
    for (const end of ['', '-wal', '-shm']) rmSync(join(data, `views.db${end}`), { force: true });
    const absent = await desk('verify', '--json');
    expect(absent.code).toBe(0);
    expect(absent.json()).toMatchObject([{ good: true, readModel: { state: 'absent' } }]);
    writeFileSync(
      join(data, 'views.db'),
      'this is no database, and long enough to be looked at as one'.repeat(100),
    );
    const unreadable = await desk('verify', '--json');
    expect(unreadable.code).toBe(1);
    expect(unreadable.json()).toMatchObject([{ good: false, readModel: { state: 'unreadable' } }]);
  });

  it.each([
    ['a page of zeros in the middle', (bytes: Buffer) => bytes.fill(0, 8_192, 12_288)],
    ['half of it missing', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    [
      'noise all over',
      (bytes: Buffer) => bytes.map((byte, index) => (index < 100 ? byte : (byte * 7 + index) % 256)),
    ],
    ['nothing but text', () => Buffer.from('not a database at all\n'.repeat(500))],
  ])('does not crash on a file with %s', async (_what, damage) => {
    const path = join(data, 'events.db');
    writeFileSync(path, damage(readFileSync(path)));
    const result = await desk('verify', '--json');
    expect(result.code).toBe(1);
    expect(result.stderr).not.toContain('    at ');
    expect(result.stdout + result.stderr).toMatch(/"good":false|"type":"fault"/);
  });

  it('says that there is nothing to verify', async () => {
    const result = await runHere('verify', '--data', join(data, 'elsewhere'));
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('store_missing');
  });

  it('refuses a checkpoint that is none', async () => {
    const path = join(data, 'checkpoint.json');
    writeFileSync(path, '{"position": 3}');
    expect(await desk('verify', '--checkpoint', path)).toMatchObject({ code: 2 });
    expect(await desk('verify', '--checkpoint', join(data, 'missing'))).toMatchObject({ code: 2 });
  });
});

describe('desk orders', () => {
  it('gives all orders, oldest first, or only some', async () => {
    const all = (await desk('orders', '--json')).json<Row>();
    expect(all.map(({ signalId, status }) => [signalId, status])).toEqual([
      ['S-1', 'filled'],
      ['S-2', 'filled'],
      ['S-3', 'accepted'],
    ]);
    expect((await desk('orders', '--active', '--json')).json<Row>().map(({ signalId }) => signalId)).toEqual([
      'S-3',
    ]);
    expect((await desk('orders', '--symbol', 'SPX', '--json')).json()).toHaveLength(3);
    expect((await desk('orders', '--symbol', 'NDX', '--json')).stdout).toBe('');
    expect((await desk('orders')).stdout).toMatch(/^created +order .*\n(.*SPX.*\n){3}$/);
  });

  it('gives the same without a read model, and with one that lags', async () => {
    const all = (await desk('orders', '--json')).stdout;
    const earlier = (await desk('orders', '--at', '12', '--json')).json<OrderView>();
    inViews((views) => replaceRows(views, earlier, 12));
    expect((await desk('orders', '--json')).stdout).toBe(all);
    rmSync(join(data, 'views.db'));
    expect((await desk('orders', '--json')).stdout).toBe(all);
  });

  it.each([
    ['a wrong status', (path: string) => sqlIn(path, "UPDATE orders SET status = 'canceled'")],
    ['JSON that is none', (path: string) => sqlIn(path, "UPDATE order_rows SET row = '{' || row")],
    ['a row too few', (path: string) => sqlIn(path, 'DELETE FROM orders WHERE id = 1')],
    ['other tables', (path: string) => sqlIn(path, 'DROP TABLE order_rows')],
    ['no length', (path: string) => writeFileSync(path, '')],
    ['half its length', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 30_000))],
    ['a folder in its place', (path: string) => (rmSync(path), mkdirSync(path))],
  ])('gives the same where the read model has %s', async (_what, harm) => {
    const all = (await desk('orders', '--json')).stdout;
    harm(join(data, 'views.db'));
    expect(await desk('orders', '--json')).toMatchObject({ code: 0, stdout: all, stderr: '' });
  });

  it('shows them as they stood at a position', async () => {
    const at = async (position: number) =>
      (await desk('orders', '--at', String(position), '--json')).json<Row>();
    expect(await at(0)).toEqual([]);
    const [first] = await at(report.lastPosition);
    const history = (await desk('events', `order-${first?.orderId}`, '--json')).json<{
      position: number;
      type: string;
    }>();
    expect(history.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['OrderCreated', 'OrderSubmitting', 'OrderFilled']),
    );
    for (const { position, type } of history.slice(0, 2)) {
      const [order] = await at(position);
      expect(order).toMatchObject({ status: type === 'OrderCreated' ? 'created' : 'submitting', position });
    }
    expect(await desk('orders', '--at', '100000')).toMatchObject({ code: 1, stdout: '' });
  });

  it('stands beside the whole desk as it stood at a position', async () => {
    const at = async (position: number) =>
      (await desk('status', '--at', String(position), '--json')).json<{
        orders: object;
        positions: object[];
      }>();
    expect(await at(0)).toMatchObject([{ orders: {}, positions: [], venues: [] }]);
    expect(await at(report.lastPosition)).toMatchObject([
      {
        orders: { filled: 2 },
        venues: [{ venue: 'sim', breaker: { state: 'closed' } }],
        scopes: [{ scope: 'desk', state: 'active' }],
      },
    ]);
    expect((await desk('status', '--at', String(report.lastPosition))).stdout).toContain(
      'as of       position',
    );
    expect(await desk('status', '--at', '100000')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('desk events', () => {
  it('gives one stream with its envelope', async () => {
    const events = (await desk('events', 'signal-S-4', '--json')).json();
    expect(events).toMatchObject([
      { streamId: 'signal-S-4', version: 0, type: 'SignalReceived' },
      { version: 1, type: 'SignalRejected', data: { reasons: [{ code: 'quantity_negative' }] } },
    ]);
    expect((await desk('events', 'desk')).stdout).toContain('EngineStarted');
  });

  it('says that a stream has no events, and that a name is none', async () => {
    expect(await desk('events', 'order-none')).toMatchObject({ code: 1, stdout: '' });
    expect(await desk('events', 'colour-red')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('desk export', () => {
  interface Exported {
    readonly position: number;
    readonly data: unknown;
    readonly causation_id: string;
    readonly previous_hash: string;
    readonly hash: string;
    readonly [column: string]: unknown;
  }

  /** As the help of the command tells an auditor to do it. */
  function proofOf(row: Exported): string {
    const columns = ['position', 'stream', 'version', 'event_id', 'type', 'schema_version'];
    const after = ['correlation_id', 'causation_id', 'actor', 'time'];
    const values = [...columns, ...after].map((name) => String(row[name]));
    const text = [row.previous_hash, ...values, JSON.stringify(row.data)].join('\n');
    return createHash('sha256').update(text).digest('hex');
  }

  it('gives a range whose hashes can be recomputed from what is exported', async () => {
    const rows = (await desk('export')).json<Exported>();
    expect(rows).toHaveLength(report.lastPosition);
    for (const [index, row] of rows.entries()) {
      expect(proofOf(row)).toBe(row.hash);
      expect(row.previous_hash).toBe(rows[index - 1]?.hash ?? '0'.repeat(64));
    }
    expect(rows.at(-1)?.hash).toBe(report.chainHead);
    const part = (await desk('export', '--from', '3', '--to', '5')).json<Exported>();
    expect(part).toEqual(rows.slice(2, 5));
    const from = String(rows[6]?.['time']);
    const to = String(rows[9]?.['time']);
    const times = (await desk('export', '--from', from, '--to', to)).json<Exported>();
    expect(times.length).toBeGreaterThan(0);
    for (const { time } of times) expect([from <= String(time), String(time) < to]).toEqual([true, true]);
  });

  it('gives CSV', async () => {
    const [{ position } = { position: 0 }] = (await desk('events', 'signal-S-1', '--json')).json<{
      position: number;
    }>();
    const range = ['--from', String(position - 1), '--to', String(position)];
    const lines = (await desk('export', ...range, '--format', 'csv')).stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe(
      'position,stream,version,event_id,type,schema_version,data,correlation_id,causation_id,actor,time,previous_hash,hash',
    );
    expect(lines[2]).toMatch(/^\d+,signal-S-1,0,[^,]+,SignalReceived,1,"\{""signal"":/);
  });

  it('knows two formats, positions and instants', async () => {
    expect(await desk('export', '--format', 'xml')).toMatchObject({ code: 2 });
    expect(await desk('export', '--from', 'yesterday')).toMatchObject({ code: 2 });
    expect(await desk('export', '--from', '100000')).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('desk rebuild', () => {
  it('makes the same read model anew', async () => {
    const before = (await desk('orders', '--json')).stdout;
    inViews((views, rows) =>
      replaceRows(
        views,
        rows.map((row): OrderView => ({ ...row, status: 'expired' })),
      ),
    );
    const result = await desk('rebuild', '--json');
    expect(result.json()).toMatchObject([{ events: report.lastPosition, orders: 3 }]);
    expect((await desk('orders', '--json')).stdout).toBe(before);
    expect(await desk('verify')).toMatchObject({ code: 0 });
  });
});

describe('beside a running engine', () => {
  it('everything that reads works, and what writes is refused with the name of the one that runs', async () => {
    const running = new RunningDesk('--data', data, '--signals', '-');
    await running.answered(1);
    running.send(sampleSignal('R-1'));
    await running.answered(2);
    const signals = async () => (await desk('orders', '--json')).json<Row>().map(({ signalId }) => signalId);
    // Acknowledged is the signal; its order follows in the next commit.
    await expect.poll(signals).toEqual(['S-1', 'S-2', 'S-3', 'R-1']);
    expect(await desk('events', 'signal-R-1')).toMatchObject({ code: 0 });
    expect(await desk('verify')).toMatchObject({ code: 0 });
    expect((await desk('export')).stdout).toContain('"signal-R-1"');
    for (const command of [['run'], ['replay', join(template, 'signals.ndjson')]]) {
      const refused = await desk(...command);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain(`process ${running.pid}`);
    }
    running.kill('SIGTERM');
    expect(await running.ended).toEqual({ code: 0, signal: null });
  });

  it('a rebuild is done by that engine, which goes on trading', async () => {
    // A market that moves could fill the resting order meanwhile.
    const still = join(data, 'still.json');
    const venues = [{ venue: 'sim', simulator: { tickMs: 3_600_000 } }];
    writeFileSync(still, JSON.stringify({ venues }));
    const running = new RunningDesk('--data', data, '--config', still, '--signals', '-');
    await running.answered(1);
    const before = (await desk('orders', '--json')).stdout;
    inViews((views, rows) =>
      replaceRows(
        views,
        rows.map((row): OrderView => ({ ...row, status: 'expired' })),
      ),
    );
    const rebuilt = await desk('rebuild', '--json');
    expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
    expect(rebuilt.json()).toEqual([
      { events: expect.any(Number) as number, orders: 3, elapsedMs: expect.any(Number) as number },
    ]);
    expect(rebuilt.json<{ events: number }>()[0]?.events).toBeGreaterThan(report.lastPosition);
    expect((await desk('orders', '--json')).stdout).toBe(before);
    running.send(sampleSignal('R-1'));
    await running.answered(2);
    expect((await desk('rebuild')).stdout).toMatch(/^4 orders from \d+ events in \d+\.\d\d s\n$/);
    expect(await desk('verify')).toMatchObject({ code: 0 });
    running.kill('SIGTERM');
    expect(await running.ended).toEqual({ code: 0, signal: null });
  });
});
