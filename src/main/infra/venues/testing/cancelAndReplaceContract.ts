/** Contract: changing and ending working orders. */
import { describe, expect, it } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { freshId, type ContractDesk, type VenueFeatures } from './venueHarness.ts';

export function cancelAndReplaceContract(desk: () => ContractDesk, features: VenueFeatures): void {
  describe('cancel', () => {
    it.runIf(features.partialFills)('cancels the rest of an order that traded in part', async () => {
      const { harness, listener } = desk();
      const quantity = decimal('100');
      const { limitPrice, part } = await harness.partlyTradingPrice('buy', quantity);
      const id = await desk().accepted({ quantity, limitPrice });
      await listener.untilFilled(id, part);
      await desk().cancel(id);
      await listener.heard('canceled', id);
      expect(listener.about(id).at(-1)?.type).toBe('canceled');
      expect(listener.filledQuantity(id)).toBe(part);
    });

    it('refuses to cancel a filled order', async () => {
      const { harness, listener } = desk();
      const quantity = desk().terms().quantity;
      const id = await desk().accepted({ limitPrice: await harness.tradingPrice('buy', quantity) });
      await listener.untilFilled(id, quantity);
      await desk().cancel(id);
      expect(await listener.heard('cancel_rejected', id)).toMatchObject({ reason: expect.any(String) });
    });

    it('refuses to cancel an order it has never heard of', async () => {
      const id = freshId();
      await desk().cancel(id);
      expect(await desk().listener.heard('cancel_rejected', id)).toMatchObject({ code: expect.any(String) });
    });
  });

  describe.runIf(features.resting && features.capabilities.replace)('replace', () => {
    it('changes quantity and price, and knows the order by its new id', async () => {
      const { venue, harness, listener } = desk();
      const [id, newId] = [await desk().rest(), freshId()];
      const quantity = decimal('7');
      await venue.replace(
        { clientOrderId: id, newClientOrderId: newId, symbol: harness.symbol, quantity },
        neverAborted,
      );
      expect(await listener.heard('replaced', id)).toMatchObject({ newClientOrderId: newId, quantity });
      await desk().cancel(newId);
      await listener.heard('canceled', newId);
    });

    it('trades a replaced order that now meets the other side, under its new id', async () => {
      const { venue, harness, listener } = desk();
      const quantity = desk().terms().quantity;
      const [id, newId] = [await desk().rest(), freshId()];
      const limitPrice = await harness.tradingPrice('buy', quantity);
      await venue.replace(
        { clientOrderId: id, newClientOrderId: newId, symbol: harness.symbol, limitPrice },
        neverAborted,
      );
      await listener.heard('replaced', id);
      await listener.untilFilled(newId, quantity);
      expect(listener.fills(id)).toEqual([]);
    });

    it('refuses to replace a filled order', async () => {
      const { venue, harness, listener } = desk();
      const quantity = desk().terms().quantity;
      const id = await desk().accepted({ limitPrice: await harness.tradingPrice('buy', quantity) });
      await listener.untilFilled(id, quantity);
      await venue.replace(
        { clientOrderId: id, newClientOrderId: freshId(), symbol: harness.symbol, quantity: decimal('20') },
        neverAborted,
      );
      expect(await listener.heard('replace_rejected', id)).toMatchObject({ code: expect.any(String) });
    });
  });
}
