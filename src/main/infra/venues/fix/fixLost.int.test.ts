/** After a takeover: an order that is in no message may have left, until the venue has asked for what left before. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { freshId } from '../testing/venueHarness.ts';
import { tags } from './codec/fixMessage.ts';
import { fileIdOf, keepLost } from './store/copyLink.ts';
import { keepNumbers, openFixDatabase } from './store/fixStore.ts';
import { identity, numbers } from './store/testing/sampleMessages.ts';
import { FixTestBed, type FixDesk } from './testing/fixTestBed.ts';
import type { ScriptedVenue } from './testing/scriptedVenue.ts';

let bed: FixTestBed;
let venue: ScriptedVenue;
let port: number;

beforeEach(async () => {
  bed = new FixTestBed();
  ({ venue, port } = await bed.scripted());
  const opened = openFixDatabase(join(bed.folder, 'DESK.db'), identity);
  if (!opened.ok) throw new Error(opened.error.message);
  const database = opened.value;
  fileIdOf(database);
  keepNumbers(database, numbers(50, 1));
  keepLost(database, [{ epoch: 1, from: 8, position: 0 }]);
  database.close();
});

afterEach(() => bed.dispose());

const connect = (): Promise<FixDesk> => bed.connect({ port, targetCompId: 'VENUE' });
const mayHaveLeft = { failure: 'refused', message: expect.stringContaining('may have left') as string };

async function askFrom(number: number): Promise<void> {
  venue.say('2', [
    [tags.beginSeqNo, String(number)],
    [tags.endSeqNo, '0'],
  ]);
  await venue.hears('4');
}

/** The venue asks for messages before it has answered anything. */
async function connectAsked(from: number): Promise<FixDesk> {
  venue.isPolite = false;
  const connecting = connect();
  await venue.hears('A');
  venue.say('A', [
    [tags.encryptMethod, '0'],
    [tags.heartBtInt, '30'],
  ]);
  await askFrom(from);
  venue.isPolite = true;
  venue.say('0', [[tags.testReqId, 'barrier-1']]);
  return connecting;
}

test('an order that no record has may have left', async () => {
  const { venue: desk } = await connect();
  await expect(desk.queryOrder(freshId(), neverAborted)).rejects.toMatchObject(mayHaveLeft);
});

test('a venue that has read more than the record has proves nothing', async () => {
  const { venue: desk } = await connectAsked(9);
  await expect(desk.queryOrder(freshId(), neverAborted)).rejects.toMatchObject(mayHaveLeft);
});

test('nor does one that asks for what it has read', async () => {
  const { venue: desk } = await connect();
  await askFrom(8);
  await expect(desk.queryOrder(freshId(), neverAborted)).rejects.toMatchObject(mayHaveLeft);
});

test('a venue that asks for all that the record lacks never had the order, now and after a restart', async () => {
  const { venue: desk } = await connectAsked(8);
  expect(await desk.queryOrder(freshId(), neverAborted)).toBeUndefined();
  await desk.close();
  const again = await connect();
  expect(await again.venue.queryOrder(freshId(), neverAborted)).toBeUndefined();
});
