/** Opens the stores of a data folder together, for the folder's one writer. */
import { hasWalResetBug, sqliteSentence } from '../../shared/contract/sqliteVersion.ts';
import type { Fault } from '../../shared/kernel/fault.ts';
import { ok, type Result } from '../../shared/kernel/result.ts';
import type { LeaseTaken } from '../domain/lease/leaseTaken.ts';
import type { EventSourcingSettings } from '../engine/configuration.ts';
import type { EventStore } from '../engine/events/eventStore.ts';
import type { Clock, Logger, Scheduler } from '../engine/ports.ts';
import type { SubscriptionCheckpoints } from '../engine/events/subscriptions/subscriptionCheckpoints.ts';
import { eventFormat } from '../infra/sqlite/files/eventDatabase.ts';
import { StoreReadError } from '../engine/events/storeReadError.ts';
import type { StoreSettings } from '../infra/configuration/deskConfiguration.ts';
import type { OnRemade } from '../infra/sqlite/derived/derivedDatabase.ts';
import { headRecordFault } from '../infra/sqlite/log/headRecord.ts';
import { openSqliteEventStore } from '../infra/sqlite/events/sqliteEventStore.ts';
import { openPostgresEventStore } from '../infra/postgres/postgresEventStore.ts';
import { SharedLease } from '../infra/postgres/sharedLease.ts';
import type { MaySend } from '../infra/venues/fencedWriter.ts';
import { openSqliteOrderViewStore } from '../infra/sqlite/orders/sqliteOrderViewStore.ts';
import { openSqliteSubscriptionCheckpoints } from '../infra/sqlite/derived/sqliteSubscriptionCheckpoints.ts';
import { sqliteReadModelBuilds } from '../infra/sqlite/orders/sqliteReadModelBuilds.ts';
import { ThreadedReader } from './reading/threadedReader.ts';

export interface StoresOptions {
  readonly folder: string;
  /** Names this process when a second engine is refused. */
  readonly owner: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly settings: EventSourcingSettings;
  /** Where the events are kept. */
  readonly store: StoreSettings;
  /** The lease on the record that this process has taken before. */
  readonly granted?: LeaseTaken | undefined;
  /** Called when the read model turns out to be damaged and is made anew. */
  readonly onDamage: (fault: Fault) => void;
  /** Called when the reading thread has ended by itself. */
  readonly onReaderEnded: (fault: Fault) => void;
}

export interface Stores {
  readonly events: EventStore;
  /** Whether the engine may send to a venue; absent where no other engine can take over. */
  readonly maySend?: MaySend;
  readonly reader: ThreadedReader;
  readonly checkpoints: SubscriptionCheckpoints;
  /** Faults of the files that were made anew from the events. */
  readonly remade: readonly Fault[];
}

/** Opens the stores for the folder's one writer. Faults: those of openSqliteEventStore and openPostgresEventStore. */
export async function openStores(options: StoresOptions): Promise<Result<Stores, Fault>> {
  const { folder, owner, clock, scheduler, logger, settings, store, granted } = options;
  const remade: Fault[] = [];
  const onRemade = (why: Fault): void => {
    logger.log('warn', 'a derived file is made anew from the events', { code: why.code, why: why.message });
    remade.push(why);
  };
  const forEvents = { folder, owner, clock, scheduler, logger, settings, onRemade };
  const lease = store.kind === 'postgres' ? new SharedLease() : undefined;
  const events =
    store.kind === 'sqlite'
      ? await openSqliteEventStore(forEvents)
      : await openPostgresEventStore(forEvents, store.postgres, lease, granted);
  if (!events.ok) return events;
  noteVersion(events.value, logger);
  const lost = events.value.head().position === 0 ? undefined : headRecordFault(folder);
  if (lost !== undefined) onRemade(lost);
  const reader = openReader({ ...options, onRemade });
  if (!reader.ok) {
    await events.value.close();
    return reader;
  }
  const checkpoints = openSqliteSubscriptionCheckpoints(folder, onRemade);
  if (!checkpoints.ok) {
    await reader.value.close();
    await events.value.close();
    return checkpoints;
  }
  const maySend = lease && ((): boolean => lease.maySend());
  const opened = { events: events.value, reader: reader.value, checkpoints: checkpoints.value, remade };
  return ok({ ...opened, ...(maySend && { maySend }) });
}

export interface ReaderOptions extends Pick<
  StoresOptions,
  'folder' | 'scheduler' | 'logger' | 'onDamage' | 'onReaderEnded'
> {
  readonly onRemade: OnRemade;
}

/** Opens the reading side of a folder with events. Faults: those of openSqliteOrderViewStore. */
export function openReader(options: ReaderOptions): Result<ThreadedReader, Fault> {
  const { folder, scheduler, logger, onDamage, onReaderEnded, onRemade } = options;
  // Removes what a rebuild left that a crash ended.
  sqliteReadModelBuilds(folder).discard();
  const rows = positionOfRows(folder, onRemade);
  if (!rows.ok) return rows;
  const opened = rows.value;
  return ok(new ThreadedReader({ folder, opened, scheduler, logger, onDamage, onEnded: onReaderEnded }));
}

/** With the mistake of some versions of SQLite, whoever reads the log file later must know that it was there. */
function noteVersion(events: EventStore, logger: Logger): void {
  const { sqliteVersion, record } = events.health();
  if (sqliteVersion === undefined) return;
  const level = hasWalResetBug(sqliteVersion) ? 'warn' : 'info';
  logger.log(level, 'the event store is open', {
    sqlite: sqliteSentence(sqliteVersion),
    ...(record === undefined ? { synchronous: eventFormat.synchronous } : { record }),
  });
}

/**
 * The position that the rows of the read model hold. It shows at a start whether the store was rolled back, before the
 * reading thread has looked through all rows. A file that is none of ours is made anew.
 */
function positionOfRows(folder: string, onRemade: OnRemade): Result<number, Fault> {
  const views = openSqliteOrderViewStore({ folder, onRemade });
  if (!views.ok) return views;
  try {
    return ok(views.value.checkpoint().position);
  } catch (error) {
    if (!(error instanceof StoreReadError)) throw error;
    // The reading thread finds the same damage, and makes the file anew.
    return ok(0);
  } finally {
    views.value.close();
  }
}

export async function closeStores({ events, reader, checkpoints }: Stores): Promise<void> {
  await reader.close();
  checkpoints.close();
  await events.close();
}
