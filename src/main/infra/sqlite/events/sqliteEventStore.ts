/** Opens the durable event store of a data folder. */
import type Database from 'better-sqlite3';
import { Worker } from 'node:worker_threads';
import { programFile } from '../../paths/programFiles.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { defaultEventSourcing, type EventSourcingSettings } from '../../../engine/configuration.ts';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import { eventUpcasters } from '../../../engine/events/schema/eventUpcasters.ts';
import type { SnapshotStore } from '../../../engine/events/snapshotStore.ts';
import type { Upcasters } from '../../../engine/events/schema/upcast.ts';
import type { Clock, Logger, Scheduler } from '../../../engine/ports.ts';
import { signingKeyOf } from '../../checkpoints/signingKey.ts';
import { CheckpointKeeper } from './checkpointKeeper.ts';
import { EventReader } from './eventReader.ts';
import { CheckpointTable } from '../chain/checkpointTable.ts';
import { createDataFolder, databaseSizes } from '../files/databaseFile.ts';
import type { OnRemade } from '../derived/derivedDatabase.ts';
import { takeEngineLock, type EngineLock } from '../files/engineLock.ts';
import type { EventLog, LogOpened } from '../log/eventLog.ts';
import type { LogThreadData } from '../log/logMessages.ts';
import { openThreadedLog, type StartLogThread } from '../log/threadedLog.ts';
import { eventDatabaseName, openEventDatabase } from '../files/eventDatabase.ts';
import { mayNotSign } from './openStoreAlerts.ts';
import { restoreRescued } from '../files/rescuedEvents.ts';
import { openSqliteSnapshotStore } from '../derived/sqliteSnapshotStore.ts';
import { sqliteFault } from '../files/sqliteFault.ts';
import { WritableEventStore } from './writableEventStore.ts';

export interface SqliteEventStoreOptions {
  /** The data folder; it is made when it is missing. */
  readonly folder: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Names this process when a second engine is refused: `console`, `desk run`. */
  readonly owner?: string;
  readonly upcasters?: Upcasters;
  readonly logger?: Logger;
  readonly settings?: EventSourcingSettings;
  /** Called when the snapshots' file was damaged or not ours, and is made anew. */
  readonly onRemade?: OnRemade;
}

/** Starts the log's thread. */
export const startLogThread = (data: LogThreadData): Worker =>
  new Worker(programFile('logThread'), { name: 'log', workerData: data });

/**
 * Opens the store of a folder for its one writer, with the log in a thread of its own. Faults: `data_folder_in_use`
 * (names the process that holds it), `data_folder_unusable`, `store_foreign` and `store_too_new` (not a file that this
 * program can read), `store_rescued` (the folder holds two histories), `store_damaged`, `store_unreachable`,
 * `store_thread_ended` and the other codes of sqliteFault.
 */
export async function openSqliteEventStore(
  options: SqliteEventStoreOptions,
  start: StartLogThread = startLogThread,
): Promise<Result<EventStore, Fault>> {
  const { folder, logger, settings } = options;
  const lock = claimFolder(options);
  if (!lock.ok) return lock;
  const { commitEventsMax } = settings ?? defaultEventSourcing;
  const log = await openThreadedLog({ folder, start, logger, commitEventsMax });
  const store = log.ok ? storeOnLog(options, lock.value, log.value) : log;
  if (store.ok) return store;
  if (log.ok) await log.value.log.close();
  lock.value.release();
  return store;
}

/** Locks the folder, and puts back what a process before saved of a removed file. */
export function claimFolder({
  folder,
  owner,
  clock,
  logger,
}: SqliteEventStoreOptions): Result<EngineLock, Fault> {
  const usable = createDataFolder(folder);
  if (!usable.ok) return usable;
  const lock = takeEngineLock(folder, owner ?? 'engine', { clock, logger });
  if (!lock.ok) return lock;
  const rescued = restoreRescued(folder);
  if (rescued.ok) return lock;
  lock.value.release();
  return rescued;
}

/** Makes the store on an open log. The store closes the log and releases the lock when it is closed. */
export function storeOnLog(
  options: SqliteEventStoreOptions,
  lock: EngineLock,
  { log, opened }: { readonly log: EventLog; readonly opened: LogOpened },
): Result<EventStore, Fault> {
  const { folder, clock, scheduler, upcasters = eventUpcasters, logger } = options;
  const database = openEventDatabase(folder, true);
  if (!database.ok) return database;
  const snapshots = openSnapshots(options);
  let checkpoints: CheckpointKeeper | undefined;
  const parts = {
    sizes: () => databaseSizes(database.value),
    log,
    opened,
    clock,
    scheduler,
    upcasters,
    snapshots,
    logger,
    commitEventsMax: options.settings?.commitEventsMax,
    beforeClose: () => checkpoints?.close(),
    closeReader: () => void database.value.close(),
    lookAtLock: () => lock.look(),
    release() {
      snapshots?.close();
      lock.release();
    },
  };
  return built(
    () => {
      const reader = new EventReader(database.value, upcasters, scheduler);
      const store = new WritableEventStore({ ...parts, reader });
      checkpoints = keepCheckpoints(store, database.value, options);
      return store;
    },
    () => {
      database.value.close();
      snapshots?.close();
    },
  );
}

/** Signs checkpoints of the store. Without a key the store works as well: only the proof for others is missing. */
function keepCheckpoints(
  store: WritableEventStore,
  database: Database.Database,
  { folder, clock, scheduler, logger, settings = defaultEventSourcing }: SqliteEventStoreOptions,
): CheckpointKeeper | undefined {
  const key = signingKeyOf(folder);
  if (!key.ok) {
    logger?.log('warn', 'no checkpoints are signed', { why: key.error.message });
    return undefined;
  }
  const table = new CheckpointTable(database);
  const isDoubted = (): boolean => store.findings.broken !== undefined || mayNotSign(database);
  return new CheckpointKeeper({ store, table, isDoubted, key: key.value, clock, scheduler, settings });
}

/** Opens the snapshots. Without them a start only takes longer. */
function openSnapshots({ folder, logger, onRemade }: SqliteEventStoreOptions): SnapshotStore | undefined {
  const opened = openSqliteSnapshotStore(folder, onRemade);
  if (opened.ok) return opened.value;
  logger?.log('warn', 'no snapshots are kept', { why: opened.error.message });
  return undefined;
}

/** Building a store reads the file, so damage that the opening did not find shows here. */
function built(build: () => EventStore, undo: () => void): Result<EventStore, Fault> {
  try {
    return ok(build());
  } catch (error) {
    undo();
    return err(sqliteFault(error, eventDatabaseName));
  }
}
