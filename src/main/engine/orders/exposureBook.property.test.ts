/** What an order may meet is what a look at each order that works would find. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { add, subtract, wholeDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { parseOrderId, parseTicker, parseVenueId, trusted } from '../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { sampleTerms } from '../../domain/order/testing/sampleTerms.ts';
import { ExposureBook } from './exposureBook.ts';

const venues = ['sim', 'other'].map((name) => trusted(parseVenueId, name));
const symbols = ['SPX', 'NDX'].map((name) => trusted(parseTicker, name));
const price = fc.integer({ min: 1, max: 6 }).map(wholeDecimal);
const quantity = fc.integer({ min: 1, max: 9 }).map(wholeDecimal);

const order = fc
  .record({
    venue: fc.constantFrom(...venues),
    symbol: fc.constantFrom(...symbols),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity,
    kind: fc.constantFrom(
      { orderType: 'market' as const, timeInForce: 'DAY' as const },
      { orderType: 'stop' as const, timeInForce: 'DAY' as const },
      { orderType: 'limit' as const, timeInForce: 'DAY' as const },
      { orderType: 'limit' as const, timeInForce: 'IOC' as const },
    ),
    limitPrice: price,
  })
  .map(({ kind, limitPrice, ...given }): OrderTerms => {
    const { limitPrice: _price, ...terms } = sampleTerms;
    const { orderType } = kind;
    return { ...terms, ...given, ...kind, ...(orderType === 'limit' && { limitPrice }) };
  });

const step = fc.oneof(
  { weight: 3, arbitrary: order.map((terms) => ({ kind: 'open' as const, terms })) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      which: fc.nat(12),
      quantity: fc.option(quantity, { nil: undefined }),
      price: fc.option(price, { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), which: fc.nat(12) }) },
);

interface Open {
  readonly terms: OrderTerms;
  readonly asked?: Decimal | undefined;
  readonly askedPrice?: Decimal | undefined;
}

function meets(
  { terms, asked = terms.quantity, askedPrice }: Open,
  { venue, symbol, side, limitPrice, timeInForce }: OrderTerms,
): Decimal {
  if (terms.venue !== venue || terms.symbol !== symbol || terms.side === side) return zero;
  const prices = [terms.limitPrice, askedPrice].filter((each) => each !== undefined);
  const isMet = prices.some(
    (each) => limitPrice === undefined || (side === 'buy' ? each <= limitPrice : each >= limitPrice),
  );
  const rests = limitPrice !== undefined && timeInForce !== 'IOC' && timeInForce !== 'FOK';
  const quantityNow = asked > terms.quantity ? asked : terms.quantity;
  return isMet || (rests && terms.orderType === 'stop') ? quantityNow : zero;
}

test('what an order may meet is the sum over the orders that work, amends without an answer among them', () => {
  let met = 0;
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 25 }),
      fc.array(order, { minLength: 4, maxLength: 4 }),
      (steps, asks) => {
        const book = new ExposureBook(() => undefined);
        const open = new Map<string, Open>();
        let next = 0;
        for (const each of steps) {
          if (each.kind === 'open') {
            const orderId = trusted(parseOrderId, `o${next++}`);
            const terms = { ...each.terms, orderId };
            book.reserve(terms);
            open.set(orderId, { terms });
            continue;
          }
          const id = `o${each.which}`;
          const one = open.get(id);
          if (each.kind === 'release') {
            book.release(ids.order(id));
            open.delete(id);
          } else if (one?.terms.orderType === 'limit') {
            book.ask(ids.order(id), each.quantity, each.price);
            open.set(id, { terms: one.terms, asked: each.quantity, askedPrice: each.price });
          }
        }
        for (const terms of asks) {
          const sum = [...open.values()].map((one) => meets(one, terms)).reduce(add, zero);
          if (sum > zero) met += 1;
          expect(subtract(book.crossable(terms), sum)).toBe(zero);
        }
      },
    ),
    { numRuns: 500 },
  );
  expect(met).toBeGreaterThan(50);
});
