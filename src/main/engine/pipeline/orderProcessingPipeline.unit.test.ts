import { beforeEach, describe, expect, test } from 'vitest';
import { createAbortSource, neverAborted } from '../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type {
  AccountId,
  Actor,
  CorrelationId,
  EventId,
  OrderId,
  SignalId,
  StrategyId,
  Ticker,
} from '../../../shared/kernel/ids.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { withProperty, type OrderProcessingContext } from './orderProcessingContext.ts';
import { OrderProcessingPipeline, type OrderProcessingStage } from './orderProcessingPipeline.ts';

const start = parseInstant('2026-11-23T10:00:00Z')!;
const context: OrderProcessingContext = {
  traceId: 't' as CorrelationId,
  signal: {
    id: 's' as SignalId,
    source: 'test',
    strategy: 'manual' as StrategyId,
    account: 'main' as AccountId,
    symbol: 'SPX' as Ticker,
    side: 'buy',
    quantity: decimal('1'),
    orderType: 'market',
    timeInForce: 'DAY',
    confidence: decimal('1'),
    reduceOnly: false,
    createdAt: start,
  },
  orderId: 'o' as OrderId,
  causationId: 'e' as EventId,
  actor: 'test' as Actor,
  startedMs: 0,
  properties: {},
};

let time: SimulatedTime;
let pipeline: OrderProcessingPipeline;

beforeEach(() => {
  time = new SimulatedTime(start);
  pipeline = new OrderProcessingPipeline({
    clock: time,
    logger: { log: () => undefined },
    telemetry: { sink: undefined },
    healthChecks: () => [],
  });
});

/** Leaves its name in the context. */
function stage(
  name: string,
  priority: number,
  over: Partial<OrderProcessingStage> = {},
): OrderProcessingStage {
  return {
    name,
    priority,
    canProcess: () => true,
    process: (at) => ({ ok: true, context: withProperty(at, name, Object.keys(at.properties).length) }),
    ...over,
  };
}

async function visited(): Promise<string[]> {
  const result = await pipeline.processSignal(context, neverAborted);
  return Object.keys(result.context.properties);
}

describe('the pipeline', () => {
  test('runs its stages by priority, whatever the order they came in, and leaves the context it got alone', async () => {
    pipeline.addStage(stage('late', 300)).addStage(stage('early', 100)).addStage(stage('middle', 200));
    expect(await visited()).toEqual(['early', 'middle', 'late']);
    expect(context.properties).toEqual({});
  });

  test('skips a stage that cannot process the signal', async () => {
    pipeline
      .addStage(stage('a', 100))
      .addStage(stage('b', 200, { canProcess: () => false }))
      .addStage(stage('c', 300));
    expect(await visited()).toEqual(['a', 'c']);
  });

  test('stops at the first refusal and says who refused', async () => {
    const refusals = [{ code: 'no', message: 'no' }];
    pipeline
      .addStage(stage('a', 100, { process: (at) => ({ ok: false, context: at, refusals }) }))
      .addStage(stage('b', 200));
    const result = await pipeline.processSignal(context, neverAborted);
    expect(result).toMatchObject({ refusals });
    expect(pipeline.metrics()).toMatchObject({ completed: 0, refused: 1, inFlight: 0 });
    expect(
      pipeline.metrics().stages.map(({ stage: name, processed, refused }) => [name, processed, refused]),
    ).toEqual([
      ['a', 1, 1],
      ['b', 0, 0],
    ]);
  });

  test('lets a signal in flight finish on the stages it started with', async () => {
    let release: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => (release = resolve));
    pipeline
      .addStage(
        stage('slow', 100, {
          process: async (at) => {
            await waits;
            return { ok: true, context: withProperty(at, 'slow', true) };
          },
        }),
      )
      .addStage(stage('old', 200));
    const inFlight = pipeline.processSignal(context, neverAborted);
    pipeline.removeStage('old').addStage(stage('new', 200));
    release();
    expect(Object.keys((await inFlight).context.properties)).toEqual(['slow', 'old']);
    expect(await visited()).toEqual(['slow', 'new']);
  });

  test('a stage is healthy again once its failures are long ago, or few', async () => {
    let broken = true;
    const process: OrderProcessingStage['process'] = (at) => {
      if (broken) throw new Error('bug');
      return { ok: true, context: at };
    };
    pipeline.addStage(stage('mended', 100, { process }));
    const health = () => pipeline.checkHealth().checks.at(-1);
    await expect(pipeline.processSignal(context, neverAborted)).rejects.toThrow('bug');
    broken = false;
    for (let run = 0; run < 18; run++) await visited();
    expect(health()).toMatchObject({ healthy: false, detail: '1 of 19 signals failed in it of late' });
    await visited();
    expect(health()).toMatchObject({ healthy: true, detail: '1 of 20 signals failed in it of late' });
    await time.advance(60_000);
    expect(health()).toMatchObject({ detail: '1 of 20 signals failed in it of late' });
    await time.advance(60_000);
    expect(health()).toMatchObject({ healthy: true, detail: 'no signal of late' });
  });

  test('begins no further stage once the time is over, and says before which', async () => {
    const source = createAbortSource();
    const process: OrderProcessingStage['process'] = (at) => {
      source.cancel();
      return { ok: true, context: withProperty(at, 'a', true) };
    };
    pipeline.addStage(stage('a', 100, { process })).addStage(stage('b', 200));
    const result = await pipeline.processSignal(context, source.signal);
    expect(result).toMatchObject({
      refusals: [{ code: 'processing_timeout', message: expect.stringContaining('before b') as string }],
    });
    expect(Object.keys(result.context.properties)).toEqual(['a']);
    expect(pipeline.metrics()).toMatchObject({ refused: 1, inFlight: 0 });
  });

  test('hands its cancel signal to every stage', async () => {
    const source = createAbortSource();
    const seen: unknown[] = [];
    const process: OrderProcessingStage['process'] = (at, signal) => {
      seen.push(signal);
      return { ok: true, context: at };
    };
    pipeline.addStage(stage('a', 100, { process })).addStage(stage('b', 200, { process }));
    await pipeline.processSignal(context, source.signal);
    expect(seen).toEqual([source.signal, source.signal]);
  });

  test('counts a stage that throws as failed, and is unhealthy without stages', async () => {
    pipeline.addStage(
      stage('broken', 100, {
        process: () => {
          throw new Error('bug');
        },
      }),
    );
    await expect(pipeline.processSignal(context, neverAborted)).rejects.toThrow('bug');
    expect(pipeline.metrics().stages).toMatchObject([{ stage: 'broken', failed: 1 }]);
    expect(pipeline.checkHealth()).toEqual({
      status: 'degraded',
      checks: [
        { name: 'stages', healthy: true, detail: 'broken' },
        { name: 'stage broken', healthy: false, detail: '1 of 1 signal failed in it of late' },
      ],
    });
    pipeline.removeStage('broken');
    expect(pipeline.checkHealth().status).toBe('unhealthy');
  });
});
