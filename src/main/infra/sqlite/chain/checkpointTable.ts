/** The signed checkpoints that a store keeps of itself, in its own file. */
import type Database from 'better-sqlite3';
import type { SignedCheckpoint } from '../../checkpoints/signedCheckpoint.ts';

const format = 'breakwater-checkpoint-1';
const columns = 'position, hash, time, public_key AS publicKey, signature';

type Row = Omit<SignedCheckpoint, 'format' | 'store'>;

/** The table `checkpoints`. In a damaged or forged file a column may be of any type. Methods throw SqliteError. */
export class CheckpointTable {
  private readonly database: Database.Database;

  constructor(database: Database.Database) {
    this.database = database;
  }

  /** The store's id; undefined in a file of a version that had no checkpoints. */
  storeId(): string | undefined {
    return this.exists()
      ? this.database.prepare<[], string>('SELECT id FROM store').pluck().get()
      : undefined;
  }

  /** The checkpoints within a range of positions, both inclusive, in order. */
  within(first: number, last: number): readonly SignedCheckpoint[] {
    const store = this.storeId();
    if (store === undefined) return [];
    const rows = this.database
      .prepare<[number, number], Row>(
        `SELECT ${columns} FROM checkpoints WHERE position BETWEEN ? AND ? ORDER BY position`,
      )
      .all(first, last);
    return rows.map((row) => ({ format, store, ...row }));
  }

  /** The last checkpoint up to a position; undefined without any. */
  last(upTo = Number.MAX_SAFE_INTEGER): SignedCheckpoint | undefined {
    const store = this.storeId();
    if (store === undefined) return undefined;
    const row = this.database
      .prepare<[number], Row>(
        `SELECT ${columns} FROM checkpoints WHERE position <= ? ORDER BY position DESC LIMIT 1`,
      )
      .get(upTo);
    return row && { format, store, ...row };
  }

  add({ position, hash, time, publicKey, signature }: SignedCheckpoint): void {
    this.database
      .prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?)')
      .run(position, hash, time, publicKey, signature);
  }

  private exists(): boolean {
    const sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'checkpoints'";
    return this.database.prepare(sql).get() !== undefined;
  }
}
