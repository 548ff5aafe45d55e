/** Contract: what the venue's own record says. */
import { describe, expect, it } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { add, decimal, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import { freshId, type ContractDesk, type VenueFeatures } from './venueHarness.ts';

export function queryContract(desk: () => ContractDesk, features: VenueFeatures): void {
  describe.runIf(features.queries)('record', () => {
    it('has no order under an id that was never used', async () => {
      expect(await desk().venue.queryOrder(freshId(), neverAborted)).toBeUndefined();
    });

    it('tells a filled order from a rejected one', async () => {
      const { venue, harness, listener } = desk();
      const quantity = desk().terms().quantity;
      const filled = await desk().accepted({ limitPrice: await harness.tradingPrice('buy', quantity) });
      await listener.untilFilled(filled, quantity);
      const rejected = freshId();
      await venue.submit(
        desk().terms({ limitPrice: harness.restingPrice('buy'), ...harness.refusedTerms }),
        rejected,
        neverAborted,
      );
      const statusOf = async (id: ClientOrderId) => (await venue.queryOrder(id, neverAborted))?.status;
      expect(await statusOf(filled)).toBe('filled');
      expect(await statusOf(rejected)).toBe('rejected');
    });

    it.runIf(features.resting)('tells a working order from a canceled one', async () => {
      const { venue, listener } = desk();
      const statusOf = async (id: ClientOrderId) => (await venue.queryOrder(id, neverAborted))?.status;
      const working = await desk().rest();
      expect(await statusOf(working)).toBe('accepted');
      await desk().cancel(working);
      await listener.heard('canceled', working);
      expect(await statusOf(working)).toBe('canceled');
    });

    it.runIf(features.resting)('says what a working order asks for', async () => {
      const { venue, harness } = desk();
      const limitPrice = harness.restingPrice('buy');
      const terms = desk().terms({ limitPrice });
      const id = await desk().accepted({ limitPrice });
      const order = await venue.queryOrder(id, neverAborted);
      const { symbol, side, orderType, timeInForce, quantity } = terms;
      expect(order).toMatchObject({ symbol, side, orderType, timeInForce, quantity, limitPrice });
      // A venue that keeps one account a session names none.
      expect(order?.account ?? terms.account).toBe(terms.account);
    });

    it.runIf(features.partialFills)('says how much of a working order has traded', async () => {
      const { venue, harness, listener } = desk();
      const quantity = decimal('100');
      const { limitPrice, part } = await harness.partlyTradingPrice('buy', quantity);
      const id = await desk().accepted({ quantity, limitPrice });
      await listener.untilFilled(id, part);
      const order = await venue.queryOrder(id, neverAborted);
      expect(order).toMatchObject({ status: 'partially_filled', quantity, filledQuantity: part });
    });

    it.runIf(features.resting)('lists working orders and no others', async () => {
      const { venue, listener } = desk();
      const [first, second, gone] = [
        await desk().rest('buy'),
        await desk().rest('sell'),
        await desk().rest('buy'),
      ];
      await desk().cancel(gone);
      await listener.heard('canceled', gone);
      const open = (await venue.listOpenOrders(neverAborted)).map((order) => order.clientOrderId);
      expect(open).toEqual(expect.arrayContaining([first, second]));
      expect(open).not.toContain(gone);
    });

    it.runIf(features.resting && features.capabilities.replace)(
      'knows a replaced order by both ids, under its new one',
      async () => {
        const { venue, harness, listener } = desk();
        const [id, newId] = [await desk().rest(), freshId()];
        const quantity = desk().terms().quantity;
        const { symbol } = harness;
        await venue.replace({ clientOrderId: id, newClientOrderId: newId, symbol, quantity }, neverAborted);
        await listener.heard('replaced', id);
        for (const known of [id, newId]) {
          expect(await venue.queryOrder(known, neverAborted)).toMatchObject({ clientOrderId: newId });
        }
      },
    );
  });
  executionContract(desk, features);
}

function executionContract(desk: () => ContractDesk, features: VenueFeatures): void {
  describe.runIf(features.queries)('executions', () => {
    it('gives the executions of one order, and of all since a time, as they were reported', async () => {
      const { venue, harness, listener } = desk();
      const quantity = desk().terms().quantity;
      const before = await desk().accepted({ limitPrice: await harness.tradingPrice('buy', quantity) });
      await listener.untilFilled(before, quantity);
      const id = await desk().accepted({
        side: 'sell',
        limitPrice: await harness.tradingPrice('sell', quantity),
      });
      await listener.untilFilled(id, quantity);
      const reported = listener.fills(id).map(({ type: _, ...fill }) => fill);
      expect(await venue.executions({ clientOrderId: id }, neverAborted)).toEqual(reported);
      const since = epochMicros((listener.fills(before).at(-1)?.venueTime ?? 0) + 1);
      const later = await venue.executions({ since }, neverAborted);
      expect(later.map((execution) => execution.executionId)).toEqual(
        reported.map((fill) => fill.executionId),
      );
    });
  });

  describe.runIf(features.capabilities.positions)('positions', () => {
    it('are what was bought less what was sold', async () => {
      const { venue, harness, listener } = desk();
      const { account, symbol, quantity } = desk().terms();
      const held = async (): Promise<Decimal> => {
        const positions = await venue.positions(neverAborted);
        const own = positions.filter((one) => one.symbol === symbol && (one.account ?? account) === account);
        return own.reduce((sum, one) => add(sum, one.quantity), zero);
      };
      const before = await held();
      for (const [side, change] of [
        ['buy', quantity],
        ['sell', zero],
      ] as const) {
        const id = await desk().accepted({ side, limitPrice: await harness.tradingPrice(side, quantity) });
        await listener.untilFilled(id, quantity);
        expect(await held()).toBe(add(before, change));
      }
    });
  });

  describe.runIf(features.idempotentSubmission)('the same client order id again', () => {
    it('gets the same answer and makes no second order', async () => {
      const { venue, harness, listener } = desk();
      const quantity = desk().terms().quantity;
      const terms = desk().terms({ limitPrice: await harness.tradingPrice('buy', quantity) });
      const id = freshId();
      const first = await venue.submit(terms, id, neverAborted);
      const second = await venue.submit(terms, id, neverAborted);
      expect(second).toEqual(first);
      await listener.untilFilled(id, quantity);
      expect(await venue.executions({ clientOrderId: id }, neverAborted)).toHaveLength(
        listener.fills(id).length,
      );
      expect(listener.filledQuantity(id)).toBe(quantity);
    });
  });
}
