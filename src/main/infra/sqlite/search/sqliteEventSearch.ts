/**
 * Finds events in `events.db` over a connection of its own that can't write. The search looks at the newest events
 * first, a few thousand in a turn, so that other questions get their turns, and gives up after a short time.
 * `searchedTo` says how far it came.
 */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../../shared/kernel/result.ts';
import { eventFromRow, type EventRow } from '../../../engine/events/schema/eventRow.ts';
import { eventUpcasters } from '../../../engine/events/schema/eventUpcasters.ts';
import { understood } from '../../../engine/events/understanding/understood.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import type {
  EventSearch,
  EventSearchQuery,
  EventsFound,
  StreamsFound,
  StreamsQuery,
} from '../../../engine/queries/eventSearch.ts';
import type { Clock, Scheduler } from '../../../engine/ports.ts';
import { eventColumns, eventDatabaseName, openEventDatabase } from '../files/eventDatabase.ts';
import { containing, eventConditions } from './eventConditions.ts';
import { positionsWithin } from './positionsWithin.ts';
import { sqliteFault } from '../files/sqliteFault.ts';
import { StreamList } from './streamList.ts';

export interface SqliteEventSearch extends EventSearch {
  close(): void;
}

const limitDefault = 200;
const limitMax = 1_000;
/** How many positions are searched in one turn. */
const turnPositions = 500;
/** About how many milliseconds a search takes at most: a person waits for it. */
const searchMsMax = 200;

export interface SearchPorts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

/** Opens the search over the data folder's events. Fault: `store_missing` when there are none yet. */
export function openSqliteEventSearch(folder: string, ports: SearchPorts): Result<SqliteEventSearch, Fault> {
  const opened = openEventDatabase(folder, true);
  return opened.ok ? ok(new EventDatabaseSearch(opened.value, ports)) : opened;
}

class EventDatabaseSearch implements SqliteEventSearch {
  private readonly database: Database.Database;
  private readonly ports: SearchPorts;
  private readonly streamList: StreamList;

  constructor(database: Database.Database, ports: SearchPorts) {
    this.database = database;
    this.ports = ports;
    this.streamList = new StreamList(database);
  }

  async search(query: EventSearchQuery): Promise<EventsFound> {
    const limit = Math.max(1, Math.min(query.limit ?? limitDefault, limitMax));
    const { rows, searchedTo, position } = await this.newestFirst(query, limit);
    return { events: rows.map((row) => understood(eventFromRow(row, eventUpcasters))), searchedTo, position };
  }

  async streams({ text, limit }: StreamsQuery): Promise<StreamsFound> {
    return guarded(() => this.streamList.find(text === undefined ? undefined : containing(text), limit));
  }

  close(): void {
    this.database.close();
  }

  private async newestFirst(
    query: EventSearchQuery,
    wanted: number,
  ): Promise<{ rows: EventRow[]; searchedTo: number; position: number }> {
    const { clock, scheduler } = this.ports;
    const { sql, values } = eventConditions(query);
    const select = `SELECT ${eventColumns} FROM events WHERE position BETWEEN ? AND ?${sql} ORDER BY position DESC LIMIT ?`;
    const find = guarded(() => this.database.prepare<unknown[], EventRow>(select));
    const { first, last, head } = guarded(() => positionsWithin(this.database, query));
    const startedMs = clock.monotonicMs();
    // A single stream is found through its index, however old it is.
    const inOneTurn = query.streamId === undefined ? turnPositions : last;
    const rows: EventRow[] = [];
    let top = last;
    while (top >= first && rows.length < wanted) {
      const bottom = Math.max(first, top - inOneTurn + 1);
      rows.push(...guarded(() => find.all(bottom, top, ...values, wanted - rows.length)));
      top = bottom - 1;
      if (clock.monotonicMs() - startedMs > searchMsMax) break;
      await new Promise<void>((resolve) => scheduler.soon(resolve));
    }
    const full = rows.length >= wanted;
    const searchedTo = full ? (rows.at(-1)?.position ?? first) : top + 1;
    return { rows, searchedTo: searchedTo <= first ? 1 : searchedTo, position: head };
  }
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof StoreReadError ? error : new StoreReadError(sqliteFault(error, eventDatabaseName));
  }
}
