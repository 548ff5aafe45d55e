import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { add, decimal, formatDecimal, subtract, type Decimal } from '../../../../../shared/kernel/decimal.ts';
import { parseTicker, parseVenueId, trusted } from '../../../../../shared/kernel/ids.ts';
import { nodeScheduler } from '../../../clock/nodeScheduler.ts';
import { describeVenueContract } from '../../testing/venueContract.ts';
import type { VenueHarness } from '../../testing/venueHarness.ts';
import { noFaults } from '../wire/faultSwitches.ts';
import { launchSim, type LaunchedSim } from './simLauncher.ts';
import { SimVenue, simVenueCapabilities } from './simVenue.ts';

const symbol = trusted(parseTicker, 'SPX');
const tick = decimal('0.25');
const middle = decimal('1400');
const houseLots = decimal('40');

const folder = mkdtempSync(join(tmpdir(), 'breakwater-contract-'));
let sim: LaunchedSim;

beforeAll(async () => {
  const args = [
    '--mode',
    'held',
    '--instrument',
    'SPX,0.25,1,1400',
    '--house-lots',
    '40',
    '--house-levels',
    '3',
  ];
  const launched = await launchSim({ record: join(folder, 'record.db'), args });
  if (!launched.ok) throw new Error(launched.error.message);
  sim = launched.value;
});

afterAll(async () => {
  await sim.stop();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<VenueHarness> {
  const venue = new SimVenue({
    id: trusted(parseVenueId, 'sim'),
    address: () => sim.address,
    scheduler: nodeScheduler(),
  });
  const { control } = venue;
  const touch = { buy: add(middle, tick), sell: middle };
  const rest = { buy: decimal('1300'), sell: decimal('1500') };
  return {
    venue,
    symbol,
    refusedTerms: { symbol: trusted(parseTicker, 'NOPE') },
    tradingPrice: (side) => Promise.resolve(touch[side]),
    restingPrice: (side) => rest[side],
    partlyTradingPrice: (side, quantity: Decimal) => {
      if (quantity <= houseLots) throw new RangeError('the house would fill it whole');
      return Promise.resolve({ limitPrice: touch[side], part: houseLots });
    },
    tradeThrough: async (price, direction) => {
      const past = direction === 'down' ? subtract(price, tick) : add(price, tick);
      await control.send({ type: 'movePrice', symbol, price: formatDecimal(past) });
    },
    cutConnection: async () => {
      await control.send({ type: 'cutSessions' });
    },
    loseAnswers: async (lose) => {
      await control.configureFaults({ loseAnswers: lose ? 1 : 0 });
    },
    close: async () => {
      const cleaner = new SimVenue({
        id: trusted(parseVenueId, 'cleaner'),
        address: () => sim.address,
        scheduler: nodeScheduler(),
      });
      const silent = () => undefined;
      await cleaner.connect(
        {
          onConnected: silent,
          onDisconnected: silent,
          onReport: silent,
          onTick: silent,
          onThrottled: silent,
        },
        10_000,
      );
      await cleaner.control.configureFaults(noFaults);
      await cleaner.control.send({ type: 'endDay' });
      await cleaner.control.send({ type: 'movePrice', symbol, price: formatDecimal(middle) });
      await cleaner.close();
    },
  };
}

describeVenueContract(
  'The simulated exchange',
  {
    capabilities: simVenueCapabilities,
    resting: true,
    partialFills: true,
    queries: true,
    idempotentSubmission: true,
    losableAnswers: true,
  },
  open,
);
