import { describe, expect, test } from 'vitest';
import { decimal, formatDecimal } from '../../../../../shared/kernel/decimal.ts';
import type { EntryKind, MarketEntry } from './marketEntries.ts';
import { changed, emptyQuoteBook, quoteOf, refreshed, type QuoteBook } from './quoteBook.ts';

const instrument = { tickSize: decimal('0.25') };

/** `bid 100`, `change offer 101 #7`, `delete #7`. */
function entry(text: string): MarketEntry {
  const words = text.split(' ');
  const action = words.find((word) => word === 'change' || word === 'delete') ?? 'new';
  const kind = words.find((word): word is EntryKind => ['bid', 'offer', 'trade'].includes(word));
  const price = words.find((word) => /^-?\d/.test(word));
  return {
    action,
    kind,
    id: words.find((word) => word.startsWith('#')),
    price: price === undefined ? undefined : decimal(price),
    symbol: undefined,
    currency: undefined,
    time: undefined,
  };
}
const full = (book: QuoteBook, ...texts: string[]) => refreshed(book, texts.map(entry));
const more = (book: QuoteBook, ...texts: string[]) => changed(book, texts.map(entry));
const said = (book: QuoteBook, hasNewTrade = false, of: Parameters<typeof quoteOf>[1] = instrument) => {
  const quote = quoteOf(book, of, hasNewTrade);
  if (quote === undefined) return 'none';
  const text = (price: typeof quote.bid): string => (price === undefined ? '-' : formatDecimal(price));
  return `${text(quote.last)} (${text(quote.bid)} / ${text(quote.ask)})`;
};

describe('the price of a book', () => {
  test.each([
    ['is the middle while no trade is known', ['bid 100', 'offer 101'], '100.5 (100 / 101)'],
    ['is the trade within it', ['bid 100', 'offer 101', 'trade 100.75'], '100.75 (100 / 101)'],
    ['is the bid where the trade is below', ['bid 100', 'offer 101', 'trade 90'], '100 (100 / 101)'],
    ['is the offer where the trade is above', ['bid 100', 'offer 101', 'trade 120'], '101 (100 / 101)'],
    ['is one price where bid and offer meet', ['bid 100', 'offer 100'], '100 (100 / 100)'],
    ['is none where the bid is above the offer', ['bid 101', 'offer 100.75', 'trade 100'], 'none'],
    ['is none where a price is zero', ['bid 0', 'offer 1'], 'none'],
    ['is none where they are too far apart', ['bid 90', 'offer 100.25', 'trade 95'], 'none'],
    ['stands where they are just near enough', ['bid 95', 'offer 105'], '100 (95 / 105)'],
    ['is none with one side alone', ['bid 100'], 'none'],
    [
      'is of the best of several',
      ['bid 99', 'bid 100', 'bid 98', 'offer 101', 'offer 102'],
      '100.5 (100 / 101)',
    ],
  ])('%s', (_what, entries, expected) => {
    expect(said(full(emptyQuoteBook, ...entries))).toBe(expected);
  });

  test('may be ten ticks wide, however low the price is', () => {
    const penny = { tickSize: decimal('0.01') };
    expect(said(full(emptyQuoteBook, 'bid 0.02', 'offer 0.12'), false, penny)).toBe('0.07 (0.02 / 0.12)');
    expect(said(full(emptyQuoteBook, 'bid 0.02', 'offer 0.13'), false, penny)).toBe('none');
  });

  test('below zero is one for an instrument that takes it', () => {
    const book = full(emptyQuoteBook, 'bid -37.75', 'offer -37.5');
    expect(said(book)).toBe('none');
    expect(said(book, false, { ...instrument, priceMin: decimal('-100') })).toBe('-37.625 (-37.75 / -37.5)');
  });

  test('is the trade where there is no book, as long as the trade is new', () => {
    const book = more(emptyQuoteBook, 'trade 100');
    expect([said(book, true), said(book, false)]).toEqual(['100 (- / -)', 'none']);
    expect(said(more(emptyQuoteBook, 'trade -1'), true)).toBe('none');
  });
});

describe('changes of a book', () => {
  const book = full(emptyQuoteBook, 'bid 100 #b', 'offer 101 #o', 'trade 100.5');

  test('go by the id of the entry, and need no kind then', () => {
    expect(said(more(book, 'change 99.5 #b'))).toBe('100.5 (99.5 / 101)');
    expect(said(more(book, 'delete #b'))).toBe('none');
    expect(said(more(book, 'delete #b', 'bid 99 #c'))).toBe('100.5 (99 / 101)');
  });

  test('without ids stand for the only bid and offer', () => {
    const plain = full(emptyQuoteBook, 'bid 100', 'offer 101');
    expect(said(more(plain, 'bid 99'))).toBe('100 (99 / 101)');
    expect(said(more(plain, 'change offer 100.25'))).toBe('100.125 (100 / 100.25)');
    expect(said(more(plain, 'delete bid', 'bid 99.5'))).toBe('100.25 (99.5 / 101)');
  });

  test('that change another thing than the price, or name nothing known, change nothing', () => {
    expect(said(more(book, 'change #b', 'delete #x', 'change 5 #x', 'delete trade'))).toBe(
      '100.5 (100 / 101)',
    );
  });

  test('a full refresh takes the book away that it does not have, and leaves the last trade', () => {
    expect(said(full(book, 'bid 100.25', 'offer 101'))).toBe('100.5 (100.25 / 101)');
    expect(said(full(book))).toBe('none');
  });

  test('do not grow without end', () => {
    let grown = book;
    for (let i = 0; i < 2_000; i++) grown = more(grown, `bid ${i % 90} #n${i}`);
    expect(grown.levels.size).toBeLessThanOrEqual(256);
  });
});
