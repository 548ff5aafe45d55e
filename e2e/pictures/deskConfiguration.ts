// The configuration of the desks that are pictured.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scriptedDesk } from '../../src/main/infra/venues/fix/testing/scriptedDesk.ts';
import type { Desk } from '../fixtures.ts';
import { markets } from './deskSignals.ts';

const named = Object.entries(markets);

const instruments = named.map(([symbol, { tick, venue }]) => ({
  symbol,
  venue,
  currency: 'USD',
  tickSize: String(tick),
  lotSize: '1',
}));

/** A market that hardly moves while the pictures are taken. */
function simVenue(venue: string, seed: number) {
  const own = named.filter(([, market]) => market.venue === venue);
  const startPrices = Object.fromEntries(own.map(([symbol, { price }]) => [symbol, price.toFixed(2)]));
  return { venue, simulator: { tickMs: 120_000, seed, startPrices } };
}

const simVenues = [simVenue('sim', 3), { ...simVenue('alt', 8), ackTimeoutMs: 1_500 }];

const risk = {
  orderQuantityMax: { soft: '2000', hard: '10000' },
  orderNotionalMax: '2500000',
  positionMax: '25000',
  longPositionMax: 'none',
  shortPositionMax: 'none',
  openingQuantityMax: 'none',
  grossExposureMax: { soft: '40000000', hard: '60000000' },
  netExposureMax: '50000000',
  openOrdersMax: 'none',
  dailyVolumeMax: '250000',
  dailyLossMax: '250000',
  repeatedOrdersMax: 'none',
  repeatedExecutionsMax: 'none',
  selfCrossingMax: 'none',
  marketDataAgeMaxMs: 'none',
  scopes: {
    'symbol:IBM': { openingQuantityMax: '0' },
    'strategy:scalper': { repeatedExecutionsMax: '30' },
  },
};

export function configure({ dataFolder }: Desk): Promise<void> {
  return write(dataFolder, { instruments, venues: simVenues, risk });
}

/** A price file that is refused, with an alert: a day that there is not. */
export async function configureWithPrices({ dataFolder }: Desk): Promise<void> {
  await writeFile(join(dataFolder, 'prices.csv'), 'symbol,price,time\nIBM,125.55,2026-02-30T21:00:00Z\n');
  await write(dataFolder, { instruments, venues: simVenues, risk, priceFile: 'prices.csv' });
}

/** A mistake in the file while the desk runs: it stays as it was, with an alert. */
export function misconfigure({ dataFolder }: Desk): Promise<void> {
  return write(dataFolder, { instruments, venues: simVenues, risk: { ...risk, positionMax: 'many' } });
}

/** The same desk with a FIX venue and its drop copy, which listen on these ports. */
export function configureWithFix({ dataFolder }: Desk, port: number, copyPort: number): Promise<void> {
  const session = { beginString: 'FIX.4.4', senderCompId: 'DESK', targetCompId: 'VENUE' };
  const dropCopy = { host: '127.0.0.1', port: copyPort, ...session };
  const { venues } = scriptedDesk(port, { dropCopy });
  return write(dataFolder, { instruments, venues: [...simVenues, ...venues], risk });
}

function write(dataFolder: string, configuration: object): Promise<void> {
  return writeFile(join(dataFolder, 'configuration.json'), `${JSON.stringify(configuration, null, 2)}\n`);
}
