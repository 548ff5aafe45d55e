/**
 * An order about which one of the two sessions has said something that was not compared yet, or that differs. It knows
 * when each execution was heard: what only one of the two knows counts once the other has had the grace time for it.
 */
import type { ExecutionId } from '../../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import type { CopyDifference } from '../../../domain/order/dropCopy/copyDifferences.ts';
import type { Order } from '../../../domain/order/orderState.ts';

export class WatchedOrder {
  /** When the first of it was heard; a start reads again from there. */
  readonly since: EpochMicros;
  /** What the order session told since the order is watched. */
  readonly told = new Set<ExecutionId>();
  /** As the order was at its last execution. */
  order: Order | undefined;
  /** How often something new was heard. */
  heardTimes = 0;
  private readonly graceMs: number;
  private readonly beganMs: number;
  /** When one of the two told the version last; a bust tells its execution again. */
  private readonly heardMs = new Map<ExecutionId, number>();
  /** Versions that count as different already. They do until both sessions say the same. */
  private standing: ReadonlySet<ExecutionId> = new Set();
  private lookedTimes = -1;
  /** When the next difference counts, where nothing new is heard. */
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

  /** Whether a look can find something else than the last one. `upSinceMs`: no grace time begins before. */
  isToLook(nowMs: number, upSinceMs: number): boolean {
    const isNew = this.heardTimes !== this.lookedTimes;
    return isNew || nowMs >= Math.max(this.nextDueMs, upSinceMs + this.graceMs);
  }

  /** Notes that these are all differences, and gives those that count. */
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

  /** Since the oldest version that only one of the two has told; where both have told all, since the last bust. */
  private sinceMs({ ids, alone }: CopyDifference): number {
    const heardMs = (id: ExecutionId): number => this.heardMs.get(id) ?? this.beganMs;
    return alone.length > 0 ? Math.min(...alone.map(heardMs)) : Math.max(...ids.map(heardMs));
  }
}
