/** Signs of life of a venue, in simulated time: it is asked, falls silent, speaks again, and closes its breaker on an idle desk. */
import { beforeEach, describe, expect, test } from 'vitest';
import { deskStream, type ClientOrderId, type VenueId } from '../../../shared/kernel/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { parseTradingScope } from '../../domain/trading/tradingScope.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { operator, spx, TradingBed } from '../trading/testing/tradingBed.ts';
import type { VenueGuard } from './venueGuard.ts';

let bed: TradingBed;
let guard: VenueGuard;

beforeEach(async () => {
  bed = await TradingBed.open();
  const found = bed.engine.guards.get('sim' as VenueId);
  if (found === undefined) throw new Error('the venue has a guard');
  guard = found;
  await bed.time.advance(100);
});

const desk = parseTradingScope('desk')!;
const restingTerms = {
  orderId: 'foreign-1',
  signalId: 'foreign-1',
  account: 'main',
  strategy: 'external',
  venue: 'sim',
  symbol: spx,
  side: 'buy',
  quantity: decimal('1'),
  orderType: 'limit',
  limitPrice: decimal('1300'),
  timeInForce: 'GTC',
  reduceOnly: false,
} as unknown as OrderTerms;

const isOpening = ({ type, data }: StoredEvent) =>
  type === 'BreakerStateChanged' && 'to' in data && data.to === 'open';

/** What was recorded of the venue after the first `count` events. */
const since = async (count: number) =>
  (await bed.events()).slice(count).filter(({ streamId }) => streamId !== deskStream);

const typesSince = async (count: number) => (await since(count)).map(({ type }) => type);

describe('a venue that says nothing', () => {
  test('and answers when it is asked is not silent', async () => {
    const before = (await bed.events()).length;
    await bed.time.advance(30_000);
    expect(guard.snapshot().silentSince).toBeUndefined();
    expect(guard.snapshot().lastMessageAgeMs).toBeLessThanOrEqual(2_000);
    expect(await typesSince(before)).toEqual([]);
  });

  test('and does not answer has fallen silent, since its last message, while its connection stands', async () => {
    const before = (await bed.events()).length;
    bed.venue.answers = false;
    await bed.time.advance(4_500);
    const { connected, silentSince, lastMessageAgeMs } = guard.snapshot();
    expect(connected).toBe(true);
    expect(Date.parse(silentSince ?? '')).toBeCloseTo(bed.time.now() / 1_000 - (lastMessageAgeMs ?? 0), 0);
    expect(await since(before)).toMatchObject([{ type: 'VenueFellSilent', data: { since: silentSince } }]);
  });

  test('is not heard because we send to it', async () => {
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order();
    bed.venue.answers = false;
    bed.venue.requests = 'lose_request';
    for (let second = 0; second < 10; second++) {
      void bed.engine.orders.cancel(orderId, operator);
      await bed.time.advance(1_000);
    }
    expect(guard.snapshot().silentSince).toBeDefined();
    expect(guard.snapshot().lastMessageAgeMs).toBeGreaterThanOrEqual(10_000);
  });

  test('is not heard because a kill switch cancels there what only the venue knows', async () => {
    const { venue, time, engine } = bed;
    bed.venue.place(restingTerms, 'foreign-1' as ClientOrderId);
    venue.queryOrder = async () => undefined;
    const cancels: string[] = [];
    // A slow write, and a venue that says nothing any more from then on.
    venue.cancel = ({ clientOrderId }) => {
      cancels.push(clientOrderId);
      venue.answers = false;
      return new Promise((resolve) => void time.after(1_500, resolve));
    };
    await bed.until(engine.trading.kill(desk, { flatten: false }, operator));
    for (let i = 0; i < 100 && cancels.length === 0; i++) await time.advance(100);
    expect(cancels).toEqual(['foreign-1']);
    const { calls } = guard.snapshot().breaker;
    const { lastMessageAgeMs = 0 } = guard.snapshot();
    await time.advance(1_900);
    expect(guard.snapshot().lastMessageAgeMs).toBe(lastMessageAgeMs + 1_900);
    // The question for a sign of life, and none besides.
    expect(guard.snapshot().breaker.calls - calls).toBeLessThanOrEqual(1);
  });

  test('speaks again with its next message, whatever that is', async () => {
    bed.venue.answers = false;
    await bed.time.advance(10_000);
    const before = (await bed.events()).length;
    bed.venue.quote(spx, decimal('1400'));
    await bed.time.advance(10);
    expect(guard.snapshot().silentSince).toBeUndefined();
    expect(await typesSince(before)).toEqual(['VenueSpokeAgain']);
    await bed.time.advance(10_000);
    expect(await typesSince(before)).toEqual(['VenueSpokeAgain', 'VenueFellSilent']);
  });

  test('is silent no more once its connection is lost: then it is away', async () => {
    bed.venue.answers = false;
    await bed.time.advance(10_000);
    bed.venue.disconnect();
    expect(guard.snapshot()).toMatchObject({ connected: false });
    expect(guard.snapshot().silentSince).toBeUndefined();
  });
});

describe('an open breaker on an idle desk', () => {
  test('closes by itself once its wait is over and the venue answers: the next order is no probe', async () => {
    await bed.until(guard.control.trip(operator));
    await bed.time.advance(59_000);
    expect(guard.snapshot().breaker.state).toBe('open');
    await bed.time.advance(1_500);
    expect(guard.snapshot().breaker).toMatchObject({ state: 'closed', reason: 'the probe succeeded' });
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });

  test('stays open while the venue does not answer, and its wait grows', async () => {
    bed.venue.answers = false;
    await bed.time.advance(60_000);
    expect(guard.snapshot().breaker.state).not.toBe('closed');
    expect((await bed.events()).filter(isOpening)).not.toHaveLength(1);
    bed.venue.answers = true;
    await bed.time.advance(60_000);
    expect(guard.snapshot().breaker.state).toBe('closed');
  });

  test('is probed at once when an operator asks, and closes when the venue answers', async () => {
    await bed.until(guard.control.trip(operator));
    const before = (await bed.events()).length;
    expect(
      await bed.until(guard.control.probe({ ...operator, reason: 'the venue says it is back' })),
    ).toMatchObject({
      ok: true,
    });
    await bed.time.advance(100);
    expect(guard.snapshot().breaker).toMatchObject({ state: 'closed', reason: 'the probe succeeded' });
    expect(await since(before)).toMatchObject([
      {
        type: 'BreakerStateChanged',
        actor: operator.actor,
        data: { from: 'open', to: 'half_open', reason: 'the venue says it is back' },
      },
      { type: 'BreakerStateChanged', data: { from: 'half_open', to: 'closed' } },
    ]);
    expect(await bed.until(guard.control.probe(operator))).toMatchObject({
      error: { code: 'breaker_state' },
    });
  });

  test('opens again, for a longer wait, when a probe that was asked for has no answer', async () => {
    await bed.until(guard.control.trip(operator));
    bed.venue.answers = false;
    await bed.until(guard.control.probe(operator));
    await bed.time.advance(10_000);
    expect(guard.snapshot().breaker).toMatchObject({ state: 'open' });
    expect(guard.snapshot().breaker.reason).toContain('the probe failed');
  });

  test('is not probed while its venue is not connected: the refusal says why', async () => {
    await bed.until(guard.control.trip(operator));
    bed.venue.disconnect();
    expect(await bed.until(guard.control.probe(operator))).toMatchObject({
      error: {
        code: 'breaker_state',
        message: "can't probe the breaker of venue sim: it is not connected, and is probed once it is",
      },
    });
    expect(guard.snapshot().breaker.state).toBe('open');
  });

  test('waits for the connection, and closes right after it came back', async () => {
    await bed.until(guard.control.trip(operator));
    bed.venue.disconnect();
    await bed.time.advance(120_000);
    expect(guard.snapshot().breaker.state).toBe('open');
    bed.venue.reconnect();
    await bed.time.advance(100);
    expect(guard.snapshot().breaker.state).toBe('closed');
  });

  test('is left alone while it is isolated', async () => {
    await bed.until(guard.control.isolate(operator));
    await bed.time.advance(300_000);
    expect(guard.snapshot().breaker.state).toBe('isolated');
  });
});

test('asking for signs of life takes no room of limiter and bulkhead', async () => {
  const { tokens } = guard.snapshot().limiter;
  bed.venue.answers = false;
  await bed.time.advance(2_000);
  expect(guard.snapshot().limiter.tokens).toBe(tokens);
  expect(guard.snapshot().bulkhead.inUse).toBe(0);
});

test('an amend that was lost and may not be sent again is settled by what the venue says, and the order is as it was', async () => {
  bed.venue.behaviour = 'rest';
  const orderId = await bed.order();
  bed.venue.requests = 'lose_request';
  expect(await bed.until(bed.engine.orders.amend(orderId, { quantity: decimal('20') }, operator))).toEqual({
    ok: true,
  });
  await bed.time.advance(100);
  await bed.until(guard.control.isolate(operator));
  bed.venue.requests = 'take';
  const sent = bed.venue.requested.length;
  await bed.time.advance(60_000);
  expect(bed.engine.queries.getOrder(orderId)).toMatchObject({ status: 'accepted', quantity: '10' });
  expect(bed.venue.requested).toHaveLength(sent);
  const rejected = (await bed.events()).find(({ type }) => type === 'OrderReplaceRejected');
  expect(rejected?.data).toMatchObject({ code: 'never_received', evidence: 'reconciliation' });
});
