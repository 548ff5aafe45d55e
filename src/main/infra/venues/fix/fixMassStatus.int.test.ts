/** The venue's own list of open orders (OrderMassStatusRequest), against a venue whose every word is written here. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAbortSource, neverAborted } from '../../../../shared/kernel/abortSignal.ts';
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

const connect = (capabilities = {}): Promise<FixDesk> =>
  bed.connect({ port, targetCompId: 'VENUE', capabilities: { massStatus: true, ...capabilities } });

const told = (clOrdId: string, change: readonly Field[] = []): readonly Field[] =>
  executionReport(clOrdId, [
    [tags.execId, '0'],
    [tags.execType, 'I'],
    [tags.orderQty, '10'],
    [tags.ordType, '2'],
    [tags.price, '1400'],
    ...change,
  ]);

/** An order that the venue has accepted. */
async function working(desk: FixDesk): Promise<ReturnType<typeof freshId>> {
  const id = freshId();
  const answer = desk.venue.submit(sampleTerms(), id, neverAborted);
  await venue.hears('D', venue.of('D').length + 1);
  venue.say(
    '8',
    told(id, [
      [tags.execType, '0'],
      [tags.execId, `E-${id}`],
    ]),
  );
  await answer;
  return id;
}

/** Asks for the list, and gives its id and what becomes of it. */
async function asked(desk: FixDesk, signal = neverAborted) {
  const listed = desk.venue.listOpenOrders(signal).then(
    (records) => ({ ids: records.map(({ clientOrderId }) => clientOrderId as string).toSorted(), records }),
    (error: unknown) => ({ error }),
  );
  const request = await venue.hears('AF', venue.of('AF').length + 1);
  expect(valueOf(request, tags.massStatusReqType)).toBe('7');
  const listId = valueOf(request, tags.massStatusReqId) ?? '';
  return {
    listed,
    part: (...more: readonly Field[]): readonly Field[] => [[tags.massStatusReqId, listId], ...more],
  };
}

describe('the list of open orders', () => {
  test('is whole with LastRptRequested, and takes in what somebody else sent', async () => {
    const desk = await connect();
    const id = await working(desk);
    const { listed, part } = await asked(desk);
    venue.say('8', told(id, part([tags.totNumReports, '2'], [tags.lastRptRequested, 'N'])));
    const other = part(
      [tags.side, '2'],
      [tags.ordStatus, '1'],
      [tags.cumQty, '4'],
      [tags.avgPx, '1401.5'],
      [tags.totNumReports, '2'],
      [tags.lastRptRequested, 'Y'],
    );
    venue.say('8', told('theirs', other));
    expect(await listed).toMatchObject({ ids: [id, 'theirs'].toSorted() });
    expect(await desk.venue.queryOrder('theirs' as never, neverAborted)).toMatchObject({
      status: 'partially_filled',
      side: 'sell',
      limitPrice: decimal('1400'),
      filledQuantity: decimal('4'),
    });
    const executions = (): Promise<readonly unknown[]> =>
      desk.venue.executions({ clientOrderId: 'theirs' as never }, neverAborted);
    const first = { quantity: decimal('4'), price: decimal('1401.5') };
    expect(await executions()).toMatchObject([first]);

    // It trades on, and no execution of it comes here: the next list tells.
    const again = await asked(desk);
    venue.say('8', told(id, again.part()));
    const more = [
      [tags.ordStatus, '1'],
      [tags.cumQty, '6'],
      [tags.avgPx, '1402'],
      [tags.lastRptRequested, 'Y'],
    ] as const;
    venue.say('8', told('theirs', again.part(...more)));
    await again.listed;
    expect(await executions()).toMatchObject([first, { quantity: decimal('2'), price: decimal('1403') }]);
    expect(desk.notices).toEqual([]);
  });

  test.each([
    ['TotNumReports of 0', [[tags.totNumReports, '0']]],
    [
      'a rejected status of no order',
      [
        [tags.ordStatus, '8'],
        [tags.ordRejReason, '5'],
      ],
    ],
  ] as const)(
    'is empty by %s; an order that worked is known no more, until it is reported',
    async (_how, says) => {
      const desk = await connect();
      const id = await working(desk);
      const { listed, part } = await asked(desk);
      venue.say('8', told('NONE', part([tags.orderId, 'NONE'], ...says)));
      expect(await listed).toMatchObject({ ids: [] });
      expect(await desk.venue.queryOrder(id, neverAborted)).toBeUndefined();
      expect(await desk.venue.queryOrder('NONE' as never, neverAborted)).toBeUndefined();
      await desk.venue.close();
      const restarted = await connect();
      expect(await restarted.venue.queryOrder(id, neverAborted)).toBeUndefined();
      venue.say(
        '8',
        told(id, [
          [tags.execType, '4'],
          [tags.ordStatus, '4'],
          [tags.execId, 'E9'],
        ]),
      );
      expect(await restarted.venue.queryOrder(id, neverAborted)).toMatchObject({ status: 'canceled' });
    },
  );

  test('that ends before all announced reports came is refused, and says nothing about other orders', async () => {
    const desk = await connect();
    const [first, second] = [await working(desk), await working(desk)];
    const { listed, part } = await asked(desk);
    venue.say('8', told(first, part([tags.totNumReports, '2'], [tags.lastRptRequested, 'Y'])));
    expect(await listed).toMatchObject({
      error: { failure: 'refused', message: 'the venue announced 2 reports and ended its list after 1' },
    });
    expect(await desk.venue.queryOrder(second, neverAborted)).toMatchObject({ status: 'accepted' });
  });

  test('that stops is a timeout, and says nothing about other orders', async () => {
    const desk = await connect();
    const [first, second] = [await working(desk), await working(desk)];
    const source = createAbortSource();
    const { listed, part } = await asked(desk, source.signal);
    venue.say('8', told(first, part([tags.totNumReports, '2'])));
    await desk.venue.ping(neverAborted);
    source.cancel();
    expect(await listed).toMatchObject({ error: { failure: 'timeout', sent: true } });
    expect(await desk.venue.queryOrder(second, neverAborted)).toMatchObject({ status: 'accepted' });
  });

  test.each([
    [
      'j',
      [
        [tags.refMsgType, 'AF'],
        [tags.businessRejectReason, '3'],
        [tags.text, 'not here'],
      ],
      'business_reject_3',
    ],
    [
      '3',
      [
        [tags.sessionRejectReason, '11'],
        [tags.text, 'not here'],
      ],
      'session_reject_11',
    ],
  ] as const)('is refused where the venue does not give it (%s)', async (type, says, code) => {
    const desk = await connect();
    const id = await working(desk);
    const { listed } = await asked(desk);
    const number = valueOf(venue.of('AF')[0] ?? { fields: [] }, tags.msgSeqNum) ?? '';
    venue.say(type, [[tags.refSeqNum, number], ...says]);
    expect(await listed).toMatchObject({
      error: { failure: 'refused', message: `the venue refuses the list (${code}): not here` },
    });
    expect(await desk.venue.queryOrder(id, neverAborted)).toMatchObject({ status: 'accepted' });
  });

  test('is not asked for where the venue has none', async () => {
    const desk = await connect({ massStatus: false });
    const id = await working(desk);
    expect(await desk.venue.listOpenOrders(neverAborted)).toMatchObject([{ clientOrderId: id }]);
    expect(venue.of('AF')).toEqual([]);
  });
});
