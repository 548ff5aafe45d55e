/** Producers of the bench: they offer signals to an engine and wait until each has its outcome. */
import { strategyActor } from '../../src/shared/kernel/ids.ts';
import { invariant } from '../../src/shared/kernel/invariant.ts';
import type { Engine } from '../../src/main/engine/assembly/engine.ts';
import {
  createLatencyHistogram,
  type LatencyHistogram,
} from '../../src/main/engine/telemetry/latencyHistogram.ts';
import type { Acknowledgement } from '../../src/main/engine/signals/signalIntake.ts';
import { marketSignal } from '../marketSignal.ts';
import { patiently } from './patiently.ts';

const actor = strategyActor('bench');
/** Signals that wait for their outcome at once: twice what the pipeline holds, so that it never lacks work. */
const outstandingMax = 2_000;

/** `market` fills at once. `resting` is far from the market, and works until the end. */
export type OrderKind = 'market' | 'resting';

/** Which signals: their ids are `NAME-FIRST` to `NAME-(FIRST + COUNT - 1)`. */
export interface SignalRange {
  readonly name: string;
  readonly first: number;
  readonly count: number;
  readonly kind: OrderKind;
}

/** Offers signals as fast as the engine is done with earlier ones, and waits until all orders are filled, or rest. */
export async function offerAll(engine: Engine, range: SignalRange): Promise<void> {
  let next = range.first;
  const end = range.first + range.count;
  const producer = async (): Promise<void> => {
    while (next < end) {
      const outcome = await engine.intake.submit(signalOf(range.name, range.kind, next++), { actor }).outcome;
      invariant(
        outcome.type === 'ordered',
        `every signal of the bench becomes an order, not ${outcome.type}`,
      );
    }
  };
  const before = await ordersThere(engine, range.kind);
  await Promise.all(Array.from({ length: Math.min(outstandingMax, range.count) }, producer));
  await engine.settled();
  const made = (await ordersThere(engine, range.kind)) - before;
  invariant(made === range.count, `${range.count} orders of the bench are ${range.kind}, not ${made}`);
}

async function ordersThere({ queries }: Engine, kind: OrderKind): Promise<number> {
  const { byStatus } = await patiently(() => queries.getStatistics());
  return (kind === 'market' ? byStatus.filled : byStatus.accepted) ?? 0;
}

/** Milliseconds from the moment at which a signal was due. */
export interface SteadyLatency {
  /** To the acknowledgement: the signal is on disk. */
  readonly acknowledged: LatencyHistogram;
  /** To the outcome: the answer of the venue is on disk. */
  readonly outcome: LatencyHistogram;
}

export function steadyLatency(): SteadyLatency {
  return { acknowledged: createLatencyHistogram(), outcome: createLatencyHistogram() };
}

/** Until when signals are offered: for some milliseconds, or until that work is done. */
export type Duration = { readonly forMs: number } | { readonly until: Promise<unknown> };

/**
 * Offers signals at a steady rate whatever the engine does, and waits until all have their outcome. Each is timed from
 * the moment it was due, so that waiting counts. Rejects with the first signal that the engine does not take.
 */
export async function offerSteadily(
  engine: Engine,
  name: string,
  ordersPerSecond: number,
  duration: Duration,
  latency: SteadyLatency,
): Promise<void> {
  const isOver = endOf(duration);
  const startedMs = performance.now();
  let sent = 0;
  let waiting = 0;
  const submit = async (): Promise<void> => {
    const dueMs = startedMs + (sent / ordersPerSecond) * 1000;
    const { acknowledged, outcome } = engine.intake.submit(signalOf(name, 'market', sent++), { actor });
    waiting += 1;
    const answer = await acknowledged;
    if (answer.type !== 'acknowledged') throw new Error(notTaken(answer));
    latency.acknowledged.record(performance.now() - dueMs);
    await outcome;
    latency.outcome.record(performance.now() - dueMs);
    waiting -= 1;
  };
  await new Promise<void>((resolve, reject) => {
    let isGivenUp = false;
    const giveUp = (error: Error): void => {
      isGivenUp = true;
      reject(error);
    };
    const offer = (): void => {
      if (isGivenUp) return;
      const elapsedMs = performance.now() - startedMs;
      const over = isOver(elapsedMs);
      // The first is due at once, and so is each next one at its own moment.
      const due = over ? 0 : Math.floor((elapsedMs / 1000) * ordersPerSecond) + 1 - sent;
      for (let i = 0; i < due; i++) submit().catch(giveUp);
      if (over && waiting === 0) resolve();
      // A producer of its own sleeps between signals; one that spins takes the engine's core.
      else setTimeout(offer, 1);
    };
    offer();
  });
}

function notTaken(answer: Exclude<Acknowledgement, { type: 'acknowledged' }>): string {
  const why = answer.type === 'unavailable' ? answer.fault.message : answer.type;
  return `the engine does not take the signals of the bench: ${why}`;
}

function endOf(duration: Duration): (elapsedMs: number) => boolean {
  if ('forMs' in duration) return (elapsedMs) => elapsedMs >= duration.forMs;
  let isDone = false;
  const end = (): void => void (isDone = true);
  duration.until.then(end, end);
  return () => isDone;
}

function signalOf(name: string, kind: OrderKind, index: number): object {
  const signal = marketSignal(`${name}-${index}`, index);
  if (kind === 'market') return signal;
  return { ...signal, side: 'buy', orderType: 'limit', limitPrice: '100', timeInForce: 'GTC' };
}
