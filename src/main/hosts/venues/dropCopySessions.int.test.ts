/** A desk with a drop copy, whose every word is written here: what people see of its session, and how they release it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { tags } from '../../infra/venues/fix/codec/fixMessage.ts';
import { ScriptedVenue } from '../../infra/venues/fix/testing/scriptedVenue.ts';
import { openedOn } from './testing/operatedDesk.ts';
import { operator, reportOf } from './testing/scriptedRuntime.ts';

const exec = 'exec' as VenueId;

async function opened() {
  const [orders, copies] = [new ScriptedVenue(), new ScriptedVenue()];
  const address = { host: '127.0.0.1', port: await copies.listen() };
  onTestFinished(() => copies.close());
  const session = { beginString: 'FIX.4.4', senderCompId: 'DESK', targetCompId: 'VENUE' };
  const opening = await openedOn(orders, { dropCopy: { ...address, ...session } });
  await copies.hears('1');
  return { ...opening, orders, copies };
}

describe.skipIf(process.platform === 'win32')('the session of a drop copy', () => {
  test('is shown with its numbers, its messages and those about one order, and compared with the log of the venue', async () => {
    const { folder, api, desk, copies } = await opened();
    const order = '01920000-0000-8000-8000-000000000001';
    const execution = [
      [tags.lastQty, '4'],
      [tags.lastPx, '1400'],
    ] as const;
    copies.say('8', reportOf(order, '1', execution));
    // Amended: the venue copies what it reports under the new id.
    copies.say('8', reportOf(`${order}-r1`, '2', execution));
    copies.say('8', reportOf('another-order', '2', execution));
    await vi.waitFor(async () => {
      const page = await api.queryFixMessages({ venue: 'exec', session: 'drop_copy', limit: 10 });
      expect(page.ok && page.value.messages.filter(({ msgType }) => msgType === '8')).toHaveLength(3);
    });
    const about = await api.queryFixMessages({
      venue: 'exec',
      session: 'drop_copy',
      orderId: order,
      limit: 10,
    });
    expect(about.ok && about.value.messages.map(({ kind, msgType }) => `${kind} ${msgType}`)).toEqual([
      'taken 8',
      'taken 8',
    ]);
    const readable = await desk('fix-messages', 'exec', '--drop-copy', '--no-heartbeats');
    expect(readable.stdout).toContain('Logon (sent)');
    expect(readable.stdout).toContain('ExecutionReport (taken)');
    expect((await desk('fix-messages', 'exec', '--raw')).stdout).not.toContain('|35=8|');
    const status = await desk('status');
    expect(status.stdout).toMatch(/^ +drop copy up, last message \d+ s ago/m);
    expect(status.stdout).toMatch(/^ +drop copy's next number out \d+, expected in \d+$/m);

    const log = join(folder, 'venue.log');
    writeFileSync(log, copies.heard.map(({ raw }) => raw).join('\n') + copies.said.join('\n'), 'latin1');
    expect(await desk('fix-compare', 'exec', log, '--drop-copy')).toMatchObject({ code: 0 });
  });

  test('is held beside the session of orders, with an alert of its own, and released by itself', async () => {
    const { runtime, api, desk, orders, copies } = await opened();
    const reason = 'the venue has set its number';
    const release = () => desk('fix-release', 'exec', '--drop-copy', '--reason', reason);
    expect(await release()).toMatchObject({ code: 1, stderr: expect.stringContaining('session_not_held') });
    const hold = async (venue: ScriptedVenue) => {
      venue.isPolite = false;
      venue.cut();
      await venue.hears('A', 2);
      venue.say('5', [[tags.text, 'MsgSeqNum too low, expecting 40']]);
    };
    await hold(orders);
    await hold(copies);
    const held = () => runtime.engine.alerts.open().filter(({ kind }) => kind === 'fix_session');
    await vi.waitFor(() => expect(held()).toHaveLength(2), 20_000);
    expect((await desk('status')).stdout).toMatch(/drop copy held until somebody releases it.*40/);
    copies.isPolite = true;
    expect(await release()).toMatchObject({
      code: 0,
      stdout: "the FIX session of exec's drop copy logs on again\n",
    });
    await vi.waitFor(() => expect(runtime.fixes.get(exec)?.dropCopy?.session().phase).toBe('logged_on'));
    // That of orders waits for its own release.
    await vi.waitFor(() => expect(held().map(({ message }) => message)).toHaveLength(1), 20_000);
    expect(held()[0]?.message).toContain('the FIX session of venue exec is held');
    expect(runtime.fixes.get(exec)?.session().phase).toBe('held');
    await runtime.engine.settled();
    const events = await api.queryEvents({ types: ['FixSessionReleased'], limit: 10 });
    expect(events.ok && events.value.events).toMatchObject([
      { actor: operator, data: { venue: 'exec', session: 'drop_copy', reason } },
    ]);
    orders.isPolite = true;
    await desk('fix-release', 'exec', '--reason', reason);
    await vi.waitFor(() => expect(held()).toEqual([]), 20_000);
  });

  test('is refused by its name where the venue has none', async () => {
    const { api, desk } = await openedOn(new ScriptedVenue());
    expect(await api.queryFixMessages({ venue: 'exec', session: 'drop_copy', limit: 1 })).toMatchObject({
      ok: false,
      fault: {
        code: 'venue_without_drop_copy',
        message: 'venue exec has no drop copy in the configuration',
      },
    });
    expect(await desk('fix-release', 'exec', '--drop-copy', '--reason', 'a try')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('venue_without_drop_copy'),
    });
    expect(await desk('fix-messages', 'exec', '--drop-copy')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('store_missing'),
    });
  });
});
