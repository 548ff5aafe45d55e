/** Opens the record in PostgreSQL and its copy on this machine. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { LeaseTaken } from '../../domain/lease/leaseTaken.ts';
import type { Logger } from '../../engine/ports.ts';
import { openDatabaseLog, type DatabaseLog } from '../sqlite/log/databaseLog.ts';
import type { LogOpened } from '../sqlite/log/eventLog.ts';
import { catchUp } from './catchUp.ts';
import { PostgresRecord } from './postgresRecord.ts';
import { postgresLink } from './postgresLink.ts';
import { placeOf, type PostgresSettings } from './recordAddress.ts';
import { recordFault } from './recordFault.ts';
import type { SharedLease } from './sharedLease.ts';

/** Number of copied events between two reports of the progress. */
const toldEvents = 50_000;

export interface RecordedLogOptions {
  readonly folder: string;
  readonly settings: PostgresSettings;
  /** Names this process when a second engine is refused. */
  readonly owner: string;
  readonly lease: SharedLease;
  /** The lease that this process has taken before. */
  readonly granted: LeaseTaken | undefined;
  readonly logger: Logger;
}

interface Opened {
  readonly record: PostgresRecord;
  readonly copy: DatabaseLog;
  readonly opened: LogOpened;
}

/**
 * Becomes the record's writer, and brings the copy to its head. Faults: `record_unreachable`, `record_refused`,
 * `record_unfit`, `record_in_use` (names the engine that holds it), `record_empty`, `record_other`, `record_behind`,
 * `record_differs`, `record_broken`, `record_changed`, and those of openDatabaseLog.
 */
export async function openRecordedLog(options: RecordedLogOptions): Promise<Result<Opened, Fault>> {
  const { folder, settings, owner, lease, granted, logger } = options;
  let record: PostgresRecord | undefined;
  let ended: (() => void) | undefined;
  try {
    record = await PostgresRecord.open(postgresLink(settings, owner), {
      lease,
      granted,
      onWait: (writer) =>
        logger.log('info', 'waits until the lease of another engine is over', { ...writer }),
    });
    ended = record.keepLease();
    await catchUp(folder, record, progressIn(logger));
    const log = openDatabaseLog({ folder, isCopy: true }, logger);
    if (!log.ok) {
      await record.close();
      return log;
    }
    const opened = { ...log.value.opened, record: record.place, lease: record.taken };
    return ok({ record, copy: log.value.log, opened });
  } catch (error) {
    await record?.close();
    return err(recordFault(error, placeOf(settings)));
  } finally {
    ended?.();
  }
}

/** Reports how far the copy is, for people who wait for a start. */
function progressIn(logger: Logger): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    if (done < total && done - told < toldEvents) return;
    told = done;
    logger.log('info', 'the copy follows the record', { events: done, of: total });
  };
}
