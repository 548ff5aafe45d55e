/** Amends at a venue's door: what only reduces passes, what does more is held to what a new order is. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderId, VenueId } from '../../../shared/kernel/ids.ts';
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import type { ReplaceTerms } from '../../domain/order/orderState.ts';
import { defaultVenueSettings } from '../configuration.ts';
import { VenueCallError } from '../ports.ts';
import type { VenueGuard } from '../resilience/venueGuard.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

const sim = 'sim' as VenueId;
/** The sample is a buy of 10 at 1400. */
const more: readonly ReplaceTerms[] = [{ quantity: decimal('11') }, { limitPrice: decimal('1401') }];
const less: readonly ReplaceTerms[] = [
  { quantity: decimal('9') },
  { limitPrice: decimal('1399') },
  { quantity: decimal('8'), limitPrice: decimal('1398') },
];

let bed: TradingBed;
let orderId: OrderId;
let guard: VenueGuard;

beforeEach(async () => {
  const settings = defaultVenueSettings(sim);
  const limiter = { ratePerSecond: 1, burst: 1_000, queueDepthMax: 10 };
  bed = await TradingBed.open({ venues: [{ ...settings, limiter }] });
  bed.venue.behaviour = 'rest';
  orderId = await bed.order();
  const found = bed.engine.guards.get(sim);
  if (found === undefined) throw new Error('the venue has a guard');
  guard = found;
});

const amend = (change: ReplaceTerms) => bed.until(bed.engine.orders.amend(orderId, change, operator));

async function expectOnlyReducing(code: string): Promise<void> {
  for (const change of more) {
    expect(await amend(change)).toMatchObject({ ok: false, error: { code } });
  }
  expect(bed.venue.requested).toEqual([]);
  for (const change of less) {
    expect(await amend(change)).toEqual({ ok: true });
    await bed.time.advance(100);
  }
  expect(bed.engine.queries.getOrder(orderId)).toMatchObject({ quantity: '8', limitPrice: '1398' });
  expect(await bed.until(bed.engine.orders.cancel(orderId, operator))).toEqual({ ok: true });
  await bed.time.advance(100);
  expect(bed.engine.queries.getOrder(orderId)).toMatchObject({ status: 'canceled' });
}

describe('an amend that only reduces passes like a cancel, and no other', () => {
  test('an isolated breaker', async () => {
    await bed.until(guard.control.isolate(operator));
    await expectOnlyReducing('breaker_open');
    expect(guard.snapshot().breaker).toMatchObject({ state: 'isolated', refusedCalls: 0 });
  });

  test('an open breaker', async () => {
    await bed.until(guard.control.trip(operator));
    await expectOnlyReducing('breaker_open');
    expect(guard.snapshot().breaker).toMatchObject({ state: 'open' });
  });

  test('a venue whose record differs from ours', async () => {
    bed.venue.forget(clientOrderIdOf(await bed.order(), 0));
    await bed.until(bed.engine.reconciliation.run(sim, operator));
    expect(bed.engine.reconciliation.gate(sim)).toBe('differences');
    await expectOnlyReducing('venue_unreconciled');
  });

  test('an alert that holds orders', async () => {
    await bed.until(
      bed.engine.alerts.raise({
        alertId: ids.alert('overfill:test'),
        kind: 'overfill',
        holdsOrders: true,
        message: 'the test wants orders held',
        advice: 'Acknowledge it.',
      }),
    );
    await expectOnlyReducing('orders_held');
    expect(bed.engine.alerts.open()).toHaveLength(1);
  });
});

test('an amend that waits in a queue while the breaker is isolated is not sent, and the order stays as it is', async () => {
  const { limiter } = guard.snapshot();
  for (let taken = 0; taken < limiter.tokens; taken++) {
    const admitted = await guard.admit('query', neverAborted);
    if (admitted.ok) admitted.value.release();
  }
  expect(await amend({ quantity: decimal('20') })).toEqual({ ok: true });
  expect(guard.snapshot().limiter.cancelsQueued).toBe(1);
  await bed.until(guard.control.isolate(operator));
  await bed.time.advance(5_000);
  expect(bed.venue.requested).toEqual([]);
  expect(bed.engine.queries.getOrder(orderId)).toMatchObject({ quantity: '10', status: 'accepted' });
});

test('the exits of a bracket wait while the breaker is isolated, the bare quantity is told, and they leave once it is reset', async () => {
  const entry = await bed.order({ takeProfit: '1410', stopLoss: '1390' });
  await bed.until(guard.control.isolate(operator));
  const before = bed.venue.submissions.length;
  bed.venue.fill(clientOrderIdOf(entry, 0), decimal('10'));
  await bed.time.advance(5_000);
  expect(bed.venue.submissions).toHaveLength(before);
  expect(bed.engine.brackets.unprotected()).toMatchObject([{ orderId: entry, quantity: '10' }]);
  await bed.until(guard.control.reset(operator));
  await bed.time.advance(60_000);
  expect(bed.venue.submissions).toHaveLength(before + 2);
  expect(bed.engine.brackets.unprotected()).toEqual([]);
});

test('orders that the venue surely did not take are denied with the reason: no doubt, and its breaker stays closed', async () => {
  const submit = bed.venue.submit.bind(bed.venue);
  bed.venue.submit = () => Promise.reject(new VenueCallError('refused', false, 'goodTill is too far'));
  for (let i = 0; i < 8; i++) {
    expect(await bed.signal()).toMatchObject({
      type: 'denied',
      reasons: [{ code: 'venue_refused', message: 'goodTill is too far' }],
    });
  }
  expect(guard.snapshot().breaker).toMatchObject({ state: 'closed', failures: 0 });
  expect(guard.snapshot().retry.repeats).toBe(0);
  bed.venue.submit = submit;
  expect(await bed.signal()).toMatchObject({ type: 'ordered' });
});
