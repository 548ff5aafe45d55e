/** Contract: the connection, and calls without an answer. */
import { describe, expect, it } from 'vitest';
import { createAbortSource, neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { VenueCallError } from '../../../engine/ports.ts';
import { freshId, type ContractDesk, type VenueFeatures } from './venueHarness.ts';

async function failureOf(call: Promise<unknown>): Promise<VenueCallError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof VenueCallError) return outcome;
  throw new Error(`expected a VenueCallError, got ${String(outcome)}`);
}

export function connectionContract(desk: () => ContractDesk, features: VenueFeatures): void {
  describe('connection', () => {
    it('says that it is connected', () => {
      expect(desk().venue.connected).toBe(true);
      expect(desk().listener.connections).toBe(1);
    });

    it('connects again by itself after the connection was cut, and works on', async () => {
      const { venue, harness, listener } = desk();
      await harness.cutConnection();
      await listener.until('the loss', () => listener.disconnections === 1);
      await listener.until('the new connection', () => listener.connections === 2);
      expect(venue.connected).toBe(true);
      const quantity = desk().terms().quantity;
      const id = await desk().accepted({ limitPrice: await harness.tradingPrice('buy', quantity) });
      await listener.untilFilled(id, quantity);
    });

    it('refuses a call that was aborted before it could be sent, and proves that it was not sent', async () => {
      const aborted = createAbortSource();
      aborted.cancel();
      const failure = await failureOf(desk().venue.submit(desk().terms(), freshId(), aborted.signal));
      expect(failure.sent).toBe(false);
    });

    it('refuses calls after it was closed, and proves that they were not sent', async () => {
      await desk().venue.close();
      const failure = await failureOf(desk().venue.submit(desk().terms(), freshId(), neverAborted));
      expect(failure).toMatchObject({ failure: 'not_connected', sent: false });
      expect(desk().venue.connected).toBe(false);
    });
  });

  describe.runIf(features.queries && features.losableAnswers)('a lost answer', () => {
    it('leaves the call open until it is aborted, as sent; the order is then found by its id', async () => {
      const { venue, harness, listener } = desk();
      await harness.loseAnswers(true);
      const terms = desk().terms({ limitPrice: await harness.tradingPrice('buy', desk().terms().quantity) });
      const [id, source] = [freshId(), createAbortSource()];
      const failure = failureOf(venue.submit(terms, id, source.signal));
      // The fill shows that the venue has taken the order, so the answer would have come before it.
      await listener.untilFilled(id, terms.quantity);
      source.cancel();
      expect(await failure).toMatchObject({ failure: 'timeout', sent: true });
      await harness.loseAnswers(false);
      expect(await venue.queryOrder(id, neverAborted)).toMatchObject({
        clientOrderId: id,
        status: 'filled',
      });
    });
  });
}
