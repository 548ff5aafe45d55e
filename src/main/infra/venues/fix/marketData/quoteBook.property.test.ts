/** Whatever a venue says of its market: what is told of it is a price that can be right, or none. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal, zero } from '../../../../../shared/kernel/decimal.ts';
import type { Field } from '../codec/fixMessage.ts';
import { marketEntries } from './marketEntries.ts';
import { changed, emptyQuoteBook, quoteOf, refreshed, type Quote } from './quoteBook.ts';

const instrument = { tickSize: decimal('0.25') };

const field: fc.Arbitrary<Field> = fc.oneof(
  fc.tuple(fc.constantFrom(268, 269, 279), fc.constantFrom('0', '1', '2', '3', 'x')),
  fc.tuple(fc.constant(270), fc.constantFrom('100', '100.25', '99', '0', '-5', '1e9', '', '00101.', '103')),
  fc.tuple(fc.constantFrom(278, 280), fc.constantFrom('a', 'b', 'c')),
  fc.tuple(fc.constantFrom(55, 271, 58), fc.string({ maxLength: 3 })),
);
const oddMessage = fc.record({ type: fc.constantFrom('W', 'X'), fields: fc.array(field, { maxLength: 24 }) });

/** A full book with a trade, as a venue that is sound tells it: it always has a price. */
const soundMessage = fc
  .tuple(fc.integer({ min: 95, max: 105 }), fc.integer({ min: 0, max: 2 }))
  .map(([bid, apart]) => ({
    type: 'W' as const,
    fields: [
      [268, '3'],
      [269, '0'],
      [270, String(bid)],
      [269, '1'],
      [270, String(bid + apart)],
      [269, '2'],
      [270, '100'],
    ] satisfies Field[],
  }));
const message = fc.oneof({ weight: 1, arbitrary: soundMessage }, { weight: 3, arbitrary: oddMessage });

test('no sequence of messages throws, and every price is above zero and within a book that is not crossed', () => {
  fc.assert(
    fc.property(soundMessage, fc.array(message, { maxLength: 12 }), (first, others) => {
      let book = emptyQuoteBook;
      const quotes: (Quote | undefined)[] = [];
      for (const { type, fields } of [first, ...others]) {
        const entries = marketEntries({ fields: [[35, type], ...fields] });
        if (entries === undefined) continue;
        book = type === 'W' ? refreshed(book, entries) : changed(book, entries);
        quotes.push(quoteOf(book, instrument, true));
      }
      expect(quotes[0]).toBeDefined();
      for (const { last, bid, ask } of quotes.filter((quote) => quote !== undefined)) {
        expect([last, bid ?? last, ask ?? last].every((price) => price > zero)).toBe(true);
        const hasBoth = bid !== undefined && ask !== undefined;
        expect(!hasBoth || (bid <= last && last <= ask)).toBe(true);
      }
    }),
  );
});
