/** Makes the reporting tables anew for a command, beside an engine or without one. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import { placeOf, type PostgresSettings } from '../recordAddress.ts';
import { RecordError, recordFault } from '../recordFault.ts';
import type { RecordSession } from '../recordSession.ts';
import { buildReports, type BuildHooks } from './buildReports.ts';
import { openReports } from './reportBook.ts';

export interface RebuildReportsOptions extends BuildHooks {
  readonly settings: PostgresSettings;
  /** The copy of the record in the data folder. */
  readonly events: Pick<EventStore, 'read' | 'readAll' | 'head'>;
}

/**
 * Gives the position that the new rows hold. Faults: those of buildReports and of RecordSession; `record_differs` where
 * the folder's events are not the record's; `canceled`.
 */
export async function rebuildReports(options: RebuildReportsOptions): Promise<Result<number, Fault>> {
  const { settings, events, signal } = options;
  let session: RecordSession | undefined;
  try {
    session = await openReports(settings, 'desk rebuild');
    await compareHeads(session, events, placeOf(settings));
    return ok(await buildReports(session, events, options));
  } catch (error) {
    if (signal?.aborted === true) {
      return err({ code: 'canceled', message: 'canceled; the reporting tables are as they were' });
    }
    return err(error instanceof StoreReadError ? error.fault : recordFault(error, placeOf(settings)));
  } finally {
    await session?.close();
  }
}

async function compareHeads(
  session: RecordSession,
  events: Pick<EventStore, 'head'>,
  place: string,
): Promise<void> {
  const { position, hash } = events.head();
  const { rows } = await session.ask<{ hash: string }>({
    text: 'SELECT hash FROM breakwater.events WHERE position = $1::bigint',
    values: [position],
  });
  if (position === 0 || rows[0]?.hash === hash) return;
  throw new RecordError({
    code: 'record_differs',
    message: `The record in PostgreSQL (${place}) does not have the event at position ${position} of this data folder: no reporting table was changed`,
    details: { place, position },
  });
}
