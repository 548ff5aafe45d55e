/**
 * Eras: ranges of positions in the log, each with the orders that were created in it. A filter with bounds of creation
 * is answered from the eras within the bounds.
 */
import type Database from 'better-sqlite3';
import { DamagedViews } from '../derived/damagedViews.ts';

/** Length of an era, as a power of two. At five events an order, an era holds about three thousand orders. */
const eraBits = 14;

/** The era of an order, as the indexes have it. */
export const eraOf = `created_position >> ${eraBits}`;

/** The era of a position that is a parameter. */
export const eraAt = `(? >> ${eraBits})`;

/**
 * An era's span of creation times includes those of its orders; after the clock was set back, the spans of eras
 * overlap.
 */
export const eraTable = `CREATE TABLE eras (
    id INTEGER PRIMARY KEY,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    orders INTEGER NOT NULL
  )`;

/** Parameters: creation position, creation time twice, and 1 for an order that is new, 0 for one that is not. */
export const writeEra = `INSERT INTO eras VALUES (${eraAt}, ?, ?, ?) ON CONFLICT DO UPDATE SET
  first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at),
  orders = orders + excluded.orders`;

export interface Era {
  readonly id: number;
  readonly first_at: string;
  readonly last_at: string;
  readonly orders: number;
}

/** First position of the era. */
export function eraStart(id: number): number {
  return id * 2 ** eraBits;
}

/** Counts eras from rows that are read one by one, to compare them with table `eras`. */
export class ErasProof {
  private readonly eras = new Map<number, { first: string; last: string; orders: number }>();

  add(createdPosition: number, createdAt: string): void {
    const id = Math.floor(createdPosition / 2 ** eraBits);
    const era = this.eras.get(id);
    if (era === undefined) {
      this.eras.set(id, { first: createdAt, last: createdAt, orders: 1 });
      return;
    }
    era.orders++;
    if (createdAt < era.first) era.first = createdAt;
    if (createdAt > era.last) era.last = createdAt;
  }

  /** Throws DamagedViews where table `eras` has other values. */
  compare(database: Database.Database): void {
    const stored = database.prepare<[], Era>('SELECT * FROM eras').all();
    const differs = stored.some((era) => {
      const is = this.eras.get(era.id);
      return is?.orders !== era.orders || is.first < era.first_at || is.last > era.last_at;
    });
    if (differs || stored.length !== this.eras.size) {
      throw new DamagedViews('its eras are not those of its rows');
    }
  }
}
