import { describe, expect, test } from 'vitest';
import { ids } from '../../shared/kernel/testing/ids.ts';
import { decimal, wholeDecimal } from '../../shared/kernel/decimal.ts';
import type { Ticker, VenueId } from '../../shared/kernel/ids.ts';
import { epochMicros } from '../../shared/kernel/time.ts';
import type { PriceSource } from '../domain/instrument/instrument.ts';
import { SimulatedTime } from '../simulation/machine/simulatedTime.ts';
import { defaultConfiguration } from './configuration.ts';
import { MarketBook } from './marketBook.ts';

const spx = 'SPX' as Ticker;
const sim = 'sim' as VenueId;
const other = 'other' as VenueId;
const defaults = defaultConfiguration();

interface Desk {
  readonly priceSources?: readonly PriceSource[];
  readonly fixed?: string;
  readonly marketDataAgeMaxMs?: number;
  readonly priceFileAgeMaxMs?: number;
}

function bookOf({ priceSources, fixed, ...limits }: Desk = {}) {
  const time = new SimulatedTime(epochMicros(1_000_000_000_000));
  const [instrument] = defaults.instruments;
  const spxInstrument = {
    ...instrument!,
    alsoAt: [other],
    ...(priceSources !== undefined && { priceSources }),
    ...(fixed !== undefined && { referencePrice: decimal(fixed) }),
  };
  const { marketDataAgeMaxMs: venue, priceFileAgeMaxMs: ofFile = venue } = limits;
  const bounds = (hard?: number) => (hard === undefined ? {} : { hard: wholeDecimal(hard) });
  const ages = { priceAges: () => ({ venue: bounds(venue), file: bounds(ofFile) }) };
  const book = new MarketBook({ instruments: [spxInstrument] }, ages, time);
  const tick = (venue: VenueId, price: string): void => {
    const last = decimal(price);
    book.take(venue, { symbol: spx, last, bid: last, ask: last, marketTime: time.now() });
  };
  const file = (price: string): void =>
    book.takeFile(new Map([[spx, { price: decimal(price), time: time.now() }]]));
  return { time, book, tick, file };
}

const plain = (book: MarketBook, venue?: VenueId) => {
  const found = book.reference(ids.symbol('SPX'), venue);
  if (found === undefined) return 'none';
  const { price, source, ageMs, stale } = found;
  return `${price / 1_000_000_000n} ${source} ${ageMs ?? '-'}${stale === true ? ' stale' : ''}`;
};

describe('the price by which orders are judged', () => {
  test('without a list it is that of the own venue, then of the file, then the fixed one', () => {
    const { book, tick, file } = bookOf({ fixed: '1' });
    expect(plain(book)).toBe('1 fixed -');
    file('2');
    expect(plain(book)).toBe('2 file 0');
    tick(other, '3');
    expect(plain(book)).toBe('2 file 0');
    tick(sim, '4');
    expect(plain(book)).toBe('4 sim 0');
  });

  test('is none while nothing is known', () => {
    expect(plain(bookOf().book)).toBe('none');
    expect(bookOf({ fixed: '1' }).book.reference(ids.symbol('DAX'))).toBeUndefined();
  });

  test('follows the order of the list, and asks no source that is not in it', () => {
    const { book, tick, file } = bookOf({ priceSources: [other, 'fixed'], fixed: '1' });
    tick(sim, '4');
    file('2');
    expect(plain(book)).toBe('1 fixed -');
    tick(other, '3');
    expect(plain(book)).toBe('3 other 0');
  });

  test('of an order at another venue is that of its own venue, where that is a source', () => {
    const { book, tick } = bookOf();
    tick(sim, '4');
    expect(plain(book, other)).toBe('4 sim 0');
    tick(other, '3');
    expect(plain(book, other)).toBe('3 other 0');
    expect(plain(book)).toBe('4 sim 0');
    expect(plain(book, 'gone' as VenueId)).toBe('4 sim 0');
    const listed = bookOf({ priceSources: [sim, other] });
    listed.tick(sim, '4');
    listed.tick(other, '3');
    expect(plain(listed.book, other)).toBe('3 other 0');
    const alone = bookOf({ priceSources: [sim] });
    alone.tick(sim, '4');
    alone.tick(other, '3');
    expect(plain(alone.book, other)).toBe('4 sim 0');
  });

  test('goes on to the next source when it is too old, at the limit not yet', async () => {
    const { time, book, tick } = bookOf({ fixed: '1', marketDataAgeMaxMs: 1_000 });
    tick(sim, '4');
    await time.advance(1_000);
    expect(plain(book)).toBe('4 sim 1000');
    await time.advance(1);
    expect(plain(book)).toBe('1 fixed -');
    tick(sim, '5');
    expect(plain(book)).toBe('5 sim 0');
  });

  test('is the preferred one, and says that it is too old, where all are', async () => {
    const { time, book, tick, file } = bookOf({ marketDataAgeMaxMs: 1_000 });
    tick(sim, '4');
    file('2');
    await time.advance(1_001);
    expect(plain(book)).toBe('4 sim 1001 stale');
  });

  test('of the file has a limit of its own where one is configured', async () => {
    const { time, book, tick, file } = bookOf({ marketDataAgeMaxMs: 1_000, priceFileAgeMaxMs: 5_000 });
    tick(sim, '4');
    file('2');
    await time.advance(5_000);
    expect(plain(book)).toBe('2 file 5000');
    await time.advance(1);
    expect(plain(book)).toBe('4 sim 5001 stale');
  });

  test('is gone with the row of the file', () => {
    const { book, file } = bookOf();
    file('2');
    book.takeFile(new Map());
    expect(plain(book)).toBe('none');
  });
});
