/** A venue that says "too fast", on the whole engine: nobody is banned, cancels get through, and it recovers. */
import { beforeEach, expect, test } from 'vitest';
import { invariant } from '../../../shared/kernel/invariant.ts';
import { defaultVenueSettings } from '../configuration.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';
import type { GuardSnapshot } from './venueGuard.ts';

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  await bed.time.advance(1_000);
});

function guard(): GuardSnapshot {
  const found = bed.engine.guards.get(bed.venue.id);
  invariant(found !== undefined, 'the venue has a guard');
  return found.snapshot();
}

const eventsOf = async (type: string) => (await bed.events()).filter((event) => event.type === type);

/** The venue refuses ten orders of one second as too fast. */
async function throttle(): Promise<void> {
  const before = bed.venue.behaviour;
  bed.venue.behaviour = 'throttle';
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => bed.until(bed.submit())));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ type: 'ordered', status: 'rejected' });
  bed.venue.behaviour = before;
}

test('the orders are rejected in its words and sent once; the rate is half of what was sent, and an alert says so', async () => {
  await throttle();
  expect(bed.venue.submissions).toHaveLength(10);
  expect(new Set(bed.venue.submissions).size).toBe(10);
  const rejected = await eventsOf('OrderRejected');
  expect(rejected).toHaveLength(10);
  expect(rejected[0]?.data).toMatchObject({ code: 'venue_throttled', reason: 'too many messages' });
  // All ten are of one burst.
  const throttled = await eventsOf('VenueThrottled');
  expect(throttled.map(({ data }) => data)).toMatchObject([{ strikes: 1, reason: 'too many messages' }]);
  const { breaker, limiter } = guard();
  expect(breaker).toMatchObject({ state: 'closed', failures: 0, failedCalls: 0 });
  expect(limiter.ratePerSecond).toBeLessThanOrEqual(5);
  await bed.until(bed.engine.settled());
  const alerts = bed.engine.alerts.open().filter(({ kind }) => kind === 'venue_throttles');
  expect(alerts).toMatchObject([{ message: expect.stringContaining('too many messages') as string }]);
});

test('while orders pause, a cancel goes at once, also past orders that wait', async () => {
  bed.venue.behaviour = 'rest';
  const resting = await bed.order();
  await throttle();
  const waiting = bed.submit();
  await bed.time.advance(100);
  const sent = bed.venue.submissions.length;
  expect(await bed.until(bed.engine.orders.cancel(resting, operator))).toEqual({ ok: true });
  await bed.time.advance(0);
  expect(bed.venue.cancels).toEqual([resting]);
  expect(bed.venue.submissions).toHaveLength(sent);
  expect(await bed.until(waiting)).toMatchObject({ type: 'ordered', status: 'accepted' });
});

test('orders that had waited for room when the venue said so wait for their turn again', async () => {
  const usual = defaultVenueSettings(bed.venue.id);
  const bulkhead = { capacity: 2, queueDepthMax: 20, cancelReserve: 1 };
  await bed.restart({ venues: [{ ...usual, bulkhead }] });
  await bed.time.advance(1_000);
  bed.venue.behaviour = 'throttle';
  const outcomes = Array.from({ length: 10 }, () => bed.submit());
  await bed.time.advance(900);
  expect(bed.venue.submissions).toHaveLength(2);
  bed.venue.behaviour = 'fill';
  await bed.time.advance(9_000);
  const statuses = (await Promise.all(outcomes)).map((outcome) => 'status' in outcome && outcome.status);
  expect(statuses.filter((status) => status === 'filled')).toHaveLength(8);
  expect(statuses.filter((status) => status === 'rejected')).toHaveLength(2);
});

test('orders keep to the lower rate and leave room for a cancel, whatever waits', async () => {
  bed.venue.behaviour = 'rest';
  const resting = await bed.order();
  await throttle();
  await bed.time.advance(1_000);
  const before = bed.venue.submissions.length;
  const outcomes = Array.from({ length: 40 }, () => bed.submit());
  await bed.time.advance(1_000);
  const { ratePerSecond } = guard().limiter;
  expect(bed.venue.submissions.length - before).toBeLessThanOrEqual(2 * ratePerSecond + 1);
  await bed.until(bed.engine.orders.cancel(resting, operator));
  await bed.time.advance(0);
  expect(bed.venue.cancels).toEqual([resting]);
  await bed.until(Promise.all(outcomes));
});

test('said again it is slower for longer; without it the rate comes back step by step, and the end is on record', async () => {
  await throttle();
  const first = guard().limiter.ratePerSecond;
  await bed.time.advance(2_000);
  bed.venue.behaviour = 'throttle';
  await bed.signal();
  const { limiter } = guard();
  expect(limiter.ratePerSecond).toBeLessThan(first);
  const { since } = (await eventsOf('VenueThrottled'))[0]!.data as { since: string };
  expect(limiter.throttled).toMatchObject({
    reason: 'too many messages',
    since,
    configuredPerSecond: 50_000,
  });
  expect(limiter.throttled?.pausedMs).toBeGreaterThan(1_500);
  bed.venue.behaviour = 'fill';
  await bed.time.advance(20_000);
  const later = guard().limiter.ratePerSecond;
  expect(later).toBe(2 * limiter.ratePerSecond);
  await bed.time.advance(20_000);
  expect(guard().limiter.ratePerSecond).toBe(2 * later);
  expect(await eventsOf('VenueThrottleEnded')).toEqual([]);
  await bed.time.advance(400_000);
  expect(guard().limiter).toMatchObject({ ratePerSecond: 50_000 });
  expect(guard().limiter.throttled).toBeUndefined();
  expect(await eventsOf('VenueThrottleEnded')).toHaveLength(1);
  const throttles = () => bed.engine.alerts.current().filter(({ kind }) => kind === 'venue_throttles');
  expect(throttles()).toEqual([]);
  // The cause begins again.
  await throttle();
  await bed.until(bed.engine.settled());
  expect(throttles()).toMatchObject([{ times: 1, timesBefore: 1 }]);
});

test('a restart goes on as slowly as before, and a refused cancel is asked for again by the kill switch', async () => {
  bed.venue.behaviour = 'rest';
  await bed.order();
  await throttle();
  const { ratePerSecond } = guard().limiter;
  await bed.restart();
  expect(guard().limiter.ratePerSecond).toBe(ratePerSecond);
  bed.venue.requests = 'throttle';
  await bed.until(bed.engine.trading.kill({ kind: 'desk' }, { flatten: false }, operator));
  await bed.time.advance(3_000);
  expect(bed.ledger().state).toBe('canceling');
  expect(bed.venue.requested.length).toBeLessThanOrEqual(3);
  expect(guard().breaker.state).toBe('closed');
  bed.venue.requests = 'take';
  await bed.reaches('cleared');
  expect(await bed.openAtVenue()).toBe(0);
});

test('a kill switch clears a hundred orders within seconds after a quiet desk was told once', async () => {
  bed.venue.behaviour = 'rest';
  await Promise.all(Array.from({ length: 100 }, () => bed.until(bed.submit())));
  await bed.time.advance(120_000);
  bed.venue.behaviour = 'throttle';
  await bed.until(bed.submit());
  expect(guard().limiter.ratePerSecond).toBeLessThan(5);
  await bed.time.advance(3_000);
  await bed.until(bed.engine.trading.kill({ kind: 'desk' }, { flatten: false }, operator));
  await bed.time.advance(5_000);
  expect(await bed.openAtVenue()).toBe(0);
});

test('cancels that the venue refuses as too fast go more slowly, and faster again once it takes them', async () => {
  bed.venue.behaviour = 'rest';
  await Promise.all(Array.from({ length: 60 }, () => bed.until(bed.submit())));
  bed.venue.requests = 'throttle';
  await bed.until(bed.engine.trading.kill({ kind: 'desk' }, { flatten: false }, operator));
  await bed.time.advance(5_000);
  const asked = bed.venue.requested.length;
  await bed.time.advance(5_000);
  expect(bed.venue.requested.length - asked).toBeLessThanOrEqual(5 * 10);
  bed.venue.requests = 'take';
  await bed.time.advance(20_000);
  expect(await bed.openAtVenue()).toBe(0);
});
