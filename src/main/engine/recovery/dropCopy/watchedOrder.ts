/**
 * An order about which one session has reported something that was not compared yet, or that differs. It remembers when
 * each execution was reported: an execution of one session counts as a difference after the grace time.
 */
import type { ExecutionId } from '../../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import type { CopyDifference } from '../../../domain/order/dropCopy/copyDifferences.ts';
import type { Order } from '../../../domain/order/orderState.ts';

export class WatchedOrder {
  /** When the first report came; a start reads again from there. */
  readonly since: EpochMicros;
  /** The executions that the order session has reported since the order is watched. */
  readonly told = new Set<ExecutionId>();
  /** The order after its last execution. */
  order: Order | undefined;
  /** How many reports have come. */
  heardTimes = 0;
  private readonly graceMs: number;
  private readonly beganMs: number;
  /** When one session reported the version last; a bust reports its execution again. */
  private readonly heardMs = new Map<ExecutionId, number>();
  /** Versions that count as different already. They do until both sessions agree. */
  private standing: ReadonlySet<ExecutionId> = new Set();
  private lookedTimes = -1;
  /** When the next difference counts, unless another report comes. */
  private nextDueMs: number;

  constructor(since: EpochMicros, nowMs: number, graceMs: number) {
    this.since = since;
    this.graceMs = graceMs;
    this.beganMs = nowMs;
    this.nextDueMs = nowMs + graceMs;
  }

  get heard(): readonly ExecutionId[] {
    return [...this.heardMs.keys()];
  }

  hear(executionId: ExecutionId, nowMs: number): void {
    this.heardMs.set(executionId, nowMs);
    this.heardTimes += 1;
  }

  /** Whether a look can find something new. `upSinceMs`: no grace time begins before it. */
  isToLook(nowMs: number, upSinceMs: number): boolean {
    const isNew = this.heardTimes !== this.lookedTimes;
    return isNew || nowMs >= Math.max(this.nextDueMs, upSinceMs + this.graceMs);
  }

  /** Notes that these are all differences, and returns those that count. */
  lookedAt(
    differences: readonly CopyDifference[],
    nowMs: number,
    upSinceMs: number,
  ): readonly CopyDifference[] {
    const due: CopyDifference[] = [];
    this.nextDueMs = Number.POSITIVE_INFINITY;
    this.lookedTimes = this.heardTimes;
    for (const one of differences) {
      const dueMs = this.sinceMs(one) + this.graceMs;
      const isOver = nowMs >= Math.max(dueMs, upSinceMs + this.graceMs);
      if (isOver || one.isContradiction || one.ids.some((id) => this.standing.has(id))) due.push(one);
      else this.nextDueMs = Math.min(this.nextDueMs, dueMs);
    }
    this.standing = new Set(due.flatMap(({ ids }) => ids));
    return due;
  }

  /**
   * Since when only one session has the oldest differing version; where both have all versions, since the last bust.
   */
  private sinceMs({ ids, alone }: CopyDifference): number {
    const heardMs = (id: ExecutionId): number => this.heardMs.get(id) ?? this.beganMs;
    return alone.length > 0 ? Math.min(...alone.map(heardMs)) : Math.max(...ids.map(heardMs));
  }
}
