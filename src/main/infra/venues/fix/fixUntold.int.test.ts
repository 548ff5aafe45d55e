/** Orders that work while the numbers of the session begin anew: nothing of what happened then comes by itself. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { freshId } from '../testing/venueHarness.ts';
import { tags, valueOf, type Field } from './codec/fixMessage.ts';
import { executionReport } from './testing/executionReport.ts';
import { FixTestBed, type FixDesk } from './testing/fixTestBed.ts';
import { sampleTerms } from './testing/sampleTerms.ts';
import type { ScriptedVenue } from './testing/scriptedVenue.ts';

let bed: FixTestBed;
let venue: ScriptedVenue;
let port: number;

beforeEach(async () => {
  bed = new FixTestBed();
  ({ venue, port } = await bed.scripted());
});

afterEach(() => bed.dispose());

const connect = (capabilities = {}, change = {}): Promise<FixDesk> =>
  bed.connect({ port, targetCompId: 'VENUE', resetOnLogon: true, capabilities, ...change });

const report = (clOrdId: string, change: readonly Field[] = []): readonly Field[] =>
  executionReport(clOrdId, [[tags.cumQty, '0'], ...change]);

async function working(desk: FixDesk): Promise<ReturnType<typeof freshId>> {
  const id = freshId();
  const answer = desk.venue.submit(sampleTerms({ timeInForce: 'GTC' }), id, neverAborted);
  await venue.hears('D', venue.of('D').length + 1);
  venue.say('8', report(id));
  await answer;
  return id;
}

/** Both sides begin at 1 on the next connection. */
async function beginAnew(desk: FixDesk): Promise<void> {
  const connections = desk.listener.connections + 1;
  venue.nextOut = 1;
  venue.cut();
  await desk.listener.until('the new connection', () => desk.listener.connections >= connections);
}

const open = async (desk: FixDesk) => desk.venue.listOpenOrders(neverAborted);
const untold = { untold: { from: expect.any(Number), until: expect.any(Number) } };

describe('an order that worked when the numbers began anew', () => {
  test('is untold until the venue counts its fills, also after a restart, with the same words', async () => {
    const desk = await connect();
    const [first, second] = [await working(desk), await working(desk)];
    expect((await open(desk)).filter((record) => record.untold !== undefined)).toEqual([]);
    await beginAnew(desk);
    const before = await open(desk);
    expect(before).toMatchObject([
      { clientOrderId: first, ...untold },
      { clientOrderId: second, ...untold },
    ]);
    expect(await desk.venue.queryOrder(first, neverAborted)).toEqual(before[0]);
    expect(venue.of('H')).toEqual([]);

    await desk.venue.close();
    const restarted = bed.make({ port, targetCompId: 'VENUE', resetOnLogon: true });
    bed.onEnd(() => restarted.venue.close());
    // As it was read back, before the numbers begin anew once more.
    venue.isPolite = false;
    const connected = restarted.venue.connect(restarted.listener, 10_000);
    await venue.hears('A', 3);
    venue.nextOut = 1;
    venue.isPolite = true;
    venue.say('A', [
      [tags.encryptMethod, '0'],
      [tags.heartBtInt, '30'],
    ]);
    expect(await connected).toEqual({ ok: true });
    const after = await open(restarted);
    expect(after[0]?.untold?.from).toBe(before[0]?.untold?.from);
    expect(after[0]?.untold?.until).toBeGreaterThan(before[0]?.untold?.until ?? Infinity);

    const fill: readonly Field[] = [
      [tags.execType, 'F'],
      [tags.ordStatus, '1'],
      [tags.execId, 'F1'],
      [tags.lastQty, '4'],
      [tags.lastPx, '1400'],
    ];
    venue.say('8', report(first, [...fill, [tags.cumQty, '4']]));
    await restarted.listener.untilFilled(first, decimal('4'));
    const [told, still] = await open(restarted);
    expect(told).not.toHaveProperty('untold');
    expect(still).toMatchObject({ clientOrderId: second, ...untold });
  });

  test('is asked for where the venue answers, and what it counts is the record', async () => {
    const desk = await connect({ statusRequest: true });
    const [filled, gone, rests] = [await working(desk), await working(desk), await working(desk)];
    await beginAnew(desk);
    const asked = [filled, gone, rests].map((id) => desk.venue.queryOrder(id, neverAborted));
    await venue.hears('H', 3);
    // The session answers a TestRequest before the application answers a question.
    const says = (id: string, ordStatus: string, cumQty: string): readonly Field[] =>
      report(id, [
        [tags.execType, 'I'],
        [tags.execId, '0'],
        [tags.ordStatus, ordStatus],
        [tags.cumQty, cumQty],
      ]);
    venue.say('8', says(filled, '2', '10'));
    venue.say('8', says(gone, '8', '0'));
    venue.say('8', says(rests, '0', '0'));
    const [one, two, three] = await Promise.all(asked);
    expect(one).toMatchObject({ status: 'filled', filledQuantity: decimal('10') });
    // It had the order and does not know it any more: that is no rejection.
    expect(two).toBeUndefined();
    expect(three).toMatchObject({ status: 'accepted' });
    expect(three).not.toHaveProperty('untold');
    expect(desk.listener.reports.filter(({ type }) => type === 'rejected')).toEqual([]);
    expect((await open(desk)).map(({ clientOrderId }) => clientOrderId)).toEqual([rests]);
  });

  test('stays untold where the venue refuses the question', async () => {
    const desk = await connect({ statusRequest: true });
    const id = await working(desk);
    await beginAnew(desk);
    const asked = desk.venue.queryOrder(id, neverAborted);
    const question = await venue.hears('H');
    venue.say('j', [
      [tags.refSeqNum, valueOf(question, tags.msgSeqNum) ?? ''],
      [tags.refMsgType, 'H'],
      [tags.businessRejectReason, '3'],
    ]);
    expect(await asked).toMatchObject(untold);
  });

  test('is told by a whole list, and missing where the list lacks it', async () => {
    const desk = await connect({ massStatus: true });
    const [rests, gone] = [await working(desk), await working(desk)];
    await beginAnew(desk);
    const listed = open(desk);
    const request = await venue.hears('AF');
    const listId = valueOf(request, tags.massStatusReqId) ?? '';
    venue.say(
      '8',
      report(rests, [
        [tags.execType, 'I'],
        [tags.massStatusReqId, listId],
        [tags.totNumReports, '1'],
        [tags.lastRptRequested, 'Y'],
      ]),
    );
    const records = await listed;
    expect(records).toMatchObject([{ clientOrderId: rests }]);
    expect(records[0]).not.toHaveProperty('untold');
    expect(await desk.venue.queryOrder(gone, neverAborted)).toBeUndefined();
  });
});

describe('a new connection under the numbers that went on', () => {
  test('leaves nothing untold', async () => {
    const desk = await connect({}, { resetOnLogon: false });
    const id = await working(desk);
    venue.cut();
    await desk.listener.until('the new connection', () => desk.listener.connections === 2);
    const [record] = await open(desk);
    expect(record).toMatchObject({ clientOrderId: id });
    expect(record).not.toHaveProperty('untold');
  });
});
