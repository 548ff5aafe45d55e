import { describe, expect, test } from 'vitest';
import { createAbortSource, neverAborted } from '../../../shared/kernel/abortSignal.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { Bulkhead } from './bulkhead.ts';
import { RateLimiter } from './rateLimiter.ts';

const start = parseInstant('2026-11-23T10:00:00Z')!;

/** What has come of a promise so far. */
function watch<T>(promise: Promise<T> | T): { outcome: T | 'waiting' } {
  const seen: { outcome: T | 'waiting' } = { outcome: 'waiting' };
  void Promise.resolve(promise).then((value) => (seen.outcome = value));
  return seen;
}

describe('the rate limiter', () => {
  test('lets a burst go at once and then keeps to its rate', async () => {
    const time = new SimulatedTime(start);
    const limiter = new RateLimiter(() => ({ ratePerSecond: 10, burst: 2, queueDepthMax: 10 }), time, time);
    const calls = Array.from({ length: 5 }, () => watch(limiter.take('order', neverAborted)));
    await time.advance(0);
    expect(calls.map((call) => call.outcome)).toEqual(['taken', 'taken', 'waiting', 'waiting', 'waiting']);
    expect(limiter.snapshot()).toMatchObject({ queued: 3, tokens: 0 });
    await time.advance(100);
    expect(calls.filter((call) => call.outcome === 'taken')).toHaveLength(3);
    await time.advance(200);
    expect(calls.filter((call) => call.outcome === 'taken')).toHaveLength(5);
  });

  test('a cancel goes before the orders that wait, and finds a place where the queue is full', async () => {
    const time = new SimulatedTime(start);
    const limiter = new RateLimiter(() => ({ ratePerSecond: 1, burst: 1, queueDepthMax: 1 }), time, time);
    await limiter.take('order', neverAborted);
    const order = watch(limiter.take('order', neverAborted));
    expect(await limiter.take('order', neverAborted)).toBe('full');
    const cancel = watch(limiter.take('cancel', neverAborted));
    await time.advance(1_000);
    expect([cancel.outcome, order.outcome]).toEqual(['taken', 'waiting']);
  });

  test('gives up when the caller does', async () => {
    const time = new SimulatedTime(start);
    const limiter = new RateLimiter(() => ({ ratePerSecond: 1, burst: 1, queueDepthMax: 5 }), time, time);
    await limiter.take('order', neverAborted);
    const source = createAbortSource();
    const waiting = watch(limiter.take('order', source.signal));
    source.cancel();
    await time.advance(0);
    expect(waiting.outcome).toBe('aborted');
    expect(limiter.snapshot().queued).toBe(0);
  });
});

describe('the bulkhead', () => {
  test('bounds calls in flight; cancels have a reserve and go first', async () => {
    const time = new SimulatedTime(start);
    const bulkhead = new Bulkhead(() => ({ capacity: 2, queueDepthMax: 1, cancelReserve: 1 }), time);
    expect(bulkhead.enter('order', neverAborted)).toBe('taken');
    expect(bulkhead.enter('order', neverAborted)).toBe('taken');
    const order = watch(bulkhead.enter('order', neverAborted));
    expect(await bulkhead.enter('order', neverAborted)).toBe('full');
    expect(bulkhead.enter('cancel', neverAborted)).toBe('taken');
    const cancel = watch(bulkhead.enter('cancel', neverAborted));
    bulkhead.leave('order');
    await time.advance(0);
    expect([cancel.outcome, order.outcome]).toEqual(['taken', 'waiting']);
    bulkhead.leave('cancel');
    await time.advance(0);
    expect(order.outcome).toBe('waiting');
    bulkhead.leave('order');
    await time.advance(0);
    expect(order.outcome).toBe('taken');
    expect(bulkhead.snapshot()).toMatchObject({ inUse: 2, queued: 0, cancelsInUse: 1 });
  });
});
