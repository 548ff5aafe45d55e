/** Contract: orders that trade, rest, or are turned away. */
import { describe, expect, it } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal, type Decimal } from '../../../../shared/kernel/decimal.ts';
import { freshId, type ContractDesk, type VenueFeatures } from './venueHarness.ts';

export function tradingContract(desk: () => ContractDesk, features: VenueFeatures): void {
  describe('orders', () => {
    it('rejects an order it can not take, with a code and a reason', async () => {
      const terms = desk().terms({ limitPrice: decimal('100'), ...desk().harness.refusedTerms });
      const answer = await desk().venue.submit(terms, freshId(), neverAborted);
      expect(answer).toMatchObject({
        type: 'rejected',
        code: expect.any(String),
        reason: expect.any(String),
      });
    });

    it('fills a limit order that meets the other side, at its limit or better, each execution once', async () => {
      const { harness, listener } = desk();
      for (const side of ['buy', 'sell'] as const) {
        const quantity = desk().terms().quantity;
        const limitPrice = await harness.tradingPrice(side, quantity);
        const id = await desk().accepted({ side, limitPrice });
        await listener.untilFilled(id, quantity);
        const fills = listener.fills(id);
        expect(listener.filledQuantity(id)).toBe(quantity);
        expect(new Set(fills.map((fill) => fill.executionId)).size).toBe(fills.length);
        const isWorse = (price: Decimal) => (side === 'buy' ? price > limitPrice : price < limitPrice);
        expect(fills.filter(({ price }) => isWorse(price))).toEqual([]);
      }
    });

    it.runIf(features.resting)('lets a limit order rest away from the market', async () => {
      const id = await desk().rest();
      await desk().cancel(id);
      await desk().listener.heard('canceled', id);
      expect(desk().listener.fills(id)).toEqual([]);
    });

    it.runIf(features.resting)('fills resting orders when the market trades through them', async () => {
      const { harness, listener } = desk();
      const id = await desk().rest();
      await harness.tradeThrough(harness.restingPrice('buy'), 'down');
      await listener.untilFilled(id, desk().terms().quantity);
      expect(listener.fills(id)[0]?.price).toBe(harness.restingPrice('buy'));
    });

    it.runIf(features.partialFills)('fills a part at once and keeps the rest working', async () => {
      const { harness, listener } = desk();
      const quantity = decimal('100');
      const { limitPrice, part } = await harness.partlyTradingPrice('buy', quantity);
      const id = await desk().accepted({ quantity, limitPrice });
      await listener.untilFilled(id, part);
      expect(listener.filledQuantity(id)).toBe(part);
      await harness.tradeThrough(limitPrice, 'down');
      await listener.untilFilled(id, quantity);
      expect(listener.filledQuantity(id)).toBe(quantity);
    });
  });
  timeInForceContract(desk, features);
}

function timeInForceContract(desk: () => ContractDesk, features: VenueFeatures): void {
  const { partialFills, resting, capabilities } = features;
  const [ioc, fok] = [capabilities.timesInForce.includes('IOC'), capabilities.timesInForce.includes('FOK')];
  const stops = capabilities.orderTypes.includes('stop');
  describe('time in force', () => {
    it.runIf(ioc && partialFills)(
      'cancels what an immediate-or-cancel order does not trade at once',
      async () => {
        const { harness, listener } = desk();
        const quantity = decimal('100');
        const { limitPrice, part } = await harness.partlyTradingPrice('buy', quantity);
        const id = await desk().accepted({ quantity, limitPrice, timeInForce: 'IOC' });
        await listener.heard('canceled', id);
        expect(listener.filledQuantity(id)).toBe(part);
      },
    );

    it.runIf(fok && partialFills)(
      'trades nothing of a fill-or-kill order that it can not fill whole',
      async () => {
        const { harness, listener } = desk();
        const quantity = decimal('100');
        const { limitPrice } = await harness.partlyTradingPrice('buy', quantity);
        const id = await desk().accepted({ quantity, limitPrice, timeInForce: 'FOK' });
        await listener.heard('canceled', id);
        expect(listener.fills(id)).toEqual([]);
      },
    );

    it.runIf(fok)('fills a fill-or-kill order that it can fill whole', async () => {
      const { harness, listener } = desk();
      const quantity = desk().terms().quantity;
      const limitPrice = await harness.tradingPrice('buy', quantity);
      const id = await desk().accepted({ limitPrice, timeInForce: 'FOK' });
      await listener.untilFilled(id, quantity);
      expect(listener.filledQuantity(id)).toBe(quantity);
    });

    it.runIf(stops && resting)(
      'holds a stop order back until the market reaches its stop price',
      async () => {
        const { harness, listener } = desk();
        const stopPrice = harness.restingPrice('buy');
        const id = await desk().accepted({ side: 'sell', orderType: 'stop', stopPrice });
        await harness.tradeThrough(stopPrice, 'down');
        await listener.untilFilled(id, desk().terms().quantity);
        const [first, ...rest] = listener.about(id).map(({ type }) => type);
        expect([first, new Set(rest)]).toEqual(['accepted', new Set(['filled'])]);
      },
    );
  });
}
