/** Projects all events into a new read model and puts it in the place of the old one, in one step of the file system. */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import { OrdersProjection } from '../../engine/readmodel/ordersProjection.ts';
import type { OrderViewStore } from '../../engine/readmodel/orderViewStore.ts';
import { PendingSignals } from '../../engine/signals/pendingSignals.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { takeEngineLock } from '../../infra/sqlite/engineLock.ts';
import { orderViewDatabaseName } from '../../infra/sqlite/orderViewDatabase.ts';
import { openSqliteOrderViewStore } from '../../infra/sqlite/sqliteOrderViewStore.ts';
import { openEventsToRead } from './readDesk.ts';

export interface RebuildHooks {
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal: AbortSignal;
}

export interface Rebuilt {
  readonly events: number;
  readonly orders: number;
  readonly elapsedMs: number;
}

const buildFolder = 'rebuild';
const canceled: Fault = { code: 'canceled', message: 'canceled; the read models are as they were' };
const batchSize = 2_000;

/** Not beside a running engine, which keeps the live read model open: `data_folder_in_use` names it. */
export async function rebuildReadModels(
  folder: string,
  hooks: RebuildHooks,
): Promise<Result<Rebuilt, Fault>> {
  const events = openEventsToRead(folder);
  if (!events.ok) return events;
  const lock = takeEngineLock(folder, 'desk rebuild', systemClock());
  if (!lock.ok) {
    await events.value.close();
    return lock;
  }
  const building = join(folder, buildFolder);
  try {
    rmSync(building, { recursive: true, force: true });
    const views = openSqliteOrderViewStore({ folder: building });
    if (!views.ok) return views;
    const rebuilt = await fill(views.value, events.value, hooks);
    if (rebuilt === undefined) return err(canceled);
    swap(building, folder);
    return ok(rebuilt);
  } catch (error) {
    return err(faultFrom('rebuild_failed', error));
  } finally {
    rmSync(building, { recursive: true, force: true });
    await events.value.close();
    lock.value.release();
  }
}

async function fill(
  views: OrderViewStore,
  events: EventStore,
  { onProgress, signal }: RebuildHooks,
): Promise<Rebuilt | undefined> {
  const startedMs = performance.now();
  const total = events.head().position;
  const pending = new PendingSignals();
  const logger = { log: () => undefined };
  // The same mark as the engine's own: signals without an outcome must be found again at the next start.
  const resumeFrom = (applied: number): number =>
    Math.min(applied, (pending.oldestPosition() ?? Infinity) - 1);
  const projection = new OrdersProjection(views, nodeScheduler(), logger, resumeFrom);
  let batch: StoredEvent[] = [];
  const apply = (): void => {
    projection.apply(batch);
    onProgress({ done: projection.position, total });
    batch = [];
  };
  try {
    for await (const event of events.readAll({ afterPosition: 0 })) {
      if (signal.aborted) return undefined;
      pending.apply(event);
      if (batch.push(event) >= batchSize) apply();
    }
    apply();
    const orders = projection.flushed().query({ limit: 1 }).total;
    return { events: total, orders, elapsedMs: Math.round(performance.now() - startedMs) };
  } finally {
    projection.close();
  }
}

function swap(building: string, folder: string): void {
  const live = join(folder, orderViewDatabaseName);
  // The old file's log belongs to the old file alone.
  for (const suffix of ['-wal', '-shm']) rmSync(`${live}${suffix}`, { force: true });
  renameSync(join(building, orderViewDatabaseName), live);
}
