/** Turns errors of SQLite into the operator's words. */
import type { Fault } from '../../../../shared/kernel/fault.ts';

/** By the start of SQLite's result code: our code, and a sentence for the operator. */
const meanings: readonly (readonly [prefix: string, code: string, sentence: string])[] = [
  ['SQLITE_FULL', 'disk_full', 'The disk is full'],
  ['SQLITE_READONLY_DBMOVED', 'store_vanished', 'The file was moved, deleted or replaced while in use'],
  ['SQLITE_READONLY', 'store_read_only', 'The file or its folder is read-only'],
  ['SQLITE_BUSY', 'store_locked', 'Another program holds a lock on the file'],
  ['SQLITE_LOCKED', 'store_locked', 'Another program holds a lock on the file'],
  ['SQLITE_CORRUPT', 'store_damaged', 'The file is damaged'],
  ['SQLITE_NOTADB', 'store_foreign', 'The file is not a database'],
  ['SQLITE_IOERR', 'disk_error', 'The disk reports an error'],
  ['SQLITE_CANTOPEN', 'store_unreachable', 'The file can not be opened'],
  ['SQLITE_CONSTRAINT', 'store_changed', 'Another program has written to the file'],
  ['FILE_CHANGED', 'store_changed', 'Another program has written to the file, or cut it short'],
  ['SQLITE_PERM', 'store_unreachable', 'The file can not be opened'],
];

/** Makes a fault from an error of SQLite. `file` is the name by which a person knows the file. */
export function sqliteFault(error: unknown, file: string): Fault {
  const sqlite = sqliteCode(error);
  const [, code, sentence] = meanings.find(([prefix]) => sqlite.startsWith(prefix)) ?? [
    '',
    'store_failed',
    'The database failed',
  ];
  const said = error instanceof Error ? error.message : String(error);
  return { code, message: `${sentence}: ${file} (${said})`, details: { file, sqlite } };
}

/** SQLite's extended result code, `SQLITE_IOERR_FSYNC`; empty for other errors. */
export function sqliteCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
