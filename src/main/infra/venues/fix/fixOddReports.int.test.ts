/** What a person must hear of the venue's reports over a real socket: live, and again after a restart. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { freshId } from '../testing/venueHarness.ts';
import type { Field } from './codec/fixMessage.ts';
import { FixTestBed, type FixDesk } from './testing/fixTestBed.ts';
import { report } from './testing/orderReports.ts';
import { sampleTerms } from './testing/sampleTerms.ts';
import type { ScriptedVenue } from './testing/scriptedVenue.ts';

let bed: FixTestBed;
let venue: ScriptedVenue;
let desk: FixDesk;
let port: number;
const id = freshId();

const connect = (): Promise<FixDesk> => bed.connect({ port, targetCompId: 'VENUE' });
const say = (change: Parameters<typeof report>[0], header: readonly Field[] = []): void =>
  venue.say('8', report({ 11: id, 37: 'V1', ...change }), undefined, header);

beforeEach(async () => {
  bed = new FixTestBed();
  ({ venue, port } = await bed.scripted());
  desk = await connect();
  const answer = desk.venue.submit(sampleTerms(), id, neverAborted);
  await venue.hears('D');
  say({});
  await answer;
});

afterEach(() => bed.dispose());

async function restart(): Promise<void> {
  await desk.venue.close();
  desk = await connect();
}

const fill = { 150: 'F', 39: '1', 17: 'E2', 32: '4', 31: '1400', 14: '4', 151: '6' };

test.each<[string, Record<number, string | undefined>, readonly Field[], string]>([
  ['whose quantity is too long', { 32: '12345678901234567890' }, [], 'tag 32 is 12345678901234567890'],
  ['whose quantity is missing', { 32: undefined }, [], 'tag 32 is missing'],
  ['without an ExecID', { 17: undefined }, [], 'tag 17 is missing'],
  ['of an unknown type', { 150: 'Z' }, [], 'tag 150 is Z'],
  ['on behalf of somebody', {}, [[115, 'BRK']], 'messages of third parties'],
  ['said again without its first time', {}, [[43, 'Y']], 'OrigSendingTime is missing'],
])(
  'a fill %s is refused, told, and not counted, now and after a restart',
  async (_what, change, header, why) => {
    say({ ...fill, ...change }, header);
    await desk.venue.ping(neverAborted);
    const notice = {
      kind: 'fact',
      id: expect.stringMatching(/^refused:/),
      text: expect.stringContaining(why),
    };
    expect(desk.notices).toMatchObject([{ ...notice, text: expect.stringContaining(id) }]);
    expect(desk.notices).toMatchObject([notice]);
    const refused = desk.notices.map((one) => one.id);
    expect(await desk.venue.executions({ clientOrderId: id }, neverAborted)).toEqual([]);
    await restart();
    expect(desk.notices.map((one) => one.id)).toEqual(refused);
    expect(await desk.venue.executions({ clientOrderId: id }, neverAborted)).toEqual([]);
  },
);

test('a count that no execution explains is told after a moment, and again after a restart; one that a report mends is not', async () => {
  say({ ...fill, 14: '9', 151: '1' });
  say({ ...fill, 17: 'E1', 32: '5', 14: '5', 151: '5' });
  say({ ...fill, 17: 'E3', 32: '0.5', 14: '10', 151: '0' });
  const text = expect.stringContaining("9.5 filled by its executions, 10 by the venue's count") as unknown;
  await vi.waitFor(() => expect(desk.notices).toMatchObject([{ kind: 'contradictory', text }]), 10_000);
  const told = desk.notices.map((one) => one.id);
  expect(await desk.venue.listOpenOrders(neverAborted)).toMatchObject([{ filledQuantity: decimal('10') }]);
  await restart();
  await vi.waitFor(() => expect(desk.notices.map((one) => one.id)).toEqual(told), 10_000);
});

test('12: a number that the venue moves on by its word alone is told with both numbers', async () => {
  const from = venue.nextOut;
  venue.say('4', [[36, '1000000']], from);
  venue.nextOut = 1_000_000;
  await desk.venue.ping(neverAborted);
  expect(desk.notices).toMatchObject([
    { kind: 'jumped', text: expect.stringContaining(`from ${from} to 1000000`) },
  ]);
});
