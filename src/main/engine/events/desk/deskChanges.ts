/**
 * Makes changes of the desk one after the other, each from the state that the change before has put on disk. A change
 * may be in force although the store could not take it. Such a change is kept, and recorded in its turn as soon as the
 * store writes again.
 */
import type { Actor } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { DeskEvent } from '../../../domain/desk/deskEvents.ts';
import type { EventStore } from '../eventStore.ts';
import { recordOnDesk } from './recordOnDesk.ts';
import type { IdSource, Logger, Scheduler, Timer } from '../../ports.ts';

export interface DeskChangesDependencies {
  readonly store: EventStore;
  readonly ids: IdSource;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

export interface DeskChange {
  readonly actor: Actor;
  /** Makes the events when the change is recorded, from the state on disk at that moment. */
  readonly events: () => readonly DeskEvent[];
}

const tryAgainMs = 250;

export class DeskChanges {
  private readonly dependencies: DeskChangesDependencies;
  private readonly kept: DeskChange[] = [];
  private last: Promise<unknown> = Promise.resolve();
  private timer: Timer | undefined;
  private closed = false;

  constructor(dependencies: DeskChangesDependencies) {
    this.dependencies = dependencies;
  }

  /** Whether the engine still runs, so that changes which the store can't take may be kept. */
  get mayKeep(): boolean {
    return !this.closed;
  }

  inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.last.then(change);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** Called in turn: records the change after all kept changes. */
  async recordInTurn({ events, actor }: DeskChange): Promise<Result<void, Refusal>> {
    const before = await this.recordKept();
    return before.ok ? this.record(events(), actor) : before;
  }

  async record(events: readonly DeskEvent[], actor: Actor): Promise<Result<void, Refusal>> {
    const result = await recordOnDesk(this.dependencies, events, actor);
    if (result.ok) return ok();
    return err({ code: 'store_unavailable', message: result.error.message });
  }

  /** Called in turn: keeps a change until it can be recorded. */
  keep(change: DeskChange): void {
    this.kept.push(change);
    this.arm();
  }

  /** Forgets the kept changes, because the engine stops. */
  close(): void {
    this.closed = true;
    this.timer?.cancel();
  }

  private async recordKept(): Promise<Result<void, Refusal>> {
    for (let first = this.kept[0]; first !== undefined; first = this.kept[0]) {
      const recorded = await this.record(first.events(), first.actor);
      if (!recorded.ok) return recorded;
      this.kept.shift();
    }
    return ok();
  }

  private arm(): void {
    if (this.closed || this.kept.length === 0) return;
    this.timer ??= this.dependencies.scheduler.after(tryAgainMs, () => {
      this.timer = undefined;
      void this.inTurn(() => this.recordKept())
        .catch((error: unknown) => {
          const fields = { error: String(error) };
          this.dependencies.logger.log('error', 'changes of the desk not recorded', fields);
        })
        .finally(() => this.arm());
    });
  }
}
