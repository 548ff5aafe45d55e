import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import { createGrid } from './grid.ts';
import { MarketLog, sampleGrid, sampleOrder } from '../testing/sampleOrders.ts';
import type { SimOrder } from './simOrder.ts';
import { SymbolMarket } from './symbolMarket.ts';

const price = fc.integer({ min: 80, max: 120 });
/** Shifts every price, down to a market around zero and one below it. */
const shift = fc.constantFrom(0, -100, -300);
const anyPrice = createGrid(sampleGrid.tickSize, sampleGrid.lotSize, { priceMin: decimal('-1000') });
const order = fc.record(
  {
    side: fc.constantFrom('buy' as const, 'sell' as const),
    lots: fc.integer({ min: 1, max: 60 }),
    limitTicks: price,
    stopTicks: price,
    timeInForce: fc.constantFrom('GTC' as const, 'IOC' as const, 'FOK' as const),
  },
  { requiredKeys: ['side', 'lots'] },
);
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('enter' as const), order }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), pick: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      to: price,
      path: fc.constantFrom('walk' as const, 'gap' as const),
    }),
  },
);
const actions = fc.array(action, { maxLength: 80, size: 'max' });

it('keeps every order whole: fills within limit and quantity, ends once, and the book never crosses', () => {
  fc.assert(
    fc.property(actions, fc.integer({ min: 0, max: 4 }), shift, (steps, levels, by) => {
      const log = new MarketLog();
      const market = new SymbolMarket(anyPrice, { levels, lotsPerLevel: 10, spreadTicks: 1 }, 100 + by, log);
      market.open();
      const orders: SimOrder[] = [];
      const withdrawn = new Set<SimOrder>();
      for (const step of steps) {
        if (step.kind === 'enter') {
          const { limitTicks, stopTicks, ...rest } = step.order;
          const entered = sampleOrder({
            ...rest,
            ...(limitTicks !== undefined && { limitTicks: limitTicks + by }),
            ...(stopTicks !== undefined && { stopTicks: stopTicks + by }),
          });
          orders.push(entered);
          market.enter(entered);
        } else if (step.kind === 'move') market.moveTo(step.to + by, step.path);
        else {
          const picked = orders[step.pick % Math.max(1, orders.length)];
          if (picked !== undefined && market.withdraw(picked)) withdrawn.add(picked);
        }
        const { bid, ask } = market.touch();
        expect(bid).toBeLessThan(ask);
      }
      for (const each of orders) {
        const fills = log.fillsOf(each);
        const filled = fills.reduce((sum, [lots]) => sum + lots, 0);
        expect(filled + each.openLots).toBe(each.lots);
        const limit = each.limitTicks;
        const worse = fills.filter(([, ticks]) =>
          limit === undefined ? false : each.side === 'buy' ? ticks > limit : ticks < limit,
        );
        expect(worse).toEqual([]);
        const ends = log.canceled.filter((end) => end.order === each).length;
        expect(ends + (each.openLots === 0 ? 1 : 0) + (withdrawn.has(each) ? 1 : 0)).toBeLessThanOrEqual(1);
        const early = each.stopTicks !== undefined && !each.triggered ? fills : [];
        expect(early).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});
