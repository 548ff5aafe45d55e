/** The venue over a real socket, against a venue whose every word is written here. Named by the scenarios' numbers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAbortSource, neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { epochMicrosFromMillis } from '../../../../shared/kernel/time.ts';
import type { Clock } from '../../../engine/ports.ts';
import { systemClock } from '../../clock/systemClock.ts';
import { freshId } from '../testing/venueHarness.ts';
import { seqNumOf, tags, valueOf, type Field } from './codec/fixMessage.ts';
import { FixStore, openFixStore } from './store/fixStore.ts';
import { executionReport } from './testing/executionReport.ts';
import { FixTestBed, type FixDesk } from './testing/fixTestBed.ts';
import { sampleTerms } from './testing/sampleTerms.ts';
import type { ScriptedVenue } from './testing/scriptedVenue.ts';

let bed: FixTestBed;
let venue: ScriptedVenue;
let port: number;

const connect = (capabilities = {}): Promise<FixDesk> =>
  bed.connect({ port, targetCompId: 'VENUE', capabilities });

const fill = (clOrdId: string): readonly Field[] =>
  executionReport(clOrdId, [
    [tags.execType, 'F'],
    [tags.ordStatus, '2'],
    [tags.lastQty, '10'],
    [tags.lastPx, '1400'],
  ]);

/** The wall clock of both sides, so far ahead of the machine's. */
function clockAhead(aheadMs: () => number): Clock {
  const real = systemClock();
  venue.now = () => Date.now() + aheadMs();
  return {
    ...real,
    monotonicMs: () => real.monotonicMs(),
    now: () => epochMicrosFromMillis(venue.now()),
  };
}

beforeEach(async () => {
  bed = new FixTestBed();
  ({ venue, port } = await bed.scripted());
});

afterEach(() => bed.dispose());

/** An order on its way to the venue, of which the venue says nothing. */
async function sentOrder(desk: FixDesk) {
  const id = freshId();
  const answer = desk.venue.submit(sampleTerms(), id, neverAborted);
  const settled = answer.then(
    (value) => value,
    (error: unknown) => error,
  );
  const order = await venue.hears('D', venue.of('D').length + 1);
  return { id, settled, seqNum: seqNumOf(order) ?? 0 };
}

describe('a venue that is called too fast', () => {
  test.each([
    [
      'j',
      [
        [tags.refMsgType, 'D'],
        [tags.businessRejectReason, '8'],
      ],
      'BusinessRejectReason 8',
    ],
    ['3', [[tags.text, 'Too many messages']], 'Too many messages'],
  ] as const)(
    'says so in a message %s, and the order is rejected with that',
    async (msgType, fields, words) => {
      const desk = await connect();
      const { settled, seqNum } = await sentOrder(desk);
      venue.say(msgType, [[tags.refSeqNum, String(seqNum)], ...fields]);
      expect(await settled).toMatchObject({ type: 'rejected', code: 'venue_throttled' });
      expect(desk.listener.throttles).toEqual([words]);
    },
  );

  test('says so of an order, of a cancel, and when it ends the session', async () => {
    const desk = await connect();
    const refused = await sentOrder(desk);
    const rejected: readonly Field[] = [
      [tags.execType, '8'],
      [tags.ordStatus, '8'],
      [tags.text, 'order rate'],
    ];
    venue.say('8', executionReport(refused.id, rejected));
    expect(await refused.settled).toMatchObject({
      type: 'rejected',
      code: 'venue_throttled',
      reason: 'order rate',
    });
    const working = await sentOrder(desk);
    venue.say('8', executionReport(working.id, []));
    await working.settled;
    await desk.venue.cancel({ clientOrderId: working.id, symbol: sampleTerms().symbol }, neverAborted);
    const cancel = await venue.hears('F');
    venue.say('9', [
      [tags.orderId, `V-${working.id}`],
      [tags.ordStatus, '0'],
      [tags.clOrdId, valueOf(cancel, tags.clOrdId) ?? ''],
      [tags.origClOrdId, working.id],
      [tags.cxlRejResponseTo, '1'],
      [tags.text, 'slow down'],
    ]);
    await desk.listener.until('the refused cancel', () =>
      desk.listener.about(working.id).some((one) => one.type === 'cancel_rejected'),
    );
    expect(desk.listener.about(working.id).at(-1)).toMatchObject({
      code: 'venue_throttled',
      reason: 'slow down',
    });
    venue.say('5', [[tags.text, 'too many messages']]);
    await desk.listener.until('the end', () => desk.listener.disconnections > 0);
    expect(desk.listener.throttles).toEqual([
      'order rate',
      'slow down',
      expect.stringContaining('too many messages'),
    ]);
  });
});

describe('resends', () => {
  test('2b: what was missed is asked for, and told in order', async () => {
    const desk = await connect();
    const { id, settled } = await sentOrder(desk);
    const missed = venue.nextOut++;
    venue.say('8', fill(id));
    const asked = await venue.hears('2');
    expect(valueOf(asked, tags.beginSeqNo)).toBe(String(missed));
    const header: readonly Field[] = [
      [tags.possDupFlag, 'Y'],
      [tags.origSendingTime, '20200101-00:00:00'],
    ];
    venue.say('8', executionReport(id, []), missed, header);
    venue.say('8', fill(id), missed + 1, header);
    await desk.listener.untilFilled(id, decimal('10'));
    expect(desk.listener.about(id).map(({ type }) => type)).toEqual(['accepted', 'filled']);
    expect(await settled).toMatchObject({ type: 'accepted' });
  });

  test('2b: while the venue does not send again what is missing, no order leaves, and a cancel does', async () => {
    let aheadMs = 0;
    const clock = { ...systemClock(), monotonicMs: () => performance.now() + aheadMs };
    const desk = await bed.connect({ port, targetCompId: 'VENUE', clock, heartbeatSeconds: 3_600 });
    const { id, settled } = await sentOrder(desk);
    venue.say('8', executionReport(id, []));
    await settled;
    const missed = venue.nextOut++;
    venue.say('8', fill(id));
    await venue.hears('2');
    await vi.waitFor(
      () => {
        aheadMs += 1_000;
        expect(desk.notices).toMatchObject([{ kind: 'lacking' }]);
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(desk.notices[0]?.text).toContain(`its messages ${missed} to `);
    const refused = desk.venue.submit(sampleTerms(), freshId(), neverAborted);
    await expect(refused).rejects.toMatchObject({ failure: 'refused', sent: false });
    await desk.venue.cancel({ clientOrderId: id, symbol: sampleTerms().symbol }, neverAborted);
    await venue.hears('F');
    expect(venue.of('D')).toHaveLength(1);

    const header: readonly Field[] = [
      [tags.possDupFlag, 'Y'],
      [tags.origSendingTime, '20200101-00:00:00'],
    ];
    venue.say(
      '4',
      [
        [tags.gapFillFlag, 'Y'],
        [tags.newSeqNo, String(missed + 1)],
      ],
      missed,
      header,
    );
    venue.say('8', fill(id), missed + 1, header);
    await desk.listener.untilFilled(id, decimal('10'));
    const again = desk.venue.submit(sampleTerms(), freshId(), neverAborted).catch((error: unknown) => error);
    await venue.hears('D', 2);
    venue.cut();
    expect(await again).toMatchObject({ failure: 'connection_lost' });
  });

  test('8: an order goes again on the connection that it left on', async () => {
    const desk = await connect();
    const { id, seqNum, settled } = await sentOrder(desk);
    venue.say('2', [
      [tags.beginSeqNo, String(seqNum)],
      [tags.endSeqNo, '0'],
    ]);
    const again = await venue.hears('D', 2);
    expect([tags.clOrdId, tags.msgSeqNum, tags.possDupFlag].map((tag) => valueOf(again, tag))).toEqual([
      id,
      String(seqNum),
      'Y',
    ]);
    expect(valueOf(again, tags.origSendingTime)).toBe(valueOf(venue.of('D')[0] ?? again, tags.sendingTime));
    venue.say('8', executionReport(id, []));
    expect(await settled).toMatchObject({ type: 'accepted' });
    // An order that has a report could become a second one: a gap fill takes its place.
    venue.say('2', [
      [tags.beginSeqNo, String(seqNum)],
      [tags.endSeqNo, String(seqNum)],
    ]);
    expect(valueOf(await venue.hears('4'), tags.msgSeqNum)).toBe(String(seqNum));
    expect(venue.of('D')).toHaveLength(2);
  });

  test.each([
    ['', 0],
    [', also where the clock was set back meanwhile', -600_000],
    [', also where the clock was set ahead meanwhile', 600_000],
  ])(
    '8: after a new connection a gap fill takes its place, and the order never arrived%s',
    async (_, stepMs) => {
      let aheadMs = 0;
      const desk = await bed.connect({ port, targetCompId: 'VENUE', clock: clockAhead(() => aheadMs) });
      const { id, seqNum, settled } = await sentOrder(desk);
      aheadMs = stepMs;
      venue.cut();
      expect(await settled).toMatchObject({ failure: 'connection_lost', sent: true });
      // The venue has not read the order: it asks for the number before it answers anything.
      venue.isPolite = false;
      await venue.hears('A', 2);
      venue.say('A', [
        [tags.encryptMethod, '0'],
        [tags.heartBtInt, '30'],
      ]);
      venue.say('2', [
        [tags.beginSeqNo, String(seqNum)],
        [tags.endSeqNo, '0'],
      ]);
      const gapFill = await venue.hears('4');
      expect([tags.msgSeqNum, tags.gapFillFlag].map((tag) => valueOf(gapFill, tag))).toEqual([
        String(seqNum),
        'Y',
      ]);
      venue.isPolite = true;
      for (const asked of venue.of('1').slice(1)) {
        venue.say('0', [[tags.testReqId, valueOf(asked, tags.testReqId) ?? '']]);
      }
      await desk.listener.until('the new connection', () => desk.listener.connections === 2);
      expect(venue.of('D')).toHaveLength(1);
      expect(await desk.venue.queryOrder(id, neverAborted)).toBeUndefined();
      // Now the same order may leave as a new message.
      const retried = desk.venue.submit(sampleTerms(), id, neverAborted);
      await venue.hears('D', 2);
      venue.say('8', executionReport(id, []));
      expect(await retried).toMatchObject({ type: 'accepted' });
    },
  );

  test('8: what was asked among messages that the venue lacks is asked again behind the gap fill', async () => {
    const desk = await connect();
    const { seqNum } = await sentOrder(desk);
    venue.isPolite = false;
    venue.cut();
    await venue.hears('A', 2);
    venue.say('A', [
      [tags.encryptMethod, '0'],
      [tags.heartBtInt, '30'],
    ]);
    await venue.hears('1', 2);
    venue.say('2', [
      [tags.beginSeqNo, String(seqNum)],
      [tags.endSeqNo, '0'],
    ]);
    const next = Number(valueOf(await venue.hears('4'), tags.newSeqNo));
    const behind = () => venue.of('1').find((message) => (seqNumOf(message) ?? 0) >= next);
    await venue.until('the question behind the gap fill', () => behind() !== undefined);
    // The venue has dropped the first question, as it came ahead of what it expected.
    venue.say('0', [[tags.testReqId, valueOf(behind() ?? { fields: [] }, tags.testReqId) ?? '']]);
    await desk.listener.until('the new connection', () => desk.listener.connections === 2);
    expect(desk.venue.connected).toBe(true);
    venue.isPolite = true;
  });

  test('an order that arrived and has no report is no answer, and no proof', async () => {
    const desk = await connect();
    const { id, settled } = await sentOrder(desk);
    venue.cut();
    await settled;
    await desk.listener.until('the new connection', () => desk.listener.connections === 2);
    await expect(desk.venue.queryOrder(id, neverAborted)).rejects.toMatchObject({ failure: 'refused' });
  });

  test('a status request finds it where the venue answers one', async () => {
    const desk = await connect({ statusRequest: true });
    const { id, settled } = await sentOrder(desk);
    venue.cut();
    await settled;
    await desk.listener.until('the new connection', () => desk.listener.connections === 2);
    const asked = desk.venue.queryOrder(id, neverAborted);
    await venue.hears('H');
    venue.say('8', executionReport(id, [[tags.execType, 'I']]));
    expect(await asked).toMatchObject({ clientOrderId: id, status: 'accepted' });
  });
});

describe('the wire', () => {
  test('2d: garbled messages between good ones count nothing', async () => {
    const desk = await connect();
    const { id, settled } = await sentOrder(desk);
    const good = venue.textOf('8', fill(id), venue.nextOut++);
    const bad = good.replace('31=1400', '31=1401');
    for (const character of bad + good) venue.sayText(character);
    await desk.listener.untilFilled(id, decimal('10'));
    expect(desk.listener.fills(id)[0]).toMatchObject({ price: decimal('1400') });
    expect(await settled).toMatchObject({ type: 'accepted' });
    expect(venue.connections).toBe(1);
  });

  test('13: an unasked Logout is answered, and the desk logs on again', async () => {
    const desk = await connect();
    venue.say('5', [[tags.text, 'end of day']]);
    await venue.hears('5');
    await desk.listener.until('the new connection', () => desk.listener.connections === 2);
    expect(seqNumOf(venue.of('A')[1] ?? venue.of('A')[0] ?? { fields: [] })).toBeGreaterThan(1);
  });

  test('a call that is aborted before its turn never leaves', async () => {
    const desk = await connect();
    const source = createAbortSource();
    const call = desk.venue.submit(sampleTerms(), freshId(), source.signal);
    source.cancel();
    await expect(call).rejects.toMatchObject({ failure: 'timeout', sent: false });
    await desk.venue.ping(neverAborted);
    expect(venue.of('D')).toEqual([]);
  });

  test('14: what the engine has no event for is a notice, also after a restart', async () => {
    const desk = await connect();
    const { id } = await sentOrder(desk);
    venue.say('8', fill(id));
    await desk.listener.untilFilled(id, decimal('10'));
    const stopped: readonly Field[] = [
      [tags.execType, '7'],
      [tags.execId, 'B1'],
    ];
    venue.say('8', executionReport(id, stopped));
    await desk.venue.ping(neverAborted);
    expect(desk.notices).toMatchObject([{ id: `${id}:B1`, kind: 'fact' }]);
    await desk.venue.close();
    expect((await connect()).notices).toMatchObject([{ id: `${id}:B1` }]);
  });

  test('a trade that is corrected and canceled is so in the record, live and after a restart', async () => {
    const desk = await connect();
    const { id } = await sentOrder(desk);
    venue.say('8', fill(id));
    const corrected: readonly Field[] = [
      [tags.execType, 'G'],
      [tags.ordStatus, '1'],
      [tags.execId, 'B1'],
      [tags.execRefId, `E-${id}`],
      [tags.lastQty, '8'],
      [tags.lastPx, '1399'],
    ];
    const canceled: readonly Field[] = [
      [tags.execType, 'H'],
      [tags.execId, 'B2'],
      [tags.execRefId, 'B1'],
    ];
    venue.say('8', executionReport(id, corrected));
    venue.say('8', executionReport(id, canceled));
    await desk.venue.ping(neverAborted);
    const types = ['accepted', 'filled', 'trade_corrected', 'trade_canceled'];
    expect(desk.listener.about(id).map(({ type }) => type)).toEqual(types);
    expect(desk.notices).toEqual([]);
    await desk.venue.close();
    const again = await connect();
    expect(await again.venue.queryOrder(id, neverAborted)).toMatchObject({ status: 'accepted' });
    expect(await again.venue.executions({ clientOrderId: id }, neverAborted)).toMatchObject([
      { executionId: 'B1', corrects: [`E-${id}`], quantity: decimal('0') },
    ]);
  });
});

test('numbers begin at 1 with each session of the schedule, and at no other time', async () => {
  let aheadMs = 0;
  const clock = clockAhead(() => aheadMs);
  const schedule = { timeZone: 'UTC', start: '00:00', end: '00:00' };
  const desk = await bed.connect({ port, targetCompId: 'VENUE', schedule, clock });
  venue.cut();
  await desk.listener.until('the second connection', () => desk.listener.connections === 2);
  expect(seqNumOf(await venue.hears('A', 2))).toBeGreaterThan(1);
  aheadMs = 86_400_000;
  const last = await venue.hears('5');
  venue.nextOut = 1;
  expect(valueOf(last, tags.text)).toBe('the session of the schedule is over');
  await desk.listener.until('the session of the next day', () => desk.listener.connections === 3);
  expect(seqNumOf(await venue.hears('A', 3))).toBe(1);
  expect(desk.notices).toEqual([]);
});

describe('the record', () => {
  const identity = { beginString: 'FIX.4.4', senderCompId: 'DESK', targetCompId: 'VENUE' };

  test('has every message before it leaves', async () => {
    const desk = await connect();
    const { id } = await sentOrder(desk);
    const store = openFixStore(join(bed.folder, 'DESK.db'), identity);
    if (!store.ok) throw new Error(store.error.message);
    const raws = [...store.value.messages()]
      .filter(({ direction }) => direction === 'out')
      .map(({ raw }) => raw);
    store.value.close();
    for (const { raw } of venue.heard) expect(raws).toContain(raw);
    expect(raws.some((raw) => raw.includes(id))).toBe(true);
  });

  test('that can not be written lets nothing leave, says so once, and the session begins again', async () => {
    const desk = await connect();
    const failing = vi.spyOn(FixStore.prototype, 'commit').mockImplementation(() => {
      throw new Error('the disk is full');
    });
    const lost = desk.venue.submit(sampleTerms(), freshId(), neverAborted);
    await expect(lost).rejects.toMatchObject({ failure: 'connection_lost', sent: false });
    await venue.until('a second attempt', () => venue.connections >= 2);
    failing.mockRestore();
    await desk.listener.until('the new session', () => desk.listener.connections === 2);
    expect(venue.of('D')).toEqual([]);
    expect(desk.notices).toMatchObject([
      { kind: 'fault', text: expect.stringContaining('the disk is full') },
    ]);
  });

  test('whose numbers can not be read holds the session, until they can and somebody releases it', async () => {
    const desk = await connect();
    expect(desk.venue.release()).toMatchObject({ ok: false, error: { code: 'session_not_held' } });
    const { nextOut, nextIn } = desk.venue.snapshot();
    const broken = (): never => {
      throw new Error('the disk is gone');
    };
    const unwritable = vi.spyOn(FixStore.prototype, 'commit').mockImplementation(broken);
    const unreadable = vi.spyOn(FixStore.prototype, 'numbers').mockImplementation(broken);
    const lost = desk.venue.submit(sampleTerms(), freshId(), neverAborted);
    await expect(lost).rejects.toMatchObject({ failure: 'connection_lost', sent: false });
    expect(desk.venue.snapshot()).toMatchObject({
      phase: 'held',
      why: expect.stringContaining('the disk is gone'),
    });
    expect(desk.notices).toMatchObject([
      { kind: 'held', text: expect.stringContaining('release the session') },
    ]);
    expect(desk.venue.release()).toMatchObject({ ok: false, error: { code: 'fix_record_unreadable' } });
    expect(desk.venue.snapshot().phase).toBe('held');
    unwritable.mockRestore();
    unreadable.mockRestore();
    expect(desk.venue.release()).toEqual({ ok: true, value: undefined });
    await desk.listener.until('the new session', () => desk.listener.connections === 2);
    const logon = venue.of('A').at(-1);
    expect(logon === undefined ? 0 : seqNumOf(logon)).toBe(nextOut);
    expect(desk.venue.snapshot().nextIn).toBeGreaterThan(nextIn);
  });

  test('that can not be read is refused, and stays as it is', () => {
    const path = join(bed.folder, 'broken.db');
    writeFileSync(path, 'no database, but something that somebody wants back');
    expect(openFixStore(path, identity)).toMatchObject({ ok: false, error: { code: 'store_foreign' } });
    expect(readFileSync(path, 'utf8')).toContain('somebody wants back');
  });

  test('of another session is refused', () => {
    const path = join(bed.folder, 'other.db');
    const first = openFixStore(path, identity);
    if (first.ok) first.value.close();
    const other = openFixStore(path, { ...identity, senderCompId: 'OTHER' });
    expect(other).toMatchObject({ ok: false, error: { code: 'fix_store_other_session' } });
  });
});
