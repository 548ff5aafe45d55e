import { describe, expect, it } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Actor, SignalId } from '../../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { epochMicros } from '../../../shared/kernel/time.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import { parseSignal } from '../../domain/signal/parseSignal.ts';
import { defaultConfiguration } from '../configuration.ts';
import type { Acknowledgement, SignalIntake, Submission } from './signalIntake.ts';
import type { MarketTick } from '../ports.ts';
import { smaCross, StrategyRunner } from './strategyRunner.ts';

const operator = 'operator:ada' as Actor;
const dayMicros = 86_400_000_000;

/** An engine that only listens. */
class ListeningEngine {
  readonly configuration = defaultConfiguration();
  readonly recorded: { event: DeskEvent; actor: Actor }[] = [];
  readonly submitted: Record<string, unknown>[] = [];
  readonly logged: string[] = [];
  fault: Fault | undefined;
  answer: Acknowledgement | undefined;
  private readonly listeners = new Set<(tick: MarketTick) => void>();
  private day = 0;

  readonly intake: SignalIntake = {
    queued: 0,
    isFullFor: () => false,
    inFlight: 0,
    submit: (input): Submission => {
      const signal = input as Record<string, unknown>;
      this.submitted.push(signal);
      const taken: Acknowledgement = {
        type: 'acknowledged',
        signalId: signal['id'] as SignalId,
        orderId: ids.order('o'),
        position: 1,
      };
      return {
        acknowledged: Promise.resolve(this.answer ?? taken),
        outcome: Promise.resolve({ type: 'not_taken' }),
      };
    },
    refuseUnreadable: () => Promise.reject(new Error('not used')),
    dryRun: () => ({ refusals: [] }),
  };

  onTick(listener: (tick: MarketTick) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async record(event: DeskEvent, actor: Actor): Promise<Result<void, Fault>> {
    if (this.fault !== undefined) return err(this.fault);
    this.recorded.push({ event, actor });
    return ok();
  }

  runner(): StrategyRunner {
    const clock = { now: () => epochMicros(1_795_000_000_000_000), monotonicMs: () => 0 };
    const logger = { log: (_level: string, message: string) => void this.logged.push(message) };
    return new StrategyRunner({ engine: this, clock, logger });
  }

  close(price: string, day = ++this.day): void {
    this.day = day;
    const last = decimal(price);
    const tick = {
      symbol: ids.symbol('SPX'),
      last,
      bid: last,
      ask: decimal(String(Number(price) + 0.25)),
    };
    for (const hear of this.listeners) {
      hear({ ...tick, marketTime: epochMicros(day * dayMicros), barClose: last });
    }
  }
}

const down = ['105', '104', '103', '102', '101'];

async function running() {
  const engine = new ListeningEngine();
  const runner = engine.runner();
  await runner.start(smaCross, { actor: operator });
  return { engine, runner };
}

describe('StrategyRunner', () => {
  it('sends one well-formed signal at a crossing', async () => {
    const { engine, runner } = await running();
    for (const price of [...down, '110', '111', '112']) engine.close(price);
    expect(engine.submitted).toHaveLength(1);
    expect(engine.submitted[0]).toMatchObject({
      id: 'sma-cross-20261118T110640-SPX-19700107T000000',
      source: 'strategy',
      strategy: ids.strategy('sma-cross'),
      account: ids.account('main'),
      side: 'buy',
      quantity: '10',
      orderType: 'market',
    });
    expect(parseSignal(engine.submitted[0]).ok).toBe(true);
    expect(runner.list()).toMatchObject([
      { strategy: ids.strategy('sma-cross'), state: 'running', signals: 1 },
    ]);
  });

  it('takes a bar that is told again for the same one', async () => {
    const { engine } = await running();
    for (const price of [...down, '110']) engine.close(price);
    engine.close('90', 6);
    expect(engine.submitted).toHaveLength(1);
  });

  it('gives other ids when the market starts again from its beginning', async () => {
    const { engine } = await running();
    for (const price of [...down, '110']) engine.close(price);
    engine.close('60', 1);
    for (const price of ['61', '62', '63', '164']) engine.close(price);
    engine.close('300', 6);
    const ids = engine.submitted.map((signal) => signal['id']);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.at(-1)).toMatch(/\.1$/);
  });

  it('records who started and stopped it, and why', async () => {
    const { engine, runner } = await running();
    expect(await runner.stop(smaCross, { actor: operator, reason: 'lunch' })).toEqual(ok());
    expect(engine.recorded).toEqual([
      {
        event: {
          type: 'StrategyStarted',
          data: { strategy: ids.strategy('sma-cross'), parameters: { fast: '2', slow: '5' } },
        },
        actor: operator,
      },
      {
        event: { type: 'StrategyStopped', data: { strategy: ids.strategy('sma-cross'), reason: 'lunch' } },
        actor: operator,
      },
    ]);
    for (const price of [...down, '110']) engine.close(price);
    expect(engine.submitted).toEqual([]);
  });

  it('refuses what makes no sense', async () => {
    const { runner } = await running();
    const context = { actor: operator, reason: 'r' };
    expect(await runner.start(ids.strategy('other'), context)).toMatchObject({
      error: { code: 'strategy_unknown' },
    });
    expect(await runner.start(smaCross, context)).toMatchObject({ error: { code: 'strategy_running' } });
    await runner.stop(smaCross, context);
    expect(await runner.stop(smaCross, context)).toMatchObject({ error: { code: 'strategy_stopped' } });
  });

  it('refuses a second start while the first is on its way to the disk', async () => {
    const runner = new ListeningEngine().runner();
    const both = await Promise.all([
      runner.start(smaCross, { actor: operator }),
      runner.start(smaCross, { actor: operator }),
    ]);
    expect(both).toMatchObject([{ ok: true }, { error: { code: 'strategy_changing' } }]);
  });

  it('does not run when its start cannot be recorded', async () => {
    const engine = new ListeningEngine();
    engine.fault = { code: 'store_full', message: 'no space left' };
    const runner = engine.runner();
    expect(await runner.start(smaCross, { actor: operator })).toMatchObject({
      error: { code: 'store_full' },
    });
    expect(runner.list()).toMatchObject([{ state: 'stopped' }]);
  });

  it('says so when a signal is not taken', async () => {
    const { engine } = await running();
    engine.answer = { type: 'busy', retryAfterMs: 50 };
    for (const price of [...down, '110']) engine.close(price);
    await Promise.resolve();
    await Promise.resolve();
    expect(engine.logged).toEqual(['signal of a strategy not taken']);
  });
});
