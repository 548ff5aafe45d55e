/** What becomes of a signal whose processing takes too long, wherever it is by then; on the whole engine. */
import { describe, expect, test } from 'vitest';
import type { OrderId, VenueId } from '../../../shared/kernel/ids.ts';
import { parseTradingScope } from '../../domain/trading/tradingScope.ts';
import { defaultConfiguration, defaultVenueSettings } from '../configuration.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';
import type { OrderProcessingStage } from './orderProcessingPipeline.ts';

const sim = 'sim' as VenueId;
const timeout = { code: 'processing_timeout' };

function open(change: object = {}): Promise<TradingBed> {
  const settings = { ...defaultVenueSettings(sim), ackTimeoutMs: 60_000 };
  return TradingBed.open({ processingTimeoutMs: 2_000, venues: [settings], ...change });
}

/** A stage that never ends by itself; one that `ends` does so when it is aborted. */
function slowStage(priority: number, aborted: 'ends' | 'does not end'): OrderProcessingStage {
  return {
    name: 'Slow',
    priority,
    canProcess: () => true,
    process: (context, signal) =>
      new Promise((resolve) => {
        if (aborted === 'does not end') return;
        signal.addEventListener('abort', () => resolve({ ok: true, context }), { once: true });
      }),
  };
}

async function typesOf(bed: TradingBed, stream: string): Promise<string[]> {
  return (await bed.events()).filter(({ streamId }) => streamId.startsWith(stream)).map(({ type }) => type);
}

describe.each(['ends', 'does not end'] as const)('a signal in a stage that %s when aborted', (aborted) => {
  test('before risk is rejected', async () => {
    const bed = await open();
    bed.engine.pipeline.addStage(slowStage(150, aborted));
    expect(await bed.signal()).toMatchObject({ type: 'rejected', reasons: [timeout] });
    expect(await typesOf(bed, 'signal-')).toEqual(['SignalReceived', 'SignalRejected']);
    expect(bed.engine.intake.inFlight).toBe(0);
  });

  test('after its creation is denied: it was never sent', async () => {
    const bed = await open();
    bed.engine.pipeline.addStage(slowStage(350, aborted));
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [timeout] });
    expect(await typesOf(bed, 'order-')).toEqual(['OrderCreated', 'OrderDenied']);
    expect(bed.venue.submissions).toEqual([]);
  });

  test('between risk and creation gets its outcome, and gives back the room that risk kept for it', async () => {
    const bed = await open({ risk: { ...defaultConfiguration().risk, positionMax: 10_000_000_000n } });
    bed.engine.pipeline.addStage(slowStage(250, aborted));
    const outcome = await bed.signal();
    expect(outcome).toMatchObject({ type: aborted === 'ends' ? 'denied' : 'rejected', reasons: [timeout] });
    bed.engine.pipeline.removeStage('Slow');
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });
});

describe('a signal', () => {
  test('that waits for the limiter when its time is over is denied', async () => {
    const limiter = { ratePerSecond: 1, burst: 1, queueDepthMax: 10 };
    const bed = await open({
      processingTimeoutMs: 500,
      venues: [{ ...defaultVenueSettings(sim), limiter }],
    });
    // The questions at the start went through the limiter too.
    await bed.time.advance(10_000);
    await bed.signal();
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [timeout] });
    expect(bed.venue.submissions).toHaveLength(1);
  });

  test('that waits for the bulkhead when its time is over is denied', async () => {
    const bulkhead = { capacity: 1, queueDepthMax: 10, cancelReserve: 1 };
    const bed = await open({ venues: [{ ...defaultVenueSettings(sim), ackTimeoutMs: 60_000, bulkhead }] });
    bed.venue.behaviour = 'lose_answer';
    const sent = bed.submit();
    const waiting = bed.submit();
    expect(await bed.until(waiting)).toMatchObject({ type: 'denied', reasons: [timeout] });
    expect(await bed.until(sent)).toMatchObject({ type: 'ordered' });
    expect(bed.venue.submissions).toHaveLength(1);
  });

  test('that was sent when its time is over is in doubt at once, is not a failure of the venue, and is never sent again', async () => {
    const bed = await open();
    bed.venue.behaviour = 'lose_answer';
    const began = bed.time.monotonicMs();
    const outcome = await bed.signal();
    expect(bed.time.monotonicMs() - began).toBeLessThan(3_000);
    expect(outcome).toMatchObject({ type: 'ordered' });
    const { orderId } = outcome as { orderId: OrderId };
    await bed.until(bed.engine.settled());
    const types = await typesOf(bed, `order-${orderId}`);
    expect(types.slice(0, 3)).toEqual(['OrderCreated', 'OrderSubmitting', 'OrderInDoubt']);
    expect(types).toContain('OrderAccepted');
    expect(bed.venue.submissions).toHaveLength(1);
    expect(bed.engine.guards.get(sim)?.snapshot().breaker).toMatchObject({ state: 'closed', failures: 0 });
    expect(bed.engine.metrics.refusalsByCode()).not.toHaveProperty('processing_timeout');
  });

  test('that a stage of the desk refuses after its creation is denied, not left behind', async () => {
    const bed = await open();
    const refusals = [{ code: 'not_today', message: 'not today' }];
    bed.engine.pipeline.addStage({
      name: 'Own',
      priority: 350,
      canProcess: () => true,
      process: (context) => ({ ok: false, context, refusals }),
    });
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: refusals });
    await bed.until(bed.engine.settled());
  });
});

describe('an order that was not sent and is to be tried again', () => {
  test('does not leave once its scope is halted', async () => {
    const bed = await open();
    bed.venue.behaviour = 'not_sent';
    const outcome = bed.submit();
    await bed.time.advance(50);
    bed.venue.behaviour = 'fill';
    const desk = parseTradingScope('desk');
    if (desk === undefined) throw new Error('desk is a scope');
    await bed.until(bed.engine.trading.setState(desk, 'halted', operator));
    expect(await bed.until(outcome)).toMatchObject({ type: 'denied', reasons: [{ code: 'trading_state' }] });
    expect(bed.venue.submissions).toEqual([]);
  });

  test('leaves with the next try when the venue is back', async () => {
    const bed = await open();
    bed.venue.behaviour = 'not_sent';
    const outcome = bed.submit();
    await bed.time.advance(50);
    bed.venue.behaviour = 'fill';
    expect(await bed.until(outcome)).toMatchObject({ type: 'ordered' });
    expect(bed.venue.submissions).toHaveLength(1);
  });
});

describe('stages plugged in and out under load', () => {
  test('let every signal finish on the stages it began with', async () => {
    const bed = await open({ processingTimeoutMs: 30_000 });
    const seen = new Map<string, number>();
    const counting = (name: string): OrderProcessingStage => ({
      name,
      priority: 350,
      canProcess: () => true,
      process: (context) => {
        seen.set(context.signal.id, (seen.get(context.signal.id) ?? 0) + 1);
        return { ok: true, context };
      },
    });
    const outcomes: ReturnType<typeof bed.submit>[] = [];
    for (let i = 0; i < 300; i++) {
      if (i % 3 === 0) bed.engine.pipeline.addStage(counting('Own'));
      if (i % 3 === 1) bed.engine.pipeline.removeStage('Own');
      outcomes.push(bed.submit({ quantity: '1' }));
      // Time goes on, so that signals of before are on their way while the stages change.
      await bed.time.advance(1);
    }
    const ended = await Promise.all(outcomes.map((outcome) => bed.until(outcome)));
    expect(new Set(ended.map(({ type }) => type))).toEqual(new Set(['ordered']));
    // Some met the stage, and each of those once; the others never did.
    expect(seen.size).toBeLessThan(outcomes.length);
    expect(new Set(seen.values())).toEqual(new Set([1]));
  });
});

describe('a cancel', () => {
  test('gets through while the intake, the limiter and the bulkhead are full of orders', async () => {
    const settings = {
      ...defaultVenueSettings(sim),
      ackTimeoutMs: 3_600_000,
      limiter: { ratePerSecond: 1, burst: 3, queueDepthMax: 10 },
      bulkhead: { capacity: 2, queueDepthMax: 1, cancelReserve: 1 },
    };
    const bed = await open({
      processingTimeoutMs: 3_600_000,
      intakeQueueDepthMax: 2,
      maxConcurrentOrders: 4,
      venues: [settings],
    });
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order();
    bed.venue.behaviour = 'lose_answer';
    for (let i = 0; i < 8; i++) {
      void bed.submit();
      await bed.time.advance(1);
    }
    expect(bed.engine.intake).toMatchObject({ inFlight: 4, queued: 2 });
    expect(await bed.signal()).toEqual({ type: 'not_taken' });
    expect(await bed.until(bed.engine.orders.cancel(orderId, operator))).toMatchObject({ ok: true });
    await bed.time.advance(2_000);
    expect(bed.engine.queries.getOrder(orderId)?.status).toBe('canceled');
  });
});
