/** The session of a drop copy over a real socket: what it tells, once, over gaps and restarts. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Scheduler } from '../../../../engine/ports.ts';
import { nodeScheduler } from '../../../clock/nodeScheduler.ts';
import { msgTypeOf, tags, type BeginString, type Field } from '../codec/fixMessage.ts';
import { openCopy, type CopyDesk } from '../testing/copyDesk.ts';
import { FixTestBed } from '../testing/fixTestBed.ts';
import { report } from '../testing/orderReports.ts';
import type { ScriptedVenue } from '../testing/scriptedVenue.ts';

let bed: FixTestBed;
let venue: ScriptedVenue;
let port: number;

beforeEach(async () => {
  bed = new FixTestBed();
  ({ venue, port } = await bed.scripted());
});

afterEach(() => bed.dispose());

function open(beginString: BeginString = 'FIX.4.4'): CopyDesk {
  venue.beginString = beginString;
  return openCopy(bed, { port, beginString });
}

const up = (desk: CopyDesk) =>
  vi.waitFor(() => expect(desk.session.state()).toMatchObject({ connected: true }), 20_000);
const heard = (desk: CopyDesk, expected: readonly string[]) =>
  vi.waitFor(() => expect(desk.heard()).toEqual(expected), 20_000);
const trade = (id: string, change = {}): readonly Field[] =>
  report({ 17: id, 150: 'F', 39: '1', 32: '4', 31: '1400', ...change });

test('it tells trades, busts and corrections, keeps them over a restart, and sends nothing but the session', async () => {
  const desk = open();
  await up(desk);
  venue.say('8', report({ 17: 'E0' }));
  venue.say('8', trade('E1'));
  venue.say('8', trade('E2', { 150: 'G', 19: 'E1', 31: '1399' }));
  venue.say('8', report({ 17: 'E3', 150: 'H', 19: 'E2', 39: '0' }));
  const all = ['C1 E1  buy SPX 4@1400', 'C1 E2 E1 buy SPX 4@1399', 'C1 E2  buy SPX 0@0'];
  await heard(desk, all);
  await desk.session.close();
  const again = open();
  expect(again.before).toEqual(all);
  await up(again);
  expect(again.heard()).toEqual([]);
  expect(new Set(venue.heard.map(msgTypeOf))).toEqual(new Set(['A', '1', '5']));
  expect([...desk.notices, ...again.notices]).toEqual([]);
});

test('it is not up while messages are missing, asks for them, and tells each once', async () => {
  const desk = open();
  await up(desk);
  venue.say('8', trade('E1'));
  await heard(desk, ['C1 E1  buy SPX 4@1400']);
  venue.cut();
  const missed = venue.nextOut++;
  await venue.hears('2');
  expect(desk.session.state().connected).toBe(false);
  const late = [
    [43, 'Y'],
    [122, '20260101-00:00:00.000'],
  ] as const;
  venue.say('8', trade('E2'), missed, late);
  venue.say(
    '4',
    [
      [123, 'Y'],
      [36, String(venue.nextOut)],
    ],
    missed + 1,
    late,
  );
  await heard(desk, ['C1 E1  buy SPX 4@1400', 'C1 E2  buy SPX 4@1400']);
  venue.say('8', trade('E2'), missed, late);
  await up(desk);
  expect(desk.heard()).toHaveLength(2);
});

test('it reads FIX 4.2, and tells a person of a trade that it can not read', async () => {
  const desk = open('FIX.4.2');
  await up(desk);
  venue.say('8', trade('E1', { 20: '0', 150: '1' }));
  venue.say('8', trade('E2', { 20: '2', 150: '1', 19: 'E1', 32: '3' }));
  venue.say('8', trade('E3', { 20: '0', 150: '1', 31: undefined }));
  await heard(desk, ['C1 E1  buy SPX 4@1400', 'C1 E2 E1 buy SPX 3@1400']);
  await vi.waitFor(() => expect(desk.notices).toMatchObject([{ kind: 'fact' }]), 20_000);
});

test('it connects again at once each time that it was sound, and waits longer only where it was not', async () => {
  const scheduler = nodeScheduler();
  const pauses: number[] = [];
  const after: Scheduler['after'] = (ms, callback) => {
    pauses.push(ms);
    return scheduler.after(ms, callback);
  };
  const desk = openCopy(bed, { port, scheduler: { ...scheduler, after } });
  for (let cuts = 1; cuts <= 3; cuts++) {
    await up(desk);
    venue.cut();
    await venue.until('the loss', () => venue.connections === cuts + 1);
  }
  await up(desk);
  expect(pauses).toEqual([200, 200, 200]);
});

test('it tells a person of what the venue does not send again, until that has come', async () => {
  const desk = open();
  await up(desk);
  const missed = venue.nextOut++;
  venue.say('8', trade('E2'));
  await vi.waitFor(
    () => expect(desk.notices).toMatchObject([{ kind: 'lacking', session: 'drop_copy' }]),
    20_000,
  );
  expect(desk.notices[0]?.text).toContain(`the messages ${missed} to ${missed + 1} of its drop copy`);
  expect(desk.session.state().connected).toBe(false);
  const again = [
    [43, 'Y'],
    [122, '20260101-00:00:00.000'],
  ] as const;
  for (const [id, number] of [
    ['E1', missed],
    ['E2', missed + 1],
  ] as const) {
    venue.say('8', trade(id), number, again);
  }
  await up(desk);
  expect(desk.heard()).toEqual(['C1 E1  buy SPX 4@1400', 'C1 E2  buy SPX 4@1400']);
  expect(desk.over).toContain('lacking');
});

test('it is held where the venue expects other numbers, says so, and tries again only when it is released', async () => {
  const desk = open();
  await up(desk);
  venue.isPolite = false;
  venue.cut();
  await venue.hears('A', 2);
  venue.say('5', [[tags.text, 'MsgSeqNum too low, expecting 40']]);
  await vi.waitFor(() => expect(desk.notices).toMatchObject([{ kind: 'held' }]), 20_000);
  expect(desk.notices[0]?.text).toContain('the session of the drop copy of venue exec is held');
  expect(desk.session.snapshot().phase).toBe('held');
  venue.isPolite = true;
  expect(desk.session.release()).toEqual({ ok: true, value: undefined });
  await up(desk);
  expect(desk.over).toContain('held');
  expect(desk.session.release()).toMatchObject({ ok: false, error: { code: 'session_not_held' } });
});
