/**
 * Finds events in `events.db` over a connection of its own that can't write. The search runs in the engine's thread, so
 * it looks at the newest events first and gives up after a short time. `searchedTo` says how far it came.
 */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../../shared/kernel/result.ts';
import { eventFromRow, type EventRow } from '../../../engine/events/schema/eventRow.ts';
import { eventUpcasters } from '../../../engine/events/schema/eventUpcasters.ts';
import { understood } from '../../../engine/events/understood.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import type { EventSearch, EventSearchQuery, EventsFound } from '../../../engine/queries/eventSearch.ts';
import type { Clock } from '../../../engine/ports.ts';
import { eventColumns, eventDatabaseName, openEventDatabase } from '../events/eventDatabase.ts';
import { containing, eventConditions } from './eventConditions.ts';
import { positionsWithin } from './positionsWithin.ts';
import { sqliteFault } from '../files/sqliteFault.ts';
import { StreamList } from './streamList.ts';

export interface SqliteEventSearch extends EventSearch {
  close(): void;
}

const limitDefault = 200;
const limitMax = 1_000;
/** How many positions are searched before the search looks at the clock again. */
const chunkPositions = 10_000;
/** About how many milliseconds a search takes at most. A longer search would make orders wait. */
const searchMsMax = 200;

/**
 * Opens the search over the data folder's events. Fault: `store_missing` when there are none yet. Methods throw
 * StoreReadError.
 */
export function openSqliteEventSearch(folder: string, clock: Clock): Result<SqliteEventSearch, Fault> {
  const opened = openEventDatabase(folder, true);
  return opened.ok ? ok(new EventDatabaseSearch(opened.value, clock)) : opened;
}

class EventDatabaseSearch implements SqliteEventSearch {
  private readonly database: Database.Database;
  private readonly clock: Clock;
  private readonly streamList: StreamList;

  constructor(database: Database.Database, clock: Clock) {
    this.database = database;
    this.clock = clock;
    this.streamList = new StreamList(database);
  }

  search(query: EventSearchQuery): EventsFound {
    const limit = Math.max(1, Math.min(query.limit ?? limitDefault, limitMax));
    return guarded(() => {
      const { rows, searchedTo } = this.newestFirst(query, limit);
      return { events: rows.map((row) => understood(eventFromRow(row, eventUpcasters))), searchedTo };
    });
  }

  streams(query: Parameters<EventSearch['streams']>[0]): ReturnType<EventSearch['streams']> {
    return guarded(() =>
      this.streamList.find(query.text === undefined ? undefined : containing(query.text), query.limit),
    );
  }

  close(): void {
    this.database.close();
  }

  private newestFirst(query: EventSearchQuery, wanted: number): { rows: EventRow[]; searchedTo: number } {
    const { sql, values } = eventConditions(query);
    const find = this.database.prepare<unknown[], EventRow>(
      `SELECT ${eventColumns} FROM events WHERE position BETWEEN ? AND ?${sql} ORDER BY position DESC LIMIT ?`,
    );
    const { first, last } = positionsWithin(this.database, query);
    const startedMs = this.clock.monotonicMs();
    // A single stream is found through its index, however old it is.
    const chunk = query.streamId === undefined ? chunkPositions : last;
    const rows: EventRow[] = [];
    let top = last;
    while (top >= first && rows.length < wanted) {
      const bottom = Math.max(first, top - chunk + 1);
      rows.push(...find.all(bottom, top, ...values, wanted - rows.length));
      top = bottom - 1;
      if (this.clock.monotonicMs() - startedMs > searchMsMax) break;
    }
    const full = rows.length >= wanted;
    const searchedTo = full ? (rows.at(-1)?.position ?? first) : top + 1;
    return { rows, searchedTo: searchedTo <= first ? 1 : searchedTo };
  }
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof StoreReadError ? error : new StoreReadError(sqliteFault(error, eventDatabaseName));
  }
}
