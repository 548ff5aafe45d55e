import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal, zero } from '../../../../../shared/kernel/decimal.ts';
import type { Field } from '../codec/fixMessage.ts';
import { marketEntries } from './marketEntries.ts';
import { changed, emptyQuoteBook, quoteOf, refreshed } from './quoteBook.ts';

const instrument = { tickSize: decimal('0.25') };

const field: fc.Arbitrary<Field> = fc.oneof(
  fc.tuple(fc.constantFrom(268, 269, 279), fc.constantFrom('0', '1', '2', '3', 'x')),
  fc.tuple(fc.constant(270), fc.constantFrom('100', '100.25', '99', '0', '-5', '1e9', '', '00101.', '103')),
  fc.tuple(fc.constantFrom(278, 280), fc.constantFrom('a', 'b', 'c')),
  fc.tuple(fc.constantFrom(55, 271, 58), fc.string({ maxLength: 3 })),
);
const message = fc.record({ type: fc.constantFrom('W', 'X'), fields: fc.array(field, { maxLength: 24 }) });

test('no sequence of messages throws, and every price is above zero and within a book that is not crossed', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
      let book = emptyQuoteBook;
      for (const { type, fields } of messages) {
        const entries = marketEntries({ fields: [[35, type], ...fields] });
        if (entries === undefined) continue;
        book = type === 'W' ? refreshed(book, entries) : changed(book, entries);
        const quote = quoteOf(book, instrument, true);
        if (quote === undefined) continue;
        const { last, bid, ask } = quote;
        expect([last, bid ?? last, ask ?? last].every((price) => price > zero)).toBe(true);
        const hasBoth = bid !== undefined && ask !== undefined;
        expect(!hasBoth || (bid <= last && last <= ask)).toBe(true);
      }
    }),
  );
});
