/** FIFO and average cost beside a plain count of the same trades. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal, negate, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { addNotional, noNotional, notionalOf, type Notional } from '../../../shared/kernel/notional.ts';
import { byMethod, filled, flatDay, unrealized } from './dayPosition.ts';

interface Trade {
  readonly side: 'buy' | 'sell';
  readonly quantity: Decimal;
  readonly price: Decimal;
}

const trades = fc.array(
  fc.record<Trade>({
    side: fc.constantFrom('buy', 'sell'),
    quantity: fc.integer({ min: 1, max: 30 }).map((thirds) => decimal(`0.${String(thirds * 333)}`)),
    price: fc.integer({ min: -5, max: 20 }).map((price) => decimal(String(price))),
  }),
  { maxLength: 60 },
);

const after = (all: readonly Trade[]) =>
  all.reduce((position, { side, quantity, price }) => filled(position, side, quantity, price), flatDay);

test('the sum of realized and open is the same by both methods, and is the money that went in and out', () => {
  fc.assert(
    fc.property(trades, fc.integer({ min: -5, max: 20 }), (all, last) => {
      const position = after(all);
      const price = decimal(String(last));
      const totals = (['average', 'fifo'] as const).map((method) => {
        const { cost, realized } = byMethod(position, method);
        return addNotional(realized, unrealized({ quantity: position.quantity, cost }, price));
      });
      const money = all.reduce<Notional>(
        (sum, { side, quantity, price: at }) =>
          addNotional(sum, notionalOf(side === 'buy' ? negate(quantity) : quantity, at)),
        notionalOf(position.quantity, price),
      );
      expect(totals).toEqual([money, money]);
    }),
  );
});

test('fifo realizes what matching each unit with the oldest open one realizes', () => {
  fc.assert(
    fc.property(trades, (all) => {
      const open: { side: Trade['side']; left: bigint; price: Decimal }[] = [];
      let realized: bigint = noNotional;
      for (const { side, quantity, price } of all) {
        let left: bigint = quantity;
        while (left > 0n && open[0] !== undefined && open[0].side !== side) {
          const [oldest] = open;
          const part = left < oldest.left ? left : oldest.left;
          const gained = side === 'sell' ? price - oldest.price : oldest.price - price;
          realized += notionalOf(part as Decimal, gained as Decimal);
          left -= part;
          oldest.left -= part;
          if (oldest.left === 0n) open.shift();
        }
        if (left > 0n) open.push({ side, left, price });
      }
      const { fifo, quantity } = after(all);
      expect(fifo.realized).toBe(realized);
      const lots = Array.from(fifo.lots, (lot) => lot.quantity);
      expect(lots.reduce((sum, lot) => sum + lot, 0n)).toBe(quantity);
      expect(lots.every((lot) => lot !== zero && lot > 0n === quantity > zero)).toBe(true);
    }),
  );
});

test('a position of very many lots costs no more for each of them', () => {
  const count = 30_000;
  let position = flatDay;
  for (let i = 0; i < count; i++) position = filled(position, 'buy', decimal('1'), decimal(String(i % 7)));
  for (let i = 0; i < count; i++) position = filled(position, 'sell', decimal('1'), decimal('7'));
  expect(position).toMatchObject({ quantity: zero, cost: noNotional, fifo: { cost: noNotional } });
  expect(position.fifo.realized).toBe(position.realized);
});
