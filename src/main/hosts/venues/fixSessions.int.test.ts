/** A desk on a venue whose every word is written here: what people see of its FIX session, and how they release it. */
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { tags, valueOf } from '../../infra/venues/fix/codec/fixMessage.ts';
import { ScriptedVenue } from '../../infra/venues/fix/testing/scriptedVenue.ts';
import { WindowKeyStore } from '../worker/windowKeyStore.ts';
import { folderOf, openedIn, openedOn } from './testing/operatedDesk.ts';
import { operator } from './testing/scriptedRuntime.ts';

const exec = 'exec' as VenueId;

const logout = (venue: ScriptedVenue, text: string): void => venue.say('5', [[tags.text, text]]);

describe.skipIf(process.platform === 'win32')('the FIX session of a desk', () => {
  test('judges orders by the market data of their venue, and says so, until it is refused', async () => {
    const venue = new ScriptedVenue();
    const capabilities = { orderTypes: ['limit'], timesInForce: ['DAY'], marketData: true };
    const { runtime, desk } = await openedOn(venue, { capabilities });
    const order = ['dry-run', '--symbol', 'SPX', '--side', 'buy', '--quantity', '10', '--type', 'limit'];
    expect((await desk(...order, '--limit', '1400')).stdout).toContain('price    1400: fixed price\n');
    const request = await venue.hears('V');
    venue.say('W', [
      [tags.mdReqId, valueOf(request, tags.mdReqId) ?? ''],
      [tags.symbol, 'SPX'],
      [tags.noMdEntries, '2'],
      [tags.mdEntryType, '0'],
      [tags.mdEntryPx, '1500'],
      [tags.mdEntryType, '1'],
      [tags.mdEntryPx, '1501'],
    ]);
    await vi.waitFor(() => expect(runtime.engine.markets.reference(ids.symbol('SPX'))?.source).toBe('exec'));
    const judged = await desk(...order, '--limit', '1600');
    expect(judged.code).toBe(1);
    expect(judged.stdout).toMatch(/^price {4}1500\.5: exec, \d+\.\d s old$/m);
    expect(judged.stdout).toContain('refused  price_collar');
    expect((await desk('status')).stdout).toMatch(/^price {7}SPX 1500\.5: exec, \d+\.\d s old$/m);
    venue.say('Y', [
      [tags.mdReqId, valueOf(request, tags.mdReqId) ?? ''],
      [tags.mdReqRejReason, '3'],
    ]);
    await vi.waitFor(() =>
      expect(runtime.engine.alerts.open()).toMatchObject([
        { kind: 'market_data_refused', venue: ids.venue('exec') },
      ]),
    );
  });

  test('shows its state, and the messages of one order, to a command and to a window', async () => {
    const venue = new ScriptedVenue();
    const { runtime, api, desk } = await openedOn(venue, {
      tags: { newOrder: [{ tag: 9001, value: 'desk', name: 'OwnTag' }] },
    });
    const limit = { orderType: 'limit', limitPrice: '1400.25', timeInForce: 'DAY' };
    const signal = runtime.engine.intake.submit(sampleSignal('S-1', limit), { actor: operator });
    const order = await venue.hears('D');
    const orderId = valueOf(order, tags.clOrdId) ?? '';
    venue.say('8', [
      [tags.orderId, 'V-1'],
      [tags.clOrdId, orderId],
      [tags.execId, 'E-1'],
      [tags.execType, '0'],
      [tags.ordStatus, '0'],
      [tags.symbol, 'SPX'],
      [tags.side, '1'],
      [9001, 'own tag'],
    ]);
    await signal.outcome;
    await runtime.engine.settled();
    const page = await api.queryFixMessages({
      venue: ids.venue('exec'),
      session: 'orders',
      orderId,
      limit: 10,
    });
    expect(page).toMatchObject({
      ok: true,
      value: {
        more: false,
        tagNames: { 9001: 'OwnTag' },
        messages: [
          { direction: 'in', kind: 'taken', msgType: '8' },
          { direction: 'out', kind: 'sent', msgType: 'D', raw: order.raw },
        ],
      },
    });
    const status = await api.getStatus({});
    expect(status.ok && status.value.venues[0]?.fixSession).toMatchObject({
      phase: 'logged_on',
      lastIn: { seqNum: expect.any(Number) },
      schedule: { timeZone: 'America/New_York', opensAt: expect.any(String), closesAt: expect.any(String) },
    });
    expect((await desk('status')).stdout).toMatch(
      /session logged on\n +next number out \d+, expected in \d+\n/,
    );

    const readable = await desk('fix-messages', 'exec', '--order', orderId);
    expect(readable.stdout).toContain('NewOrderSingle (sent)');
    expect(readable.stdout).toContain('OrdStatus=0 (new)');
    expect(readable.stdout).toContain('OwnTag=own tag');
    const raw = await desk('fix-messages', 'exec', '--order', orderId, '--raw');
    expect(raw.stdout.split('\n')[0]).toBe(order.raw.replaceAll(String.fromCharCode(1), '|'));
    const quiet = await desk('fix-messages', 'exec', '--no-heartbeats');
    expect(quiet.stdout).toContain('Logon (sent)');
    expect(quiet.stdout).not.toContain('Heartbeat (');
    const newest = await desk('fix-messages', 'exec', '--limit', '1', '--json');
    expect(newest.json()).toMatchObject([{ type: 'fix-messages', venue: ids.venue('exec'), more: true }]);
    expect(newest.stderr).toContain('older messages');
    expect(await desk('fix-messages', 'other')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('store_missing'),
    });
    expect(await desk('fix-messages', 'exec', '--limit', '501')).toMatchObject({ code: 2 });
  });

  test('is released by a command when it is held, and only then', async () => {
    const venue = new ScriptedVenue();
    const { runtime, api, desk } = await openedOn(venue);
    const release = () => desk('fix-release', 'exec', '--reason', 'the venue has set its number');
    expect(await release()).toMatchObject({ code: 1, stderr: expect.stringContaining('session_not_held') });
    const unknown = { ok: false, fault: { code: 'venue_unknown' } };
    expect(
      await api.queryFixMessages({ venue: ids.venue('other'), session: 'orders', limit: 1 }),
    ).toMatchObject(unknown);
    expect(
      await api.releaseFixSession({ venue: ids.venue('other'), session: 'orders', reason: 'a wrong name' }),
    ).toMatchObject(unknown);
    venue.isPolite = false;
    venue.cut();
    await venue.hears('A', 2);
    logout(venue, 'MsgSeqNum too low, expecting 40');
    await until(async () => (await phase()) === 'held');
    const { connections } = venue;
    expect((await desk('status')).stdout).toContain('session held until somebody releases it: ');
    expect(runtime.engine.alerts.open().map(({ kind }) => kind)).toContain('fix_session');

    venue.isPolite = true;
    expect(await release()).toMatchObject({ code: 0, stdout: 'the FIX session of exec logs on again\n' });
    await until(async () => (await phase()) === 'logged_on');
    expect(venue.connections).toBe(connections + 1);
    await vi.waitFor(() => expect(runtime.engine.alerts.open()).toEqual([]), 20_000);
    await runtime.engine.settled();
    const events = await api.queryEvents({ types: ['FixSessionReleased'], limit: 10 });
    expect(events.ok && events.value.events).toMatchObject([
      { actor: operator, data: { venue: ids.venue('exec'), reason: 'the venue has set its number' } },
    ]);

    async function phase() {
      const status = await api.getStatus({});
      return status.ok ? status.value.venues[0]?.fixSession?.phase : undefined;
    }
  });

  test('takes a password for its Logon from the window, which nobody is shown', async () => {
    const venue = new ScriptedVenue();
    const folder = await folderOf(venue, { username: 'ada', passwordKey: 'exec' });
    const fault = { code: 'key_store_unusable', message: 'there is no keyring' };
    let broken = true;
    const store = new WindowKeyStore((message) => {
      if (message.type !== 'password-wanted' && message.type !== 'password-given') return;
      const { requestId, type } = message;
      const said = type === 'password-wanted' ? { password: 'before' } : broken ? { fault } : {};
      queueMicrotask(() => store.answered({ type: 'password-answered', requestId, ...said }));
    });
    const { runtime, api } = await openedIn(folder, store);
    expect(valueOf(await venue.hears('A'), tags.password)).toBe('before');
    expect(runtime.fixes.get(exec)?.session().passwordKept).toBe(true);
    const reason = 'the broker sent it';
    const keep = (password: string, of = 'exec') => api.keepFixPassword({ venue: of, password, reason });
    expect(await keep('hunter2', 'other')).toMatchObject({ ok: false, fault: { code: 'venue_unknown' } });
    expect(await keep('hunter2')).toEqual({ ok: false, fault });
    expect(await keep('hunter2\u0001554=x')).toMatchObject({ fault: { code: 'password_unusable' } });
    broken = false;
    expect(await keep('hunter2')).toMatchObject({ ok: true });
    venue.cut();
    expect(valueOf(await venue.hears('A', 2), tags.password)).toBe('hunter2');
    await runtime.engine.settled();
    const all = await api.queryEvents({ limit: 500 });
    const given = all.ok ? all.value.events.filter(({ type }) => type === 'FixPasswordKept') : [];
    expect(given).toMatchObject([{ actor: operator, data: { venue: ids.venue('exec'), reason } }]);
    const shown = [
      all,
      await api.getStatus({}),
      await api.queryFixMessages({ venue: ids.venue('exec'), session: 'orders', limit: 10 }),
    ];
    expect(JSON.stringify(shown)).not.toContain('hunter2');
  });

  test('takes no password where the configuration names no key', async () => {
    const { api, runtime } = await openedOn(new ScriptedVenue());
    expect(runtime.fixes.get(exec)?.session()).not.toHaveProperty('passwordKept');
    expect(
      await api.keepFixPassword({ venue: ids.venue('exec'), password: 'hunter2', reason: 'a try' }),
    ).toEqual({
      ok: false,
      fault: { code: 'no_password_key', message: 'venue exec has no passwordKey in the configuration' },
    });
  });

  test.each(['removed', 'empty', 'an older copy'])(
    'is held when its record is %s, and begins with the numbers of that record only when it is released',
    async (what) => {
      const venue = new ScriptedVenue();
      const folder = await folderOf(venue);
      const record = join(folder, 'fix-exec.db');
      const before = await openedIn(folder);
      await before.runtime.close('a copy is made');
      copyFileSync(record, join(folder, 'copy.db'));
      const after = await openedIn(folder);
      await after.runtime.close('the record is lost');
      if (what === 'removed') rmSync(record);
      else if (what === 'empty') writeFileSync(record, '');
      else copyFileSync(join(folder, 'copy.db'), record);

      const { runtime, desk } = await openedIn(folder);
      const session = () => runtime.fixes.get(exec)?.session();
      expect(session()).toMatchObject({
        phase: 'held',
        why: expect.stringContaining('its record is not the one that the desk has written'),
      });
      expect((await desk('alerts')).stdout).toContain('executions may be missing here');
      expect(venue.connections).toBe(2);
      venue.nextOut = session()?.nextIn ?? 1;
      await desk('fix-release', 'exec', '--reason', 'the venue has set its number');
      await until(async () => Promise.resolve(session()?.phase === 'logged_on'));
    },
  );
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 10_000, interval: 20 });
}
