/** The event store for processes that only read, with or without a writer in another process. */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import { storeClosed, unavailable } from '../../../engine/events/appendFaults.ts';
import type { AppendResult, EventStore, StoreHead, StoreHealth } from '../../../engine/events/eventStore.ts';
import { eventUpcasters } from '../../../engine/events/schema/eventUpcasters.ts';
import type { Upcasters } from '../../../engine/events/schema/upcast.ts';
import type { Scheduler } from '../../../engine/ports.ts';
import { databaseSizes } from '../files/databaseFile.ts';
import { sqliteFault } from '../files/sqliteFault.ts';
import { eventDatabaseName, openEventDatabase } from '../files/eventDatabase.ts';
import { EventReader } from './eventReader.ts';
import { ReadingEventStore } from './readingEventStore.ts';

const openedReadOnly: Fault = {
  code: 'store_opened_read_only',
  message: 'The event store was opened for reading only',
};

/**
 * Opens the store of a folder for reading, beside a running engine or without one. It takes no lock and writes nothing.
 * Faults: `store_missing` for a folder without a store, and those of openEventDatabase.
 */
export function openEventStoreToRead(folder: string, scheduler: Scheduler): Result<EventStore, Fault> {
  const opened = openEventDatabase(folder, true);
  if (!opened.ok) return opened;
  try {
    return ok(new ReadOnlyEventStore(opened.value, eventUpcasters, scheduler));
  } catch (error) {
    opened.value.close();
    return err(sqliteFault(error, eventDatabaseName));
  }
}

/** Its head is the writer's last commit at the time of the question. It never calls listeners. */
class ReadOnlyEventStore extends ReadingEventStore<EventReader> implements EventStore {
  private readonly database: Database.Database;

  constructor(database: Database.Database, upcasters: Upcasters, scheduler: Scheduler) {
    super(new EventReader(database, upcasters, scheduler));
    this.database = database;
  }

  append(): Promise<AppendResult> {
    return Promise.resolve(unavailable(this.writeFault()));
  }

  appendAll(): Promise<AppendResult> {
    return this.append();
  }

  streamVersion(streamId: StreamId): number {
    return this.reader.streamVersion(streamId);
  }

  head(): StoreHead {
    return this.reader.head();
  }

  health(): StoreHealth {
    return {
      writable: false,
      fault: this.writeFault(),
      pendingAppends: 0,
      commitMs: { p50: 0, p99: 0, count: 0 },
      ...databaseSizes(this.database),
    };
  }

  onCommitted(): void {
    // Nothing is ever committed here, so there is nothing to do.
  }

  close(): Promise<void> {
    this.database.close();
    return Promise.resolve();
  }

  writeFault(): Fault {
    return this.database.open ? openedReadOnly : storeClosed;
  }
}
