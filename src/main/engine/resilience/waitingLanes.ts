/** A bounded queue in lanes: cancels first, then questions, then orders. Limiter and bulkhead use it. */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import { namesOf } from '../../../shared/kernel/names.ts';
import type { Clock } from '../ports.ts';
import type { Lane } from './venueGuard.ts';

/** The queue's figures since the last look. */
export interface QueueingPeriod {
  /** Calls that had to wait. */
  readonly waited: number;
  /** Calls that found the queue full. */
  readonly refused: number;
  readonly queuedMax: number;
  readonly longestWaitMs: number;
}

const quiet: QueueingPeriod = { waited: 0, refused: 0, queuedMax: 0, longestWaitMs: 0 };

/** The first goes first. */
const lanePriority = namesOf<Lane>({ cancel: true, query: true, order: true });

interface Waiter {
  readonly sinceMs: number;
  readonly admit: () => void;
}

export class WaitingLanes {
  /** A set keeps the order of arrival, and a place in it can be given up in constant time. */
  private readonly lanes: Readonly<Record<Lane, Set<Waiter>>> = {
    cancel: new Set(),
    query: new Set(),
    order: new Set(),
  };
  private readonly depthMax: () => number;
  private period: QueueingPeriod = quiet;
  private readonly clock: Clock;

  /** The bound holds for every lane but the lane of cancels: a cancel always finds a place. */
  constructor(depthMax: () => number, clock: Clock) {
    this.depthMax = depthMax;
    this.clock = clock;
  }

  get size(): number {
    return this.lanes.cancel.size + this.lanes.query.size + this.lanes.order.size;
  }

  sizeOf(lane: Lane): number {
    return this.lanes[lane].size;
  }

  /** Whether a waiting call goes before a newcomer of this lane. */
  hasBefore(lane: Lane): boolean {
    if (this.lanes.cancel.size > 0) return true;
    if (lane === 'cancel') return false;
    return this.lanes.query.size > 0 || (lane === 'order' && this.lanes.order.size > 0);
  }

  wait(lane: Lane, signal: AbortSignalLike): Promise<'taken' | 'full' | 'aborted'> {
    if (signal.aborted) return Promise.resolve('aborted');
    if (lane !== 'cancel' && this.lanes[lane].size >= this.depthMax()) {
      this.period = { ...this.period, refused: this.period.refused + 1 };
      return Promise.resolve('full');
    }
    return new Promise((resolve) => {
      const giveUp = (): void => {
        this.lanes[lane].delete(waiter);
        resolve('aborted');
      };
      const waiter: Waiter = {
        sinceMs: this.clock.monotonicMs(),
        admit: () => {
          this.noteWait(this.clock.monotonicMs() - waiter.sinceMs);
          signal.removeEventListener('abort', giveUp);
          resolve('taken');
        },
      };
      this.lanes[lane].add(waiter);
      const { waited, queuedMax } = this.period;
      this.period = { ...this.period, waited: waited + 1, queuedMax: Math.max(queuedMax, this.size) };
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Lets the next call through; false when no call of the allowed lanes waits. */
  admitNext(lanes: readonly Lane[] = lanePriority): boolean {
    for (const lane of lanes) {
      const waiter = this.lanes[lane].values().next().value;
      if (waiter === undefined) continue;
      this.lanes[lane].delete(waiter);
      waiter.admit();
      return true;
    }
    return false;
  }

  /** The queue's figures since the last call of `takePeriod`. */
  takePeriod(): QueueingPeriod {
    const period = this.period;
    this.noteWait(this.oldestWaitMs());
    const { longestWaitMs } = this.period;
    this.period = quiet;
    return { ...period, longestWaitMs };
  }

  private noteWait(milliseconds: number): void {
    if (milliseconds <= this.period.longestWaitMs) return;
    this.period = { ...this.period, longestWaitMs: milliseconds };
  }

  oldestWaitMs(): number {
    const oldest = lanePriority
      .map((lane) => this.lanes[lane].values().next().value?.sinceMs)
      .filter((since) => since !== undefined);
    return oldest.length === 0 ? 0 : this.clock.monotonicMs() - Math.min(...oldest);
  }
}
