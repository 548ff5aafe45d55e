/** A whole desk whose record is in PostgreSQL, by its commands. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ndjson, sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import type { PostgresSettings } from '../../../infra/postgres/recordAddress.ts';
import { hasPostgres, PostgresServer, storeOn } from '../../../infra/testing/postgresServer.ts';
import type { ReplayReport } from '../../replay/replayReport.ts';
import { RunningDesk, runToEnd } from '../testing/deskProcess.ts';
import { answersOf, feedUntil, statusOf, wrongAtRest } from '../testing/feedDesk.ts';
import { runHere } from '../testing/runHere.ts';
import { tempDesk } from '../testing/tempDesk.ts';

const waitMsMax = 60_000;

interface Migrated {
  readonly moved: number;
  readonly position: number;
  readonly hash: string;
}

describe.skipIf(!hasPostgres)('a desk on PostgreSQL', () => {
  let server: PostgresServer;
  let settings: PostgresSettings;
  let made = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  beforeEach(() => {
    settings = server.database(`desk_${++made}`);
  });

  function configure(data: string): void {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    writeFileSync(join(data, 'configuration.json'), JSON.stringify({ store: storeOn(settings) }));
  }

  async function replay(data: string, file: string): Promise<ReplayReport> {
    const result = await runToEnd('replay', file, '--data', data, '--report', 'json');
    expect(result.code, result.stderr).toBe(0);
    return result.json<ReplayReport>()[0]!;
  }

  async function migrate(data: string, to: string): Promise<Migrated> {
    const result = await runHere('migrate', '--to', to, '--data', data, '--json');
    expect(result.code, result.stderr).toBe(0);
    return result.json<Migrated>()[0]!;
  }

  it('takes over the events of its folder, trades on, is verified, and gives them back', async () => {
    const desk = tempDesk();
    const file = desk.file('one.ndjson', ndjson([sampleSignal('S-1'), sampleSignal('S-2')]));
    const before = await replay(desk.data, file);

    expect(await runHere('migrate', '--to', 'postgres', '--data', desk.data)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('names no database') as string,
    });
    configure(desk.data);
    const refused = await runToEnd('replay', file, '--data', desk.data);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('record_empty') as string });
    const there = await migrate(desk.data, 'postgres');
    expect(there.moved).toBe(there.position);
    expect(there.position).toBeGreaterThanOrEqual(before.lastPosition);

    const more = desk.file('more.ndjson', ndjson([sampleSignal('S-1'), sampleSignal('S-3')]));
    const after = await replay(desk.data, more);
    expect(after).toMatchObject({ accepted: 1, duplicates: 1, orders: { filled: 1 } });
    const recorded = server.sql('SELECT max(position), count(*) FROM breakwater.events', settings.database);
    expect(Number(recorded.split('|')[0])).toBeGreaterThanOrEqual(after.lastPosition);
    // A close does not wait long for the reporting tables.
    expect(await runHere('rebuild', '--data', desk.data)).toMatchObject({ code: 0 });
    const verified = await runHere('verify', '--data', desk.data);
    expect(verified).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /the record in PostgreSQL has .*; the reporting tables have 3 orders and 3 signals/,
      ) as string,
    });
    server.sql(`UPDATE breakwater.order_rows SET filled_quantity = 0`, settings.database);
    expect(await runHere('verify', '--data', desk.data)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('differs in filled_quantity') as string,
    });
    expect(await runHere('rebuild', '--data', desk.data)).toMatchObject({ code: 0 });
    expect(await runHere('verify', '--data', desk.data)).toMatchObject({ code: 0 });

    const other = tempDesk();
    configure(other.data);
    const back = await migrate(other.data, 'sqlite');
    expect(`${back.position}|${back.moved}`).toBe(recorded);
    writeFileSync(join(other.data, 'configuration.json'), '{}');
    expect(await replay(other.data, more)).toMatchObject({ accepted: 0, duplicates: 2 });

    server.sql(`UPDATE breakwater.events SET actor = 'operator:eve' WHERE position = 5`, settings.database);
    expect(await runHere('verify', '--data', desk.data)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('at position 5 is not what was written') as string,
    });
  });

  it('takes no orders while PostgreSQL is down, says so, goes on with it, and loses nothing when it is killed', async () => {
    const { data, file } = tempDesk();
    configure(data);
    const desk = new RunningDesk('--data', data, '--signals', '-');
    await desk.answered(1);
    await feedUntil(desk, 'before', () => answersOf(desk, 'acknowledged').length >= 60);
    await server.crash();
    await expect
      .poll(async () => (await statusOf(data)).status?.accepting, { timeout: waitMsMax })
      .toBe(false);
    const down = await statusOf(data);
    expect(down).toMatchObject({
      code: 1,
      status: { store: { writable: false, record: expect.stringContaining(settings.database) as string } },
    });
    expect(down.status?.fault?.code).toBe('record_unreachable');
    await feedUntil(desk, 'down', () => answersOf(desk, 'refused').length > 0);
    expect(answersOf(desk, 'refused')[0]).toMatchObject({ code: 'record_unreachable' });

    await server.begin();
    await expect.poll(async () => (await statusOf(data)).code, { timeout: waitMsMax }).toBe(0);
    await expect
      .poll(async () => (await statusOf(data)).status?.store.reports, { timeout: waitMsMax })
      .toEqual({ behind: 0 });
    const before = answersOf(desk, 'acknowledged').length;
    await feedUntil(desk, 'after', () => answersOf(desk, 'acknowledged').length >= before + 60);
    desk.send(...Array.from({ length: 20 }, (_, index) => sampleSignal(`killed-${index}`)));
    expect(await wrongAtRest(desk, data, file('empty.ndjson', ''), 'SIGKILL')).toEqual([]);
  });
});
