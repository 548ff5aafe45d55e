/**
 * Runs the built-in strategy on the venues' ticks. Its signals go through the intake like everybody else's. Starting
 * and stopping it are events of the desk, which say who did it.
 */
import {
  type Actor,
  engineActor,
  strategyActor,
  type StrategyId,
  trusted,
  parseStrategyId,
  type Ticker,
} from '../../../shared/kernel/ids.ts';
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { epochMicros, formatMicros, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import { crossOrder } from '../../domain/strategy/crossOrder.ts';
import {
  initialCrossState,
  onBarClose,
  type CrossParameters,
  type CrossState,
} from '../../domain/strategy/movingAverageCross.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { SignalIntake } from './signalIntake.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Clock, Logger, MarketTick } from '../ports.ts';

export interface StrategySnapshot {
  readonly strategy: StrategyId;
  readonly state: 'running' | 'stopped';
  readonly description: string;
  /** How many signals the strategy has sent since this engine started. */
  readonly signals: number;
  /** UTC with microseconds. */
  readonly lastSignalAt?: string;
}

/** The part of the engine that a strategy works with. */
export interface StrategyDesk {
  readonly configuration: EngineConfiguration;
  readonly intake: Pick<SignalIntake, 'submit'>;
  onTick(listener: (tick: MarketTick) => void): () => void;
  record(event: DeskEvent, actor: Actor): Promise<Result<void, Fault>>;
}

export interface StrategyRunnerDependencies {
  readonly engine: StrategyDesk;
  readonly clock: Clock;
  readonly logger: Logger;
}

export const smaCross = trusted(parseStrategyId, 'sma-cross');
/** Short averages: with one bar a second they cross every few seconds. */
const parameters: CrossParameters = { fast: 2, slow: 5 };
const description = `buys and sells where the average of ${parameters.fast} closes crosses that of ${parameters.slow}`;
const confidence = '0.75';
/** How long a signal may take to become an order; after that its crossing is too old. */
const signalLifeMicros = 5_000_000;

interface SymbolRun {
  readonly instrument: Instrument;
  cross: CrossState;
  /** The venue's time of the last bar; further ticks of that bar are skipped. */
  barTime: EpochMicros | undefined;
  /** How often the market's own time went back, because a price series started again. */
  lap: number;
}

interface Run {
  /** The time at which the run was started; it tells this run's signals from those of other runs. */
  readonly mark: string;
  readonly symbols: ReadonlyMap<Ticker, SymbolRun>;
  readonly unsubscribe: () => void;
  turns: number;
}

export class StrategyRunner {
  private readonly dependencies: StrategyRunnerDependencies;
  private run: Run | undefined;
  /** Whether a start or stop is being put on disk. */
  private changing = false;
  private signals = 0;
  private lastSignalAt: string | undefined;

  constructor(dependencies: StrategyRunnerDependencies) {
    this.dependencies = dependencies;
  }

  list(): readonly StrategySnapshot[] {
    const { signals, lastSignalAt } = this;
    const state = this.run === undefined ? 'stopped' : 'running';
    return [
      {
        strategy: smaCross,
        state,
        description,
        signals,
        ...(lastSignalAt !== undefined && { lastSignalAt }),
      },
    ];
  }

  /** Resolves once the start is on disk and the strategy gets ticks. */
  async start(
    strategy: StrategyId,
    { actor }: Pick<OperatorContext, 'actor'>,
  ): Promise<Result<void, Refusal>> {
    const refusal = this.whyNot(strategy, 'running');
    if (refusal !== undefined) return err(refusal);
    const { fast, slow } = parameters;
    const data = { strategy: smaCross, parameters: { fast: String(fast), slow: String(slow) } };
    return this.change({ type: 'StrategyStarted', data }, actor, () => {
      this.run = this.begin();
    });
  }

  /** Resolves once the stop is on disk. Signals that were sent before are processed all the same. */
  async stop(strategy: StrategyId, { actor, reason }: OperatorContext): Promise<Result<void, Refusal>> {
    const refusal = this.whyNot(strategy, 'stopped');
    if (refusal !== undefined) return err(refusal);
    return this.change({ type: 'StrategyStopped', data: { strategy: smaCross, reason } }, actor, () => {
      this.run?.unsubscribe();
      this.run = undefined;
    });
  }

  /** Called when the host ends: the engine itself stops a strategy that still runs. */
  async stopAll(reason: string): Promise<void> {
    if (this.run !== undefined) await this.stop(smaCross, { actor: engineActor(), reason });
  }

  private whyNot(strategy: StrategyId, wanted: 'running' | 'stopped'): Refusal | undefined {
    if (strategy !== smaCross) {
      const message = `there is no strategy ${strategy.slice(0, 64)}`;
      return { code: 'strategy_unknown', message, field: 'strategy', expected: smaCross };
    }
    const isRunning = this.run !== undefined;
    if (this.changing) {
      return { code: 'strategy_changing', message: `${smaCross} is being started or stopped` };
    }
    if (isRunning !== (wanted === 'running')) return undefined;
    return { code: `strategy_${wanted}`, message: `${smaCross} is ${wanted} already` };
  }

  private async change(event: DeskEvent, actor: Actor, apply: () => void): Promise<Result<void, Refusal>> {
    this.changing = true;
    try {
      const recorded = await this.dependencies.engine.record(event, actor);
      if (!recorded.ok) return err({ code: recorded.error.code, message: recorded.error.message });
      apply();
      return ok();
    } finally {
      this.changing = false;
    }
  }

  private begin(): Run {
    const { engine, clock } = this.dependencies;
    const symbols = engine.configuration.instruments.map((instrument): [Ticker, SymbolRun] => [
      instrument.symbol,
      { instrument, cross: initialCrossState, barTime: undefined, lap: 0 },
    ]);
    const run: Run = {
      mark: compact(clock.now()),
      symbols: new Map(symbols),
      unsubscribe: engine.onTick((tick) => this.hear(run, tick)),
      turns: 0,
    };
    return run;
  }

  private hear(run: Run, tick: MarketTick): void {
    const symbol = run.symbols.get(tick.symbol);
    if (symbol === undefined || tick.barClose === undefined || tick.marketTime === symbol.barTime) return;
    if (symbol.barTime !== undefined && tick.marketTime < symbol.barTime) symbol.lap++;
    symbol.barTime = tick.marketTime;
    const step = onBarClose(symbol.cross, tick.barClose, parameters);
    symbol.cross = step.state;
    if (step.crossed === undefined) return;
    const { bid, ask } = tick;
    if (bid === undefined || ask === undefined) return;
    const order = crossOrder(step.crossed, run.turns++, { bid, ask }, symbol.instrument);
    const { limitPrice } = order;
    void this.send({
      id: signalId(run, symbol, tick),
      source: 'strategy',
      strategy: smaCross,
      account: this.dependencies.engine.configuration.accounts[0],
      symbol: tick.symbol,
      side: order.side,
      quantity: formatDecimal(order.quantity),
      orderType: order.orderType,
      ...(limitPrice !== undefined && { limitPrice: formatDecimal(limitPrice) }),
      timeInForce: order.timeInForce,
      confidence,
    });
  }

  private async send(signal: Readonly<Record<string, unknown>>): Promise<void> {
    const { engine, clock, logger } = this.dependencies;
    const now = clock.now();
    const createdAt = formatMicros(now);
    const expiresAt = formatMicros(epochMicros(now + signalLifeMicros));
    this.signals++;
    this.lastSignalAt = createdAt;
    const origin = { actor: strategyActor(smaCross) };
    const { acknowledged } = engine.intake.submit({ ...signal, createdAt, expiresAt }, origin);
    const answer = await acknowledged;
    if (answer.type === 'acknowledged') return;
    // The signal is not sent again: by the time there is room, its market has gone.
    logger.log('warn', 'signal of a strategy not taken', {
      strategy: smaCross,
      id: signal['id'],
      answer: answer.type,
    });
  }
}

/** The same bar of the same run makes the same id, so that no crossing is traded twice. */
function signalId(run: Run, symbol: SymbolRun, tick: MarketTick): string {
  const lap = symbol.lap === 0 ? '' : `.${symbol.lap}`;
  return `${smaCross}-${run.mark}-${tick.symbol}-${compact(tick.marketTime)}${lap}`;
}

/** Writes a time as `20261123T093107`, with the fraction of the second where there is one. */
function compact(at: EpochMicros): string {
  return formatMicros(at)
    .replace(/[-:]/g, '')
    .replace(/\.?0*Z$/, '');
}
