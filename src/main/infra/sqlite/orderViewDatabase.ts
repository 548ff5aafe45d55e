/** The file `views.db`: the orders read model. It can always be made again from the events. */
import type Database from 'better-sqlite3';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import {
  applicationIdOf,
  openDatabaseFile,
  openDatabaseFileReadOnly,
  type DatabaseFormat,
} from './databaseFile.ts';

export const orderViewDatabaseName = 'views.db';

/** Columns for what is filtered and sorted by; `row` is the whole row as JSON text. */
const schema = `
  CREATE TABLE orders (
    order_id TEXT PRIMARY KEY,
    created_position INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    position INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    account TEXT NOT NULL,
    strategy TEXT NOT NULL,
    venue TEXT NOT NULL,
    side TEXT NOT NULL,
    status TEXT NOT NULL,
    quantity_key TEXT NOT NULL,
    filled_quantity TEXT NOT NULL,
    filled_notional TEXT NOT NULL,
    ids TEXT NOT NULL,
    row TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX orders_by_creation ON orders (created_at, created_position);
  CREATE INDEX orders_by_status ON orders (status, created_at, created_position);
  CREATE INDEX orders_by_symbol ON orders (symbol, created_at, created_position);
  CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    position INTEGER NOT NULL
  );
  INSERT INTO checkpoint VALUES (1, 0, 0);
`;

const format: DatabaseFormat = {
  applicationId: applicationIdOf('BWvw'),
  formatVersion: 1,
  schema,
  synchronous: 'NORMAL',
};

/** A file that is damaged, foreign or too new is deleted and made anew: nothing in it is the only copy. */
export function openOrderViewDatabase(folder: string): Result<Database.Database, Fault> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, orderViewDatabaseName);
  const opened = openDatabaseFile(path, format);
  if (opened.ok && isSound(opened.value)) return opened;
  if (opened.ok) opened.value.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  return openDatabaseFile(path, format);
}

export function openOrderViewDatabaseReadOnly(folder: string): Result<Database.Database, Fault> {
  return openDatabaseFileReadOnly(join(folder, orderViewDatabaseName), format);
}

function isSound(database: Database.Database): boolean {
  try {
    return database.pragma('quick_check(1)', { simple: true }) === 'ok';
  } catch {
    return false;
  }
}
