import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Book, type BookOrder } from './book.ts';

interface Numbered extends BookOrder {
  readonly number: number;
}

const newOrder = fc.record({
  kind: fc.constant('order' as const),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  ticks: fc.integer({ min: 95, max: 105 }),
  lots: fc.integer({ min: 1, max: 20 }),
});
const removal = fc.record({ kind: fc.constant('remove' as const), pick: fc.nat() });
const actions = fc.array(fc.oneof({ arbitrary: newOrder, weight: 4 }, { arbitrary: removal, weight: 1 }), {
  maxLength: 200,
  size: 'max',
});

/** The same rules by sorting a list: slow, and obviously right. */
class ListBook {
  resting: Numbered[] = [];

  match(taker: { side: 'buy' | 'sell'; ticks: number; lots: number }): [number, number, number][] {
    const better = taker.side === 'buy' ? 1 : -1;
    const queue = this.resting
      .filter(({ side, ticks }) => side !== taker.side && (taker.ticks - ticks) * better >= 0)
      .toSorted((a, b) => (a.ticks - b.ticks) * better || a.number - b.number);
    const log: [number, number, number][] = [];
    let left = taker.lots;
    for (const maker of queue) {
      const lots = Math.min(left, maker.openLots);
      if (lots === 0) break;
      maker.openLots -= lots;
      left -= lots;
      log.push([maker.number, lots, maker.ticks]);
    }
    this.resting = this.resting.filter(({ openLots }) => openLots > 0);
    return log;
  }
}

it('trades as a sorted list would: price, then time; nothing lost, nothing made, never crossed', () => {
  fc.assert(
    fc.property(actions, (steps) => {
      const book = new Book<Numbered>();
      const list = new ListBook();
      const live = new Map<number, Numbered>();
      let [entered, traded, removed] = [0, 0, 0];
      steps.forEach((step, number) => {
        if (step.kind === 'remove') {
          const order = [...live.values()][step.pick % Math.max(1, live.size)];
          if (order === undefined) return;
          if (book.remove(order)) removed += order.openLots;
          live.delete(order.number);
          list.resting = list.resting.filter((each) => each.number !== order.number);
          return;
        }
        const { side, ticks, lots } = step;
        entered += lots;
        const taker = { side, limitTicks: ticks, openLots: lots };
        const log: [number, number, number][] = [];
        book.match(taker, (maker, tradedLots, price) => {
          log.push([maker.number, tradedLots, price]);
          traded += tradedLots;
          if (maker.openLots === 0) live.delete(maker.number);
        });
        expect(log).toEqual(list.match(step));
        if (taker.openLots > 0) {
          const order = { number, side, ticks, openLots: taker.openLots };
          book.add(order);
          live.set(number, order);
          list.resting.push({ ...order });
        }
        expect((book.bestBid ?? 0) < (book.bestAsk ?? Number.POSITIVE_INFINITY)).toBe(true);
      });
      const resting = [...book.bids.inOrder(), ...book.asks.inOrder()];
      const open = resting.reduce((sum, { openLots }) => sum + openLots, 0);
      // Every trade takes its lots from two orders.
      expect(entered).toBe(2 * traded + removed + open);
      expect(new Set(resting)).toEqual(new Set(live.values()));
    }),
    { numRuns: 500 },
  );
});
