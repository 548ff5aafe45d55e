// What the data folder says, read with plain SQL as an auditor would: the event store and the venue's own record.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export interface StoredRow {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly actor: string;
}

/** All events, oldest first; of one stream when it is named, of a copy when that is. */
export function eventsOf(dataFolder: string, stream?: string, file = 'events.db'): StoredRow[] {
  const rows = query<Omit<StoredRow, 'data'> & { data: string }>(
    join(dataFolder, file),
    `SELECT position, stream, version, type, data, actor FROM events
     ${stream === undefined ? '' : 'WHERE stream = ?'} ORDER BY position`,
    ...(stream === undefined ? [] : [stream]),
  );
  return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as StoredRow['data'] }));
}

export interface VenueExecution {
  readonly executionId: string;
  readonly clientOrderId: string;
  readonly quantity: string;
}

/** The executions of orders that came from outside, in the venue's own record. */
export function venueExecutionsOf(dataFolder: string): VenueExecution[] {
  return query(
    join(dataFolder, 'venue-sim.db'),
    'SELECT execution_id AS executionId, client_order_id AS clientOrderId, quantity FROM executions ORDER BY sequence',
  );
}

export interface VenueOrder {
  readonly clientOrderId: string;
  readonly status: string;
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly repeatedSubmissions: number;
}

export function venueOrdersOf(dataFolder: string): VenueOrder[] {
  return query(
    join(dataFolder, 'venue-sim.db'),
    `SELECT client_order_id AS clientOrderId, status, quantity, filled_quantity AS filledQuantity,
       repeated_submissions AS repeatedSubmissions FROM orders ORDER BY sequence`,
  );
}

/** A venue that lost its book: it knows none of the orders any more. While the console is closed. */
export function forgetOrdersAtVenue(dataFolder: string): void {
  const database = new Database(join(dataFolder, 'venue-sim.db'));
  try {
    database.exec('DELETE FROM orders');
  } finally {
    database.close();
  }
}

/** A desk that lost its own record, while the venue kept its. While the console is closed. */
export async function forgetEvents(dataFolder: string): Promise<void> {
  const names = await readdir(dataFolder);
  const own = names.filter((name) => !/^(venue-|configuration)/.test(name));
  await Promise.all(own.map((name) => rm(join(dataFolder, name), { recursive: true, force: true })));
}

/** Puts other data into an event's row, as somebody with a SQLite tool could; gives what was there. */
export function replaceEventData(dataFolder: string, position: number, data: string): string {
  const database = new Database(join(dataFolder, 'events.db'));
  try {
    const before = database.prepare<[number], string>('SELECT data FROM events WHERE position = ?').pluck();
    const replaced = before.get(position);
    if (replaced === undefined) throw new Error(`there is no event at ${position}`);
    database.prepare('UPDATE events SET data = ? WHERE position = ?').run(data, position);
    return replaced;
  } finally {
    database.close();
  }
}

function query<Row>(file: string, sql: string, ...values: string[]): Row[] {
  const database = new Database(file, { readonly: true });
  try {
    return database.prepare<unknown[], Row>(sql).all(...values);
  } finally {
    database.close();
  }
}
