/** The venue's record says which process sent each request about an order, and in which order the requests came. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { freshId } from '../testing/venueHarness.ts';
import { readSimRequests } from './record/testing/readSimRecord.ts';
import { sampleTerms } from './testing/sampleTerms.ts';
import { heldAt1400, SimTestBed, spx } from './testing/simTestBed.ts';

let bed: SimTestBed;
beforeEach(() => {
  bed = new SimTestBed();
});
afterEach(() => bed.dispose());

const resting = sampleTerms({ limitPrice: decimal('1300') });

it('is kept where the venue was asked to, for each client', async () => {
  await bed.start([...heldAt1400, '--keep-requests']);
  const { venue, listener } = await bed.connect();
  const [id, replaced] = [freshId(), freshId()];
  await venue.submit(resting, id, neverAborted);

  const other = await bed.raw();
  const hello = { type: 'hello', id: 0, name: 'other', subscribe: false, pid: 4711 };
  const replace = { type: 'replace', id: 1, clientOrderId: id, newClientOrderId: replaced, quantity: '3' };
  await other.exchange([hello, replace].map((message) => `${JSON.stringify(message)}\n`).join(''));
  await listener.heard('replaced', id);
  await venue.cancel({ clientOrderId: replaced, symbol: spx }, neverAborted);
  await listener.heard('canceled', replaced);

  const requests = readSimRequests(bed.record);
  const ours = process.pid;
  expect(requests).toMatchObject([
    { session: 1, pid: ours, type: 'submit', clientOrderId: id, newClientOrderId: null },
    { session: 2, pid: 4711, type: 'replace', clientOrderId: id, newClientOrderId: replaced },
    { session: 1, pid: ours, type: 'cancel', clientOrderId: replaced, newClientOrderId: null },
  ]);
  expect(readSimRequests(bed.record, requests[1]?.sequence)).toEqual([requests[2]]);
});

it('is not kept otherwise', async () => {
  await bed.start();
  const { venue } = await bed.connect();
  await venue.submit(resting, freshId(), neverAborted);
  expect(readSimRequests(bed.record)).toEqual([]);
});
