/** Opens the durable event store of a desk whose record is in PostgreSQL. */
import { Worker } from 'node:worker_threads';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { LeaseTaken } from '../../domain/lease/leaseTaken.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import { programFile } from '../paths/programFiles.ts';
import { openSqliteEventStore, type SqliteEventStoreOptions } from '../sqlite/events/sqliteEventStore.ts';
import type { PostgresSettings } from './recordAddress.ts';
import type { RecordThreadData } from './recordThread.ts';
import { SharedLease } from './sharedLease.ts';

/**
 * The store reads its copy in the folder, like an SQLite store; every write goes to PostgreSQL first. `lease` says whether
 * the engine may send to a venue; `granted` is the lease that this process has taken before. Faults: those of
 * openSqliteEventStore and of openRecordedLog.
 */
export function openPostgresEventStore(
  options: SqliteEventStoreOptions,
  settings: PostgresSettings,
  lease = new SharedLease(),
  granted?: LeaseTaken,
): Promise<Result<EventStore, Fault>> {
  const { owner = 'engine' } = options;
  return openSqliteEventStore(options, (data) => {
    const workerData: RecordThreadData = { ...data, settings, owner, leaseMemory: lease.memory, granted };
    return new Worker(programFile('recordThread'), { name: 'record', workerData });
  });
}
