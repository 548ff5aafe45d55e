/** 16: what is asked for while the session is down. Cancels wait, and leave first; orders and amends do not wait. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { epochMicros, formatMicros } from '../../../../shared/kernel/time.ts';
import { systemClock } from '../../clock/systemClock.ts';
import { freshId } from '../testing/venueHarness.ts';
import { msgTypeOf, tags, valueOf, type Field } from './codec/fixMessage.ts';
import { executionReport } from './testing/executionReport.ts';
import { FixTestBed, type FixDesk } from './testing/fixTestBed.ts';
import { sampleTerms } from './testing/sampleTerms.ts';
import type { ScriptedVenue } from './testing/scriptedVenue.ts';

let bed: FixTestBed;
let venue: ScriptedVenue;
let port: number;
let desk: FixDesk;

const report = (clOrdId: string, execType: string): readonly Field[] =>
  executionReport(clOrdId, [
    [tags.execId, `E-${clOrdId}-${execType}`],
    [tags.execType, execType],
    [tags.ordStatus, execType],
  ]);
const logon: readonly Field[] = [
  [tags.encryptMethod, '0'],
  [tags.heartBtInt, '30'],
];

beforeEach(async () => {
  bed = new FixTestBed();
  ({ venue, port } = await bed.scripted());
  desk = await bed.connect({ port, targetCompId: 'VENUE', capabilities: { replace: true } });
});

afterEach(() => bed.dispose());

async function working() {
  const clientOrderId = freshId();
  const answer = desk.venue.submit(sampleTerms(), clientOrderId, neverAborted);
  await venue.hears('D', venue.of('D').length + 1);
  venue.say('8', report(clientOrderId, '0'));
  await answer;
  return { clientOrderId, symbol: sampleTerms().symbol };
}

/** Cuts the connection. The venue answers the next Logon only when it is told to. */
async function cut(): Promise<void> {
  venue.isPolite = false;
  const attempts = venue.of('A').length;
  venue.cut();
  await venue.hears('A', attempts + 1);
}

const cancel = (request: Awaited<ReturnType<typeof working>>): Promise<unknown> =>
  desk.venue.cancel(request, neverAborted).then(
    () => 'sent',
    (error: unknown) => error,
  );
const waits = { failure: 'not_connected', sent: true, message: expect.stringContaining('the cancel waits') };

function logOn(): void {
  venue.isPolite = true;
  venue.say('A', logon);
}

describe('16: while the session is down', () => {
  test('cancels wait, and leave once, before what is sent on the new connection, with the time of then', async () => {
    const [first, second] = [await working(), await working()];
    await cut();
    expect(await cancel(first)).toMatchObject(waits);
    expect(await cancel(second)).toMatchObject(waits);
    expect(await cancel(second)).toMatchObject(waits);
    const before = venue.heard.length;
    logOn();
    await desk.listener.until('the new connection', () => desk.listener.connections === 2);
    // Whoever asks again because it had to wait does not make a second one of it.
    expect(await cancel(first)).toBe('sent');
    const third = await working();
    const sent = venue.heard.slice(before).filter((message) => !'015A'.includes(msgTypeOf(message)));
    expect(
      sent.map((message) => `${msgTypeOf(message)} ${valueOf(message, tags.origClOrdId) ?? ''}`),
    ).toEqual([`F ${first.clientOrderId}`, `F ${second.clientOrderId}`, 'D ']);
    // Whoever asks once more is heard.
    expect(await cancel(first)).toBe('sent');
    expect(await cancel(third)).toBe('sent');
    await venue.hears('F', 4);
  });

  test('a cancel is not sent of an order that has ended meanwhile', async () => {
    const order = await working();
    await cut();
    expect(await cancel(order)).toMatchObject(waits);
    // The end was missed, and comes again after the Logon.
    const missed = venue.nextOut++;
    logOn();
    await venue.hears('2');
    const header: readonly Field[] = [
      [tags.possDupFlag, 'Y'],
      [tags.origSendingTime, '20200101-00:00:00'],
    ];
    venue.say('8', report(order.clientOrderId, 'C'), missed, header);
    venue.say(
      '4',
      [
        [tags.gapFillFlag, 'Y'],
        [tags.newSeqNo, String(venue.nextOut)],
      ],
      missed + 1,
      header,
    );
    const refused = await desk.listener.heard('cancel_rejected', order.clientOrderId);
    expect(refused).toMatchObject({ code: 'too_late' });
    expect(venue.of('F')).toEqual([]);
  });

  test('outside the hours of the schedule, each says when the next session begins', async () => {
    await desk.venue.close();
    const clock = systemClock();
    let aheadMicros = 0;
    const now = () => epochMicros(clock.now() + aheadMicros);
    const hourMicros = 3_600_000_000;
    const timeOfDay = (hours: number) => formatMicros(epochMicros(now() + hours * hourMicros)).slice(11, 16);
    const schedule = { timeZone: 'UTC', start: timeOfDay(-2), end: timeOfDay(2) };
    desk = await bed.connect({
      port,
      targetCompId: 'VENUE',
      capabilities: { replace: true },
      schedule,
      clock: { ...clock, now },
    });
    const order = await working();
    aheadMicros = 3 * hourMicros;
    await desk.listener.until('the end of the session', () => !desk.venue.connected);
    const message = expect.stringContaining(
      `the schedule has no session now; the next one begins at ${formatMicros(now()).slice(0, 4)}`,
    );
    expect(await cancel(order)).toMatchObject({ ...waits, message });
    const unsent = { failure: 'not_connected', sent: false, message };
    await expect(desk.venue.submit(sampleTerms(), freshId(), neverAborted)).rejects.toMatchObject(unsent);
    const change = { ...order, newClientOrderId: freshId(), quantity: decimal('5') };
    await expect(desk.venue.replace(change, neverAborted)).rejects.toMatchObject(unsent);
  });

  test('orders and amends are refused, and never leave', async () => {
    const order = await working();
    await cut();
    const unsent = { failure: 'not_connected', sent: false };
    await expect(desk.venue.submit(sampleTerms(), freshId(), neverAborted)).rejects.toMatchObject(unsent);
    const change = { ...order, newClientOrderId: freshId(), quantity: decimal('5') };
    await expect(desk.venue.replace(change, neverAborted)).rejects.toMatchObject(unsent);
    logOn();
    await desk.listener.until('the new connection', () => desk.listener.connections === 2);
    await desk.venue.ping(neverAborted);
    expect([venue.of('D').length, venue.of('G').length]).toEqual([1, 0]);
  });
});
