/** A venue with codes and tags of its own: what leaves has them, and what comes is read by them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { freshId } from '../testing/venueHarness.ts';
import type { Codes } from './application/dialect.ts';
import { tags, type Field, type FixMessage } from './codec/fixMessage.ts';
import { executionReport } from './testing/executionReport.ts';
import { FixTestBed, type DeskOptions, type FixDesk } from './testing/fixTestBed.ts';
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

const dialect: Partial<DeskOptions> = {
  logonTags: [
    [50, 'TRADER'],
    [5001, 'desk 7'],
  ],
  codes: {
    side: { buy: '1', sell: '5' },
    timeInForce: { DAY: '0', GTC: 'G', IOC: '3', FOK: '4', GTD: '6' },
    accounts: { main: 'ACC 1/7' },
    symbols: { SPX: { symbol: 'ES', securityId: '4711', securityIdSource: '8' } },
  },
  tags: {
    newOrder: [
      { tag: 5700, value: { from: 'strategy' } },
      { tag: 231, value: { from: 'multiplier' } },
      { tag: 57, value: 'PIT' },
      { tag: 453, value: '2' },
      { tag: 448, value: 'A' },
      { tag: 448, value: 'B' },
    ],
    cancel: [{ tag: 5700, value: { from: 'newOrder' } }],
    replace: [{ tag: 448, value: { from: 'newOrder' } }],
    status: [{ tag: 5701, value: 'why' }],
  },
};

const connect = (codes: Partial<Codes> = {}): Promise<FixDesk> =>
  bed.connect({
    port,
    targetCompId: 'VENUE',
    capabilities: { replace: true, statusRequest: true },
    ...dialect,
    codes: { ...dialect.codes, ...codes },
  });

/** The fields of a message with these tags, in the order on the wire. */
function fieldsOf({ fields }: FixMessage, ...wanted: readonly number[]): readonly string[] {
  return fields.filter(([tag]) => wanted.includes(tag)).map(([tag, value]) => `${tag}=${value}`);
}

const accepted = (id: string, more: readonly Field[] = []): readonly Field[] =>
  executionReport(id, [[tags.symbol, 'ES'], [tags.side, '5'], ...more]);

test("an order leaves in the venue's words, and every later message names it as the first one did", async () => {
  const desk = await connect();
  const logon = await venue.hears('A');
  expect(fieldsOf(logon, 50, 98, 5001)).toEqual(['50=TRADER', '98=0', '5001=desk 7']);
  const id = freshId();
  const terms = sampleTerms({ side: 'sell', timeInForce: 'GTC', multiplier: decimal('50') });
  const answer = desk.venue.submit(terms, id, neverAborted);
  const order = await venue.hears('D');
  const marks = ['55=ES', '48=4711', '22=8', '54=5'];
  expect(fieldsOf(order, 57, 1, 55, 48, 22, 54, 59, 5700, 231, 453, 448)).toEqual([
    '57=PIT',
    '1=ACC 1/7',
    ...marks,
    '59=G',
    `5700=${terms.strategy}`,
    '231=50',
    '453=2',
    '448=A',
    '448=B',
  ]);
  venue.say('8', accepted(id));
  expect(await answer).toMatchObject({ type: 'accepted' });
  const [record] = await desk.venue.listOpenOrders(neverAborted);
  expect(record).toMatchObject({ symbol: 'SPX', account: 'main', side: 'sell', timeInForce: 'GTC' });

  await desk.venue.cancel({ clientOrderId: id, symbol: terms.symbol }, neverAborted);
  const named = [...marks, `5700=${terms.strategy}`];
  expect(fieldsOf(await venue.hears('F'), 55, 48, 22, 54, 5700)).toEqual(named);
  await desk.venue.replace(
    { clientOrderId: id, newClientOrderId: freshId(), symbol: terms.symbol, quantity: decimal('5') },
    neverAborted,
  );
  const replace = await venue.hears('G');
  expect(fieldsOf(replace, 1, 55, 48, 22, 54, 59, 448)).toEqual([
    '1=ACC 1/7',
    ...marks,
    '59=G',
    '448=A',
    '448=B',
  ]);
});

test('a status request and a restart keep the words', async () => {
  const desk = await connect();
  const id = freshId();
  const lost = desk.venue.submit(sampleTerms({ side: 'sell' }), id, neverAborted).catch(() => undefined);
  await venue.hears('D');
  await desk.venue.close();
  await lost;
  // The venue calls the instrument something else from now on; the order keeps the name that it left with.
  const again = await connect({ symbols: { SPX: { symbol: 'ESZ6' } } });
  const asked = again.venue.queryOrder(id, neverAborted);
  const request = await venue.hears('H');
  expect(fieldsOf(request, 55, 48, 22, 54, 5701)).toEqual(['55=ES', '48=4711', '22=8', '54=5', '5701=why']);
  venue.say('8', accepted(id, [[tags.account, 'ACC 1/7']]));
  expect(await asked).toMatchObject({ status: 'accepted', side: 'sell', account: 'main' });
});
