/**
 * Builds the orders read model anew from the events, beside the present one, and replaces the present one once both
 * hold the same events. The present read model takes events and answers queries up to that moment. A rebuild that is
 * canceled, fails or crashes before has not touched it.
 */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Clock, Logger, Scheduler } from '../ports.ts';
import type { Exchanged } from './liveProjection.ts';
import { OrdersProjection } from './ordersProjection.ts';
import type { OrderViewStore } from './orderViewStore.ts';
import type { ReadModelBuilds } from './readModelBuilds.ts';

/** The present read model, as a rebuild sees it. */
export interface ServingReadModel {
  /** All events up to this position are in the read model. */
  readonly position: number;
  /** Goes on with the store that `exchange` returns; `exchange` gets the present store, if there is one. */
  goOnWith(exchange: (present?: OrderViewStore) => Exchanged<OrderViewStore>): void;
}

export interface RebuildDependencies {
  readonly events: Pick<EventStore, 'readAll'>;
  readonly serving: ServingReadModel;
  readonly builds: ReadModelBuilds;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

export interface RebuildProgress {
  /** Events that the new read model holds, of the `total` events that there are by now. */
  readonly done: number;
  readonly total: number;
  /** Events a second since the rebuild began. */
  readonly perSecond: number;
}

export interface RebuildHooks {
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined;
  readonly signal?: Pick<AbortSignalLike, 'aborted'> | undefined;
}

export interface Rebuilt {
  readonly events: number;
  readonly orders: number;
  readonly elapsedMs: number;
}

/** Events that a build keeps in memory before it waits for the rows to be written. */
const batchEventsMax = 2_000;

/** Faults: `canceled`, `rebuild_failed`, and the faults of opening a store. */
export async function rebuildReadModel(
  dependencies: RebuildDependencies,
  hooks: RebuildHooks = {},
): Promise<Result<Rebuilt, Fault>> {
  const { builds, serving } = dependencies;
  const begun = builds.begin();
  if (!begun.ok) return begun;
  const build = new Build(dependencies, hooks, begun.value);
  try {
    if (!(await build.catchUp())) {
      return err({ code: 'canceled', message: 'canceled; the read model is as it was' });
    }
    // From here to the end nothing else gets a turn, so no event comes between.
    const rebuilt = build.result();
    let failed: Fault | undefined;
    serving.goOnWith((present) => {
      const swap = builds.swap(begun.value, present);
      failed = swap.fault;
      return swap;
    });
    return failed === undefined ? ok(rebuilt) : err(failed);
  } catch (error) {
    return err(faultFrom('rebuild_failed', error));
  } finally {
    build.end();
    builds.discard(begun.value);
  }
}

class Build {
  private readonly dependencies: RebuildDependencies;
  private readonly hooks: RebuildHooks;
  private readonly projection: OrdersProjection;
  private readonly startedMs: number;
  private batch: StoredEvent[] = [];

  constructor(dependencies: RebuildDependencies, hooks: RebuildHooks, store: OrderViewStore) {
    const { clock, scheduler, logger } = dependencies;
    this.dependencies = dependencies;
    this.hooks = hooks;
    this.startedMs = clock.monotonicMs();
    this.projection = new OrdersProjection(store, scheduler, logger);
    this.projection.markCaughtUp();
  }

  /** Reads events until the new read model holds what the present one holds; false when the rebuild was canceled. */
  async catchUp(): Promise<boolean> {
    const { events, serving } = this.dependencies;
    while (this.projection.position < serving.position) {
      for await (const event of events.readAll({ afterPosition: this.projection.position })) {
        if (this.hooks.signal?.aborted === true) return false;
        // Later events may be on disk which the present read model has not been given yet.
        if (event.position > serving.position) break;
        this.batch.push(event);
        if (this.batch.length >= batchEventsMax) await this.take();
      }
      await this.take();
    }
    return this.hooks.signal?.aborted !== true;
  }

  result(): Rebuilt {
    this.projection.flush();
    const { orders } = this.projection.flushed().statistics();
    return { events: this.projection.position, orders, elapsedMs: Math.round(this.elapsedMs()) };
  }

  end(): void {
    this.projection.abandon();
  }

  private async take(): Promise<void> {
    if (this.batch.length === 0) return;
    this.projection.apply(this.batch);
    const few = this.batch.length < batchEventsMax;
    this.batch = [];
    this.tellProgress();
    // The last rows, a few, are written together at the end; waiting for them here would let more events come.
    if (!few) await this.projection.written();
  }

  private tellProgress(): void {
    const done = this.projection.position;
    const total = Math.max(done, this.dependencies.serving.position);
    const perSecond = Math.round((done * 1_000) / Math.max(1, this.elapsedMs()));
    this.hooks.onProgress?.({ done, total, perSecond });
  }

  private elapsedMs(): number {
    return this.dependencies.clock.monotonicMs() - this.startedMs;
  }
}
