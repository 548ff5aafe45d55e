/** Opens the durable event store of a data folder. */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { defaultEventSourcing, type EventSourcingSettings } from '../../../engine/configuration.ts';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import { eventUpcasters } from '../../../engine/events/schema/eventUpcasters.ts';
import type { SnapshotStore } from '../../../engine/events/snapshotStore.ts';
import type { Upcasters } from '../../../engine/events/schema/upcast.ts';
import type { Clock, Logger, Scheduler } from '../../../engine/ports.ts';
import { signingKeyOf } from '../../checkpoints/signingKey.ts';
import { CheckpointKeeper } from '../chain/checkpointKeeper.ts';
import { CheckpointTable } from '../chain/checkpointTable.ts';
import { createDataFolder } from '../files/databaseFile.ts';
import type { OnRemade } from '../derived/derivedDatabase.ts';
import { takeEngineLock } from '../files/engineLock.ts';
import { eventDatabaseName, openEventDatabase } from './eventDatabase.ts';
import { mayNotSign } from './openStoreAlarms.ts';
import { takeUpRescued } from './rescuedEvents.ts';
import { ReadOnlyEventStore } from './readOnlyEventStore.ts';
import { findingsOf } from './storeFindings.ts';
import { openSqliteSnapshotStore } from '../derived/sqliteSnapshotStore.ts';
import { sqliteFault } from '../files/sqliteFault.ts';
import { WritableEventStore } from './writableEventStore.ts';

export interface SqliteEventStoreOptions {
  /** The data folder; a writer creates it when it is missing. */
  readonly folder: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Takes no lock and writes nothing; for commands beside a running engine. */
  readonly readOnly?: boolean;
  /** Names this process when a second engine is refused: `console`, `desk run`. */
  readonly owner?: string;
  readonly upcasters?: Upcasters;
  readonly logger?: Logger;
  readonly settings?: EventSourcingSettings;
  /** Called when the snapshots' file was damaged or not ours, and is made anew. */
  readonly onRemade?: OnRemade;
}

/**
 * Opens the store of a folder. Faults: `data_folder_in_use` (names the process that holds it), `data_folder_unusable`,
 * `store_missing` (read-only, nothing written here yet), `store_foreign` and `store_too_new` (not a file that this
 * program can read), `store_rescued` (the folder holds two histories), `store_damaged`, `store_unreachable` and the
 * other codes of sqliteFault.
 */
export function openSqliteEventStore(options: SqliteEventStoreOptions): Result<EventStore, Fault> {
  const { folder, clock, scheduler, upcasters = eventUpcasters, logger } = options;
  if (options.readOnly === true) {
    const opened = openEventDatabase(folder, true);
    if (!opened.ok) return opened;
    return built(
      () => new ReadOnlyEventStore(opened.value, upcasters, scheduler),
      () => opened.value.close(),
    );
  }
  const usable = createDataFolder(folder);
  if (!usable.ok) return usable;
  const lock = takeEngineLock(folder, options.owner ?? 'engine', clock);
  if (!lock.ok) return lock;
  const { release } = lock.value;
  const rescued = takeUpRescued(folder);
  const opened = rescued.ok ? openEventDatabase(folder) : rescued;
  if (!opened.ok) {
    release();
    return opened;
  }
  const findings = findingsOf(opened.value, folder);
  const snapshots = openSnapshots(options);
  const letGo = (): void => {
    snapshots?.close();
    release();
  };
  let checkpoints: CheckpointKeeper | undefined;
  const beforeClose = (): void => checkpoints?.close();
  const parts = {
    database: opened.value,
    findings,
    clock,
    scheduler,
    upcasters,
    snapshots,
    logger,
    commitEventsMax: options.settings?.commitEventsMax,
    beforeClose,
    release: letGo,
  };
  return built(
    () => {
      const store = new WritableEventStore(parts);
      checkpoints = keepCheckpoints(store, opened.value, options);
      return store;
    },
    () => {
      opened.value.close();
      letGo();
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
  const isDoubted = (): boolean => store.findings?.broken !== undefined || mayNotSign(database);
  return new CheckpointKeeper({
    store,
    table,
    isDoubted,
    key: key.value,
    clock,
    scheduler,
    logger,
    settings,
  });
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
