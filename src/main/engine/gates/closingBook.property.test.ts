import { parseOrderId, trusted } from '../../../shared/kernel/ids.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  decimal,
  maximum,
  minimum,
  negate,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import type { Order } from '../../domain/order/orderState.ts';
import { samplePlace } from '../../domain/trading/testing/samplePlace.ts';
import type { Side } from '../../domain/order/orderTerms.ts';
import { ClosingBook, type Claim, type Ladder } from './closingBook.ts';

const { venue, account, symbol } = samplePlace;
const place = { venue, account, symbol };
const claim = (
  id: string,
  quantity: string,
  isBracket: boolean,
  ladder: Ladder = 'limit',
  side: Side = 'sell',
): Claim => ({
  ...place,
  id: trusted(parseOrderId, id),
  side,
  ladder,
  quantity: decimal(quantity),
  isBracket,
});

function bookOf(position: string): ClosingBook {
  const book = new ClosingBook();
  book.restore([{ ...place, quantity: position }]);
  return book;
}

/** As a fill of that many lots changes an order. */
function trade(book: ClosingBook, side: Side, quantity: Decimal): void {
  const terms = { ...place, side };
  const order = (filledQuantity: Decimal) =>
    ({ status: 'accepted', terms, filledQuantity }) as unknown as Order;
  book.changed(order(zero), order(quantity));
}

describe('what is left to close', () => {
  const shares = (book: ClosingBook, claims: readonly Claim[]): Record<string, string> => {
    for (const one of claims) book.put(one);
    return Object.fromEntries(
      claims.map((one) => [`${one.id} ${one.ladder}`, String(book.shareOf(one) / 10n ** 9n)]),
    );
  };

  it('goes to the older of two brackets, and the younger gives way', () => {
    expect(shares(bookOf('12'), [claim('b', '10', true), claim('a', '10', true)])).toEqual({
      'a limit': '10',
      'b limit': '2',
    });
  });

  it('goes to a stop-loss before another stop, and to another limit before a take-profit', () => {
    const claims = [
      claim('a', '10', false, 'stop'),
      claim('b', '10', true, 'stop'),
      claim('c', '10', true),
      claim('d', '10', false),
    ];
    expect(shares(bookOf('10'), claims)).toEqual({
      'a stop': '0',
      'b stop': '10',
      'c limit': '0',
      'd limit': '10',
    });
  });

  it('is nothing on the side that would open a position', () => {
    expect(shares(bookOf('-10'), [claim('a', '10', true), claim('b', '4', true, 'limit', 'buy')])).toEqual({
      'a limit': '0',
      'b limit': '4',
    });
  });
});

type Step =
  | { readonly kind: 'trade'; readonly side: Side; readonly lots: number }
  | {
      readonly kind: 'put';
      readonly id: string;
      readonly ladder: Ladder;
      readonly side: Side;
      readonly lots: number;
    };

const side = fc.constantFrom<Side>('buy', 'sell');
const lots = fc.nat({ max: 12 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('trade' as const), side, lots }),
  fc.record({
    kind: fc.constant('put' as const),
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    ladder: fc.constantFrom<Ladder>('stop', 'limit'),
    side,
    lots,
  }),
);

it('is never shared out twice, wholly used where it is wanted, and whoever has another share than before is told', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const book = new ClosingBook();
      const told = new Set<string>();
      book.onShares((ids) => {
        for (const id of ids) told.add(id);
      });
      const claims = new Map<string, Claim>();
      const shares = (): Map<string, Decimal> =>
        new Map([...claims].map(([key, one]) => [key, book.shareOf(one)]));
      for (const one of steps) {
        const before = shares();
        told.clear();
        const quantity = decimal(String(one.lots));
        if (one.kind === 'trade') trade(book, one.side, quantity);
        else {
          const put = claim(one.id, String(one.lots), one.id < 'c', one.ladder, one.side);
          claims.set(`${one.id} ${one.ladder} ${one.side}`, put);
          book.put(put);
          told.add(one.id);
        }
        const after = shares();
        const changed = [...after].filter(([key, share]) => share !== (before.get(key) ?? zero));
        for (const [key] of changed) expect(told).toContain(key.split(' ')[0]);
        for (const pool of ['stop buy', 'limit buy', 'stop sell', 'limit sell']) {
          const own = [...claims].filter(([key]) => key.endsWith(pool));
          const given = own.reduce((sum, [key]) => add(sum, after.get(key) ?? zero), zero);
          const wanted = own.reduce((sum, [, { quantity: wish }]) => add(sum, wish), zero);
          const position = book.position(place);
          const left = maximum(zero, pool.endsWith('sell') ? position : negate(position));
          expect(given).toBe(minimum(left, wanted));
        }
      }
    }),
    { numRuns: 2_000 },
  );
});
