/** The venue contract on QuickFIX's `ordermatch`, an engine that nobody here wrote, over FIX 4.2. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal, type Decimal } from '../../../../shared/kernel/decimal.ts';
import { parseTicker, trusted, type Ticker } from '../../../../shared/kernel/ids.ts';
import type { Side } from '../../../domain/order/orderTerms.ts';
import { describeVenueContract } from '../testing/venueContract.ts';
import { freshId, type VenueHarness } from '../testing/venueHarness.ts';
import { soh } from './codec/encodeMessage.ts';
import { compareLogs } from './store/compareLogs.ts';
import { readFixRecord } from './store/fixStore.ts';
import { CutProxy } from './testing/cutProxy.ts';
import { FixTestBed, type FixDesk } from './testing/fixTestBed.ts';
import { freePort, hasQuickFix, QuickFix } from './testing/quickFix.ts';
import { sampleTerms } from './testing/sampleTerms.ts';

const beginString = 'FIX.4.2';
const targetCompId = 'ORDERMATCH';
const middle = decimal('1400');
const rest = { buy: decimal('1300'), sell: decimal('1500') };
const part = decimal('40');
/** Each test has a session, a record and a symbol of its own, so that no test finds what another one left. */
const desksMax = 40;
const deskName = (number: number): string => `DESK${number}`;

let bed: FixTestBed;
let venue: QuickFix;
let port: number;
let maker: FixDesk;
let opened = 0;

async function open(): Promise<VenueHarness & { readonly name: string }> {
  const name = deskName(++opened);
  const symbol = trusted(parseTicker, `SYM${opened}`);
  const proxy = new CutProxy(port);
  const through = await proxy.listen();
  const desk = bed.make({ port: through, targetCompId, beginString, senderCompId: name });
  return {
    name,
    venue: desk.venue,
    symbol,
    refusedTerms: { timeInForce: 'GTC' },
    tradingPrice: async (side, quantity) => {
      await offer(symbol, side === 'buy' ? 'sell' : 'buy', quantity, middle);
      return middle;
    },
    restingPrice: (side) => rest[side],
    partlyTradingPrice: async (side) => {
      await offer(symbol, side === 'buy' ? 'sell' : 'buy', part, middle);
      return { limitPrice: middle, part };
    },
    tradeThrough: (price, direction) =>
      offer(symbol, direction === 'down' ? 'sell' : 'buy', decimal('1000'), price),
    cutConnection: () => {
      proxy.cut();
      return Promise.resolve();
    },
    loseAnswers: () => Promise.reject(new Error('the answers of this venue can not be lost')),
    close: () => proxy.close(),
  };
}

/** Somebody else's order, which the venue has taken. */
async function offer(symbol: Ticker, side: Side, quantity: Decimal, limitPrice: Decimal): Promise<void> {
  const terms = sampleTerms({ symbol, side, quantity, limitPrice });
  const answer = await maker.venue.submit(terms, freshId(), neverAborted);
  if (answer.type !== 'accepted') throw new Error(answer.reason);
}

describe.skipIf(!hasQuickFix)('QuickFIX ordermatch', () => {
  beforeAll(async () => {
    bed = new FixTestBed();
    port = await freePort();
    const desks = Array.from({ length: desksMax }, (_none, index) => deskName(index + 1));
    const folder = join(bed.folder, 'ordermatch');
    venue = new QuickFix({
      program: 'ordermatch',
      folder,
      port,
      beginString,
      compId: targetCompId,
      desks: ['MAKER', ...desks],
    });
    await venue.start();
    bed.onEnd(() => venue.kill());
    maker = await bed.connect({ port, targetCompId, beginString, senderCompId: 'MAKER' });
  });

  afterAll(() => bed.dispose());

  const capabilities = {
    orderTypes: ['limit'],
    timesInForce: ['DAY'],
    replace: false,
    cancelOnDisconnect: false,
    unknownIsProof: true,
    positions: false,
    record: 'messages',
  } as const;
  describeVenueContract(
    'QuickFIX ordermatch',
    {
      capabilities,
      resting: true,
      partialFills: true,
      queries: true,
      idempotentSubmission: false,
      losableAnswers: false,
    },
    open,
  );

  test('each order and each cancel is in the log of the venue once', () => {
    for (let number = 1; number <= opened; number++) {
      const lines = venue.messages(deskName(number)).filter(({ direction }) => direction === 'incoming');
      const requests = lines.filter(({ raw }) => /35=[DF]/.test(raw) && !raw.includes(`${soh}43=Y${soh}`));
      const ids = requests.map(({ raw }) => raw.split(soh).find((field) => field.startsWith('11=')));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test('the log of the venue and the record of each desk agree after cuts, and after both have restarted', async () => {
    const options = { port, targetCompId, beginString, senderCompId: 'MAKER' } as const;
    await maker.venue.close();
    await venue.kill();
    await venue.start();
    maker = await bed.connect(options);
    await offer(trusted(parseTicker, 'LAST'), 'buy', decimal('10'), middle);
    await maker.venue.close();
    const log = readFileSync(venue.log, 'latin1');
    for (const name of ['MAKER', ...Array.from({ length: opened }, (_none, index) => deskName(index + 1))]) {
      const record = readFixRecord(join(bed.folder, `${name}.db`));
      if (!record.ok) throw new Error(record.error.message);
      const compared = compareLogs(record.value.messages, log, record.value.identity);
      expect(compared, name).toMatchObject({ ok: true, value: { lost: [], contradicted: [] } });
    }
  });
});
