import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import type { Alarm } from '../../domain/desk/alarm.ts';
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
  const markets = new MarketBook(configuration, clock);
  const alarms: Alarm[] = [];
  const engine = { configuration, markets };
  const feed = new PriceFileFeed({
    engine,
    clock,
    logger: { log: () => undefined },
    raise: (alarm) => alarms.push(alarm),
  });
  onTestFinished(() => feed.close());
  feed.apply();
  const price = (): string => {
    const found = markets.reference('SPX');
    return found === undefined ? 'none' : `${formatDecimal(found.price)} ${found.ageMs ?? '-'}`;
  };
  return { write, clock, feed, alarms, price, engine, configuration };
}

test('the prices of the file judge orders, with the age that the file gives', () => {
  const { write, feed, price, alarms } = feedOf('SPX,1400,2026-11-23T10:00:00Z\n');
  expect(price()).toBe('1400 7200000');
  write('SPX,1410,2026-11-23T11:59:59Z\n');
  feed.look();
  expect(price()).toBe('1410 1000');
  expect(alarms).toEqual([]);
});

test('a file with a mistake raises an alarm that names the line, and the price before grows older', async () => {
  const { write, clock, feed, price, alarms } = feedOf('SPX,1400,2026-11-23T12:00:00Z\n');
  write('SPX,-1,2026-11-23T12:00:00Z\n');
  await clock.advance(5_000);
  feed.look();
  expect(price()).toBe('1400 5000');
  expect(alarms).toMatchObject([
    { kind: 'price_file_refused', holdsOrders: false, message: expect.stringContaining('line 2') as string },
  ]);
});

test('a file that somebody is still writing changes nothing, and is no alarm', () => {
  const { write, feed, price, alarms } = feedOf('SPX,1400,2026-11-23T12:00:00Z\n');
  write('SPX,1410,2026-11-23T12:00:00Z');
  feed.look();
  expect([price(), alarms]).toEqual(['1400 0', []]);
});

test('a file that is missing is an alarm, and gives no price', () => {
  const { price, alarms } = feedOf();
  expect(price()).toBe('none');
  expect(alarms).toMatchObject([{ kind: 'price_file_refused' }]);
});

test('another configuration without the file takes its prices away', () => {
  const { engine, feed, price, configuration } = feedOf('SPX,1400,2026-11-23T12:00:00Z\n');
  engine.configuration = { ...configuration, priceFile: undefined };
  feed.apply();
  expect(price()).toBe('none');
});
