import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import type { CurrentAlert } from '../../engine/alerts/alertRegister.ts';
import { defaultConfiguration } from '../../engine/configuration.ts';
import { MarketBook } from '../../engine/marketBook.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { PriceFileFeed } from './priceFileFeed.ts';

const noon = parseInstant('2026-11-23T12:00:00Z')!;

function feedOf(text?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-prices-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'prices.csv');
  const write = (rows: string): void => writeFileSync(file, `symbol,price,time\n${rows}`);
  if (text !== undefined) write(text);
  const clock = new SimulatedTime(noon);
  const configuration = { ...defaultConfiguration(), priceFile: file as string | undefined };
  const limits = { priceAges: () => ({ venue: {}, file: {} }) };
  const markets = new MarketBook(configuration, limits, clock);
  const alerts: CurrentAlert[] = [];
  const engine = { configuration, markets };
  const feed = new PriceFileFeed({
    engine,
    clock,
    logger: { log: () => undefined },
    alerts: () => ({
      raise: (alert) => {
        alerts.push({ ...alert, raisedAt: '', lastAt: '', times: 1, timesBefore: 0 });
        return Promise.resolve();
      },
      open: () => alerts,
      end: (concerns) => {
        alerts.splice(0, alerts.length, ...alerts.filter((alert) => !concerns(alert)));
        return Promise.resolve();
      },
    }),
  });
  onTestFinished(() => feed.close());
  feed.apply();
  const price = (): string => {
    const found = markets.reference(ids.symbol('SPX'));
    return found === undefined ? 'none' : `${formatDecimal(found.price)} ${found.ageMs ?? '-'}`;
  };
  return { write, clock, feed, alerts, price, engine, configuration };
}

test('the prices of the file judge orders, with the age that the file gives', () => {
  const { write, feed, price, alerts } = feedOf('SPX,1400,2026-11-23T10:00:00Z\n');
  expect(price()).toBe('1400 7200000');
  write('SPX,1410,2026-11-23T11:59:59Z\n');
  feed.look();
  expect(price()).toBe('1410 1000');
  expect(alerts).toEqual([]);
});

test('a file with a mistake raises an alert that names the line, and the price before grows older', async () => {
  const { write, clock, feed, price, alerts } = feedOf('SPX,1400,2026-11-23T12:00:00Z\n');
  write('SPX,-1,2026-11-23T12:00:00Z\n');
  await clock.advance(5_000);
  feed.look();
  expect(price()).toBe('1400 5000');
  expect(alerts).toMatchObject([
    { kind: 'price_file_refused', holdsOrders: false, message: expect.stringContaining('line 2') as string },
  ]);
});

test('a file that somebody is still writing changes nothing, and is no alert', () => {
  const { write, feed, price, alerts } = feedOf('SPX,1400,2026-11-23T12:00:00Z\n');
  write('SPX,1410,2026-11-23T12:00:00Z');
  feed.look();
  expect([price(), alerts]).toEqual(['1400 0', []]);
});

test('a file that is missing is an alert, and gives no price', () => {
  const { price, alerts } = feedOf();
  expect(price()).toBe('none');
  expect(alerts).toMatchObject([{ kind: 'price_file_refused' }]);
});

test('another configuration without the file takes its prices away', () => {
  const { engine, feed, price, configuration } = feedOf('SPX,1400,2026-11-23T12:00:00Z\n');
  engine.configuration = { ...configuration, priceFile: undefined };
  feed.apply();
  expect(price()).toBe('none');
});

test('one alert stands for the fault of now, and none once the file is good', () => {
  const { write, feed, alerts } = feedOf('SPX,-1,2026-11-23T12:00:00Z\n');
  feed.look();
  expect(alerts).toHaveLength(1);
  write('SPX,x,2026-11-23T12:00:00Z\n');
  feed.look();
  expect(alerts).toMatchObject([{ message: expect.stringContaining('x') as string }]);
  write('SPX,1400,2026-11-23T12:00:00Z\n');
  feed.look();
  expect(alerts).toEqual([]);
});

test.each([
  ['with its header alone', ''],
  ['without a symbol of the desk', 'NDX,1,2026-11-23T12:00:00Z\n'],
])('a file %s is an alert, and the price before stays', (_what, rows) => {
  const { write, feed, alerts, price } = feedOf('SPX,1400,2026-11-23T12:00:00Z\n');
  write(rows);
  feed.look();
  expect(price()).toBe('1400 0');
  expect(alerts).toMatchObject([{ message: expect.stringContaining('no price of an instrument') as string }]);
});
