/** A session whose record another machine needs too: what adds risk waits for it, and nothing else does. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { freshId } from '../testing/venueHarness.ts';
import type { SharedRecord } from './store/sessionRecord.ts';
import { executionReport } from './testing/executionReport.ts';
import { FixTestBed, type FixDesk } from './testing/fixTestBed.ts';
import { sampleTerms } from './testing/sampleTerms.ts';
import type { ScriptedVenue } from './testing/scriptedVenue.ts';

type Shared = { -readonly [Key in keyof SharedRecord]: SharedRecord[Key] };

let bed: FixTestBed;
let venue: ScriptedVenue;
let desk: FixDesk;
let shared: Shared;
let onFree: () => void;
let handedOver = 0;

beforeEach(async () => {
  bed = new FixTestBed();
  handedOver = 0;
  shared = {
    sure: { epoch: 1, nextOut: 7, nextIn: 3 },
    fault: undefined,
    isBusy: false,
    listen: (listener) => (onFree = listener),
    handOver: () => Promise.resolve(void handedOver++),
  };
  const scripted = await bed.scripted();
  ({ venue } = scripted);
  desk = await bed.connect({ port: scripted.port, targetCompId: 'VENUE', shared });
});

afterEach(() => bed.dispose());

async function working(clientOrderId: ReturnType<typeof freshId>): Promise<void> {
  const answer = desk.venue.submit(sampleTerms(), clientOrderId, neverAborted);
  await venue.hears('D', venue.of('D').length + 1);
  venue.say('8', executionReport(clientOrderId));
  await answer;
}

test('an order waits while the record is busy, and a cancel does not', async () => {
  const first = freshId();
  await working(first);
  shared.isBusy = true;
  const second = freshId();
  const waiting = desk.venue.submit(sampleTerms(), second, neverAborted);
  await desk.venue.cancel({ clientOrderId: first, symbol: sampleTerms().symbol }, neverAborted);
  await venue.hears('F');
  expect(venue.of('D')).toHaveLength(1);
  shared.isBusy = false;
  onFree();
  await venue.hears('D', 2);
  venue.say('8', executionReport(second));
  expect(await waiting).toMatchObject({ type: 'accepted' });
});

test('an order that waited in vain never left, and says so', async () => {
  shared.isBusy = true;
  const waiting = desk.venue.submit(sampleTerms(), freshId(), neverAborted);
  venue.cut();
  await expect(waiting).rejects.toMatchObject({ failure: 'connection_lost', sent: false });
});

test('an order that may not leave any more when its turn comes never left, and says so', async () => {
  shared.isBusy = true;
  let isHalted = false;
  const waiting = desk.venue.submit(sampleTerms(), freshId(), neverAborted, () => !isHalted);
  isHalted = true;
  shared.isBusy = false;
  onFree();
  await expect(waiting).rejects.toMatchObject({ failure: 'refused', sent: false });
  await working(freshId());
  expect(venue.of('D')).toHaveLength(1);
});

test('an amend that may not leave any more when its turn comes never left, and says so', async () => {
  const clientOrderId = freshId();
  await working(clientOrderId);
  shared.isBusy = true;
  let isHalted = false;
  const { symbol } = sampleTerms();
  const request = { clientOrderId, newClientOrderId: freshId(), symbol, quantity: decimal('50') };
  const waiting = desk.venue.replace(request, neverAborted, () => !isHalted);
  isHalted = true;
  shared.isBusy = false;
  onFree();
  await expect(waiting).rejects.toMatchObject({ failure: 'refused', sent: false });
  await working(freshId());
  expect(venue.of('G')).toEqual([]);
});

test('no order leaves while the record can not follow, with the reason', async () => {
  shared.fault = 'the record of the FIX session can not follow: no answer';
  const refused = desk.venue.submit(sampleTerms(), freshId(), neverAborted);
  await expect(refused).rejects.toMatchObject({ failure: 'refused', message: shared.fault });
});

test('the desk notes the numbers that are sure, and hands the session over when it ends', async () => {
  expect(desk.listener.marks).toEqual([shared.sure]);
  await desk.venue.close();
  expect(handedOver).toBe(1);
});
