/** A store that is not the one it was: no new order leaves before an operator has accepted it. */
import Database from 'better-sqlite3';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AlertView, Status } from '../../../../shared/contract/status.ts';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { signingKeyName, signingKeyOf } from '../../../infra/checkpoints/signingKey.ts';
import { headRecordName } from '../../../infra/sqlite/log/headRecord.ts';
import { rehash } from '../../../infra/sqlite/testing/auditorHash.ts';
import { readSimRecord } from '../../../infra/venues/sim/record/testing/readSimRecord.ts';
import { RunningDesk, runToEnd } from '../testing/deskProcess.ts';
import { runHere } from '../testing/runHere.ts';
import { tempDesk } from '../testing/tempDesk.ts';

const testMsMax = 120_000;
const witnesses = [headRecordName, 'views.db', 'subscriptions.db', 'snapshots.db', 'venue-sim.db'] as const;

async function run(data: string, ...ids: string[]): Promise<RunningDesk> {
  const desk = new RunningDesk('--data', data, '--signals', '-');
  await desk.answered(1);
  desk.send(...ids.map((id) => sampleSignal(id)));
  await desk.answered(1 + ids.length);
  return desk;
}

async function stop(desk: RunningDesk, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  desk.kill(signal);
  await desk.ended;
}

async function alertsOf(data: string): Promise<readonly AlertView[]> {
  return (await runHere('status', '--data', data, '--json')).json<Status>()[0]?.alerts ?? [];
}

const venueOrders = (data: string): number => readSimRecord(join(data, 'venue-sim.db')).orders.length;
const remove = (data: string, name: string): void => {
  for (const end of ['', '-wal', '-shm']) rmSync(join(data, `${name}${end}`), { force: true });
};

/** Three orders, a copy, three more orders, and the copy put back. */
async function rolledBack(): Promise<{ readonly data: string; readonly orders: number }> {
  const { data } = tempDesk();
  await stop(await run(data, 'a-1', 'a-2', 'a-3'));
  copyFileSync(join(data, 'events.db'), join(data, 'older'));
  await stop(await run(data, 'b-1', 'b-2', 'b-3'));
  copyFileSync(join(data, 'older'), join(data, 'events.db'));
  return { data, orders: venueOrders(data) };
}

describe('a store that was rolled back', () => {
  it(
    'holds new orders across restarts until an operator accepts it, in sight everywhere',
    async () => {
      const { data, orders } = await rolledBack();
      expect(orders).toBe(6);
      const verified = await runHere('verify', '--data', data);
      expect(verified).toMatchObject({ code: 1, stdout: expect.stringContaining('truncated') as unknown });
      expect(await runHere('checkpoint', '--data', data)).toMatchObject({ code: 1, stdout: '' });
      const said: string[] = [];
      for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
        const desk = await run(data, 'b-1', 'b-2', 'b-3');
        const status = await runHere('status', '--data', data);
        expect(status.stdout).toMatch(/^health +degraded: orders \(/m);
        expect(status.stdout).toContain('rolled back');
        await expect
          .poll(async () => (await runHere('status', '--data', data)).stdout)
          .toMatch(/^record +sim .*; the store itself is in doubt: \w+$/m);
        const alerts = await alertsOf(data);
        const held = alerts.filter(({ holdsOrders }) => holdsOrders).map(({ kind }) => kind);
        expect(held).toContain('store_rolled_back');
        await stop(desk, signal);
        said.push(desk.stderr);
        expect(venueOrders(data)).toBe(6);
        const rows = (await runHere('orders', '--data', data, '--json')).json<{ status: string }>();
        expect(rows.map((row) => row.status)).not.toContain('in_doubt');
        expect(await runHere('verify', '--data', data)).toMatchObject({ code: 1 });
        expect(await runHere('checkpoint', '--data', data)).toMatchObject({ code: 1, stdout: '' });
      }
      // The log tells of it once, when it is found.
      expect(said.join('')).toContain('rolled back');
      const desk = await run(data);
      const ids = (await alertsOf(data)).map(({ alertId }) => alertId);
      await runToEnd('alerts', 'acknowledge', ...ids, '--reason', 'compared', '--data', data);
      desk.send(sampleSignal('c-1'));
      await expect.poll(() => venueOrders(data), { timeout: 20_000 }).toBe(7);
      await stop(desk);
      const again = await run(data);
      expect(await alertsOf(data)).toEqual([]);
      await stop(again);
      expect(await runHere('verify', '--data', data)).toMatchObject({ code: 0 });
      expect(await runHere('checkpoint', '--data', data)).toMatchObject({ code: 0 });
    },
    testMsMax,
  );

  it(
    'sends no signal a second time once an operator has accepted it',
    async () => {
      const { data } = tempDesk();
      await stop(await run(data, 'a-1'));
      copyFileSync(join(data, 'events.db'), join(data, 'older'));
      const first = await run(data, 'b-1');
      const resting = { orderType: 'limit', limitPrice: '100', timeInForce: 'GTC' };
      first.send(sampleSignal('b-2', resting), sampleSignal('b-3', resting));
      await first.answered(4);
      const [, , { orderId = '' } = {}] = first.answers.slice(1);
      await runToEnd('cancel', String(orderId), '--reason', 'test', '--data', data);
      await stop(first);
      copyFileSync(join(data, 'older'), join(data, 'events.db'));
      expect(venueOrders(data)).toBe(4);
      const desk = await run(data);
      // What the derived files say, and what the venue says.
      await expect.poll(async () => (await alertsOf(data)).length, { timeout: 20_000 }).toBe(2);
      const ids = (await alertsOf(data)).map(({ alertId }) => alertId);
      await runToEnd('alerts', 'acknowledge', ...ids, '--reason', 'compared', '--data', data);
      desk.send(sampleSignal('b-1'), sampleSignal('b-2', resting), sampleSignal('b-3', resting));
      const again = (await desk.answered(4)).slice(1);
      // Each names the order that its signal has already.
      expect(again.map(({ type, signalId, orderId: id }) => [type, signalId, id])).toEqual(
        first.answers.slice(1).map(({ signalId, orderId: id }) => ['acknowledged', signalId, id]),
      );
      await stop(desk);
      expect(
        readSimRecord(join(data, 'venue-sim.db')).orders.map((one) => [one.status, one.repeatedSubmissions]),
      ).toEqual([
        ['filled', 0],
        ['filled', 0],
        ['accepted', 0],
        ['canceled', 0],
      ]);
      const rows = (await runHere('orders', '--data', data, '--json')).json<{ status: string }>();
      expect(rows.map((row) => row.status).toSorted()).toEqual(['accepted', 'canceled', 'filled', 'filled']);
    },
    testMsMax,
  );

  it.each(witnesses)(
    'is noticed where nothing but %s is left to say so',
    async (witness) => {
      const { data, orders } = await rolledBack();
      for (const name of witnesses) if (name !== witness) remove(data, name);
      // What is at the venue, only a start that connects to it can know.
      const code = witness === 'venue-sim.db' ? 0 : 1;
      expect(await runHere('verify', '--data', data)).toMatchObject({ code });
      const desk = await run(data);
      await expect
        .poll(async () => (await alertsOf(data)).map(({ kind }) => kind), { timeout: 20_000 })
        .toContain('store_rolled_back');
      desk.send(sampleSignal('b-1'));
      await desk.answered(2);
      await stop(desk);
      expect(venueOrders(data)).toBe(witness === 'venue-sim.db' ? orders : 0);
    },
    testMsMax,
  );
});

describe('a checkpoint that was exported', () => {
  it(
    'speaks against a store that does not have it, until an operator has accepted that',
    async () => {
      const { data } = tempDesk();
      await stop(await run(data, 'a-1'));
      copyFileSync(join(data, 'events.db'), join(data, 'older'));
      await stop(await run(data, 'b-1'));
      expect(await runHere('checkpoint', '--data', data)).toMatchObject({ code: 0 });
      copyFileSync(join(data, 'older'), join(data, 'events.db'));
      for (const name of witnesses) remove(data, name);
      const verified = await runHere('verify', '--data', data);
      expect(verified).toMatchObject({ code: 1, stdout: expect.stringContaining('exported') as unknown });
      for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
        const desk = await run(data);
        const alerts = (await alertsOf(data)).filter(({ holdsOrders }) => holdsOrders);
        expect(alerts).toMatchObject([
          { kind: 'store_rolled_back', message: expect.stringContaining('exported') as unknown },
        ]);
        await stop(desk, signal);
        expect(await runHere('verify', '--data', data)).toMatchObject({ code: 1 });
      }
      const desk = await run(data);
      const ids = (await alertsOf(data)).map(({ alertId }) => alertId);
      await runToEnd('alerts', 'acknowledge', ...ids, '--reason', 'compared', '--data', data);
      await stop(desk);
      expect(await runHere('verify', '--data', data)).toMatchObject({ code: 0 });
      expect(await runHere('checkpoint', '--data', data)).toMatchObject({ code: 0 });
    },
    testMsMax,
  );
});

describe('the record beside the store', () => {
  it.each([
    ['missing', (path: string) => rmSync(path)],
    ['damaged', (path: string) => writeFileSync(path, 'null')],
  ])(
    'that is %s is said by verify and by an alert',
    async (how, spoil) => {
      const { data } = tempDesk();
      await stop(await run(data, 'a-1'));
      spoil(join(data, headRecordName));
      const verified = await runHere('verify', '--data', data);
      expect(verified.stdout).toContain(
        how === 'missing' ? `no ${headRecordName}` : `damaged: ${headRecordName}`,
      );
      const desk = await run(data);
      expect(await alertsOf(data)).toMatchObject([
        {
          kind: 'derived_file_remade',
          holdsOrders: false,
          message: expect.stringContaining(headRecordName) as unknown,
        },
      ]);
      await stop(desk);
      expect((await runHere('verify', '--data', data)).stdout).not.toContain(headRecordName);
    },
    testMsMax,
  );
});

describe('a log that lost its end after a kill', () => {
  it.each(['flipped', 'removed'])(
    'to a byte that was %s, is noticed at the start',
    async (how) => {
      const { data } = tempDesk();
      const ids = ['a-1', 'a-2', 'a-3', 'a-4'];
      const killed = await run(data);
      // Who reads keeps the engine from moving into the database what is written from now on.
      const reader = new Database(join(data, 'events.db'), { readonly: true });
      reader.exec('BEGIN; SELECT count(*) FROM events');
      killed.send(...ids.map((id) => sampleSignal(id)));
      await killed.answered(1 + ids.length);
      await stop(killed, 'SIGKILL');
      reader.close();
      const log = join(data, 'events.db-wal');
      if (how === 'removed') remove(data, 'events.db-wal');
      else {
        const bytes = readFileSync(log);
        const at = bytes.length >> 1;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        writeFileSync(log, bytes);
      }
      const before = venueOrders(data);
      const desk = await run(data, ...ids);
      expect((await alertsOf(data)).map(({ kind }) => kind)).toContain('store_rolled_back');
      await stop(desk);
      expect(venueOrders(data)).toBe(before);
    },
    testMsMax,
  );
});

describe('a store that was changed', () => {
  const change = (data: string, sql: string, fits: boolean): void => {
    const database = new Database(join(data, 'events.db'));
    database.exec(sql);
    if (fits) rehash(database);
    database.close();
  };

  const lastKept = (data: string): number | null | undefined => {
    const database = new Database(join(data, 'events.db'), { readonly: true });
    const last = database.prepare<[], number | null>('SELECT max(position) FROM checkpoints').pluck().get();
    database.close();
    return last;
  };

  it.each([
    ['after the last signed checkpoint', 'DELETE FROM checkpoints'],
    ['before it, which shows in the background', ''],
  ])(
    'in a row %s: held, and neither kept nor exported checkpoints are signed on top',
    async (_where, sql) => {
      const { data } = tempDesk();
      await stop(await run(data, 'a-1', 'a-2'));
      change(data, `${sql}; UPDATE events SET actor = 'operator:eve' WHERE position = 3`, false);
      const signed = lastKept(data);
      const desk = await run(data);
      await expect
        .poll(async () => (await alertsOf(data)).map(({ kind }) => kind), { timeout: 30_000 })
        .toContain('chain_broken');
      const before = venueOrders(data);
      desk.send(sampleSignal('b-1'));
      await desk.answered(2);
      const [alert] = (await alertsOf(data)).filter(({ kind }) => kind === 'chain_broken');
      expect(alert).toMatchObject({ alertId: 'chain_broken:3', holdsOrders: true });
      await stop(desk);
      expect(venueOrders(data)).toBe(before);
      expect(await runHere('checkpoint', '--data', data)).toMatchObject({ code: 1, stdout: '' });
      expect(lastKept(data)).toBe(signed);
    },
    testMsMax,
  );

  it.each([
    ['one kept checkpoint less', 'DELETE FROM checkpoints', false],
    ['a chain written anew, without the checkpoints', 'DELETE FROM checkpoints', true],
    ['a chain cut short, without the checkpoints', 'DELETE FROM events WHERE position > 12', true],
  ])(
    '%s: verify says so before a start and after it',
    async (_what, sql, rewritten) => {
      const { data } = tempDesk();
      await stop(await run(data, 'a-1', 'a-2'));
      const rewrite = "DELETE FROM checkpoints; UPDATE events SET actor = 'operator:eve' WHERE position = 3";
      change(data, rewritten ? `${sql}; ${rewrite}` : sql, rewritten);
      expect(await runHere('verify', '--data', data)).toMatchObject({ code: 1 });
      const desk = await run(data, 'b-1');
      expect((await alertsOf(data)).some(({ holdsOrders }) => holdsOrders)).toBe(true);
      await stop(desk);
      expect(await runHere('verify', '--data', data)).toMatchObject({ code: 1 });
      expect(existsSync(join(data, headRecordName))).toBe(true);
    },
    testMsMax,
  );

  it.each([
    ['the key removed', "UPDATE events SET actor = 'operator:eve' WHERE position = 3", 'store_rolled_back'],
    ['a signature that does not fit', "UPDATE checkpoints SET time = '2026-01-01'", 'chain_broken'],
  ])(
    'with every hash made to fit and %s: held at the first start already',
    async (_what, sql, kind) => {
      const { data } = tempDesk();
      await stop(await run(data, 'a-1', 'a-2'));
      change(data, sql, true);
      const rest = ['views.db', 'subscriptions.db', 'snapshots.db', headRecordName];
      for (const name of kind === 'chain_broken' ? rest : [...rest, signingKeyName]) remove(data, name);
      const before = venueOrders(data);
      const desk = await run(data, 'b-1');
      const held = (await alertsOf(data)).filter(({ holdsOrders }) => holdsOrders);
      expect(held.map((alert) => alert.kind)).toContain(kind);
      await stop(desk);
      expect(venueOrders(data)).toBe(before);
    },
    testMsMax,
  );

  it.each(['removed', 'not a key', 'another one'])(
    'in nothing but its signing key, which is %s: said once, and orders go on',
    async (how) => {
      const { data } = tempDesk();
      await stop(await run(data, 'a-1', 'a-2'));
      const path = join(data, signingKeyName);
      if (how === 'not a key') writeFileSync(path, 'garbage');
      else rmSync(path);
      if (how === 'another one') signingKeyOf(data);
      const before = venueOrders(data);
      const desk = await run(data, 'b-1');
      const gone = (await alertsOf(data)).filter(({ kind }) => kind === 'signing_key_gone');
      expect(gone).toMatchObject([{ holdsOrders: false }]);
      await expect.poll(() => venueOrders(data)).toBe(before + 1);
      await runToEnd('alerts', 'acknowledge', gone[0]?.alertId ?? '', '--reason', 'known', '--data', data);
      await stop(desk);
      const again = await run(data);
      expect(await alertsOf(data)).toEqual([]);
      await stop(again);
    },
    testMsMax,
  );
});
