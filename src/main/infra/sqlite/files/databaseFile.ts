/**
 * Opens a database file of ours. It creates a new file, and refuses one that is not ours or is newer than this program.
 */
import Database from 'better-sqlite3';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { faultFrom, type Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { DatabaseFormat } from './databaseFormat.ts';
import { schemaDifference } from './databaseSchema.ts';
import { cannotWriteBeside, readThroughCopy } from './readThroughCopy.ts';
import { sqliteFault } from './sqliteFault.ts';

/** How many milliseconds a statement waits for another program's lock. The wait blocks the thread. */
export const lockWaitMs = 250;

/**
 * Bytes of the write-ahead log that stay when the log begins anew. SQLite gives the rest of a log that a reader let
 * grow back to the disk.
 */
const logBytesKept = 16_777_216;

/** Makes the data folder where it is missing. Fault: `data_folder_unusable`. */
export function createDataFolder(folder: string): Result<void, Fault> {
  try {
    mkdirSync(folder, { recursive: true });
    return ok();
  } catch (error) {
    const { code, message } = faultFrom('data_folder_unusable', error);
    return err({ code, message: `The data folder can not be used: ${message}`, details: { folder } });
  }
}

/** Opens the file for writing. Creates the file and its tables when there is none. */
export function openDatabaseFile(path: string, format: DatabaseFormat): Result<Database.Database, Fault> {
  const name = basename(path);
  return guarded(path, { timeout: lockWaitMs }, (database) => {
    // This check comes first: a file that is not ours must stay as it is.
    const refused = refusal(database, format, name);
    if (refused !== undefined && !isEmpty(database)) return refused;
    const notDurable = makeDurable(database, format, name);
    if (notDurable !== undefined) return notDurable;
    database.pragma('trusted_schema = OFF');
    database.pragma(`journal_size_limit = ${logBytesKept}`);
    if (refused !== undefined) create(database, format);
    // This check comes before any write: a trigger acts on every write.
    const changed = changedSchema(database, format, name);
    if (changed === undefined) upgrade(database, format);
    return changed;
  });
}

/** Opens an existing file for reading, with or without a writer. It also works where nothing can be written. */
export function openDatabaseFileReadOnly(
  path: string,
  format: DatabaseFormat,
): Result<Database.Database, Fault> {
  const name = basename(path);
  const missing: Fault = {
    code: 'store_missing',
    message: `There is no ${name} here yet`,
    details: { path },
  };
  if (!existsSync(path)) return err(missing);
  const open = (place: string): Result<Database.Database, Fault> =>
    guarded(place, { readonly: true, fileMustExist: true, timeout: lockWaitMs }, (database) => {
      database.pragma('trusted_schema = OFF');
      const refused = refusal(database, format, name);
      if (refused !== undefined) return isEmpty(database) ? missing : refused;
      return changedSchema(database, format, name);
    });
  const opened = open(path);
  if (opened.ok || !cannotWriteBeside(opened.error, path)) return opened;
  return readThroughCopy(path, open);
}

/** Size of the file with its write-ahead log, and of the log alone, in bytes. */
export function databaseSizes(database: Database.Database): {
  readonly sizeBytes: number;
  readonly walBytes: number;
} {
  const size = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const walBytes = size(`${database.name}-wal`);
  return { sizeBytes: size(database.name) + walBytes, walBytes };
}

function guarded(
  path: string,
  options: Database.Options,
  prepare: (database: Database.Database) => Fault | undefined,
): Result<Database.Database, Fault> {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, options);
    const refused = prepare(database);
    if (refused === undefined) return ok(database);
    database.close();
    return err(refused);
  } catch (error) {
    database?.close();
    return err(sqliteFault(error, basename(path)));
  }
}

function refusal(database: Database.Database, format: DatabaseFormat, name: string): Fault | undefined {
  const applicationId = Number(database.pragma('application_id', { simple: true }));
  const formatVersion = Number(database.pragma('user_version', { simple: true }));
  if (applicationId !== format.applicationId) {
    return {
      code: 'store_foreign',
      message: `${name} is a database of another program`,
      details: { applicationId, expected: format.applicationId },
    };
  }
  const oldest = format.formatVersion - (format.upgrades?.length ?? 0);
  if (formatVersion >= oldest && formatVersion <= format.formatVersion) return undefined;
  if (formatVersion < oldest) {
    return {
      code: 'store_too_old',
      message: `${name} was written by an older version of this program (format ${formatVersion}, needed ${oldest})`,
      details: { formatVersion, known: format.formatVersion },
    };
  }
  return {
    code: 'store_too_new',
    message: `${name} was written by a newer version of this program (format ${formatVersion}, known up to ${format.formatVersion})`,
    details: { formatVersion, known: format.formatVersion },
  };
}

function changedSchema(database: Database.Database, format: DatabaseFormat, name: string): Fault | undefined {
  const difference = schemaDifference(database, format);
  if (difference === undefined) return undefined;
  return {
    code: 'store_schema_changed',
    message: `${name} was changed by another program: ${difference}. Put a verified backup in its place, or undo the change`,
    details: { file: name, difference },
  };
}

/** SQLite's number for a setting of `synchronous`. */
const synchronousLevels = { FULL: 2, NORMAL: 1 } as const;

/**
 * Sets what makes a commit durable, and reads the settings back: SQLite says nothing when it does not know or take one.
 */
function makeDurable(
  database: Database.Database,
  { synchronous }: DatabaseFormat,
  name: string,
): Fault | undefined {
  const settings: readonly (readonly [name: string, value: string | number, readBack: string | number])[] = [
    ['journal_mode', 'WAL', 'wal'],
    ['synchronous', synchronous, synchronousLevels[synchronous]],
    // Without these settings, macOS leaves data in the drive's own cache.
    ['fullfsync', 'ON', 1],
    ['checkpoint_fullfsync', 'ON', 1],
  ];
  for (const [setting, value, expected] of settings) {
    database.pragma(`${setting} = ${value}`);
    const found = String(database.pragma(setting, { simple: true }));
    if (found !== String(expected)) return notDurable(name, { setting, found, expected });
  }
  return undefined;
}

function notDurable(
  name: string,
  details: { readonly setting: string; readonly found: string; readonly expected: string | number },
): Fault {
  const { setting, found, expected } = details;
  const message = `Commits to ${name} would not be durable: ${setting} is ${found}, needed ${expected}`;
  return { code: 'store_not_durable', message, details };
}

function isEmpty(database: Database.Database): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
}

/** Creates the tables in one transaction, so that a crash leaves either an empty file or a whole one. */
function create(database: Database.Database, format: DatabaseFormat): void {
  database.transaction(() => {
    database.exec(format.schema);
    database.pragma(`application_id = ${format.applicationId}`);
    database.pragma(`user_version = ${format.formatVersion}`);
  })();
}

/**
 * Runs each upgrade and raises the version in one transaction, so that after a crash the file is whole in one of the
 * two versions.
 */
function upgrade(database: Database.Database, { formatVersion, upgrades = [] }: DatabaseFormat): void {
  const from = Number(database.pragma('user_version', { simple: true }));
  for (let version = from + 1; version <= formatVersion; version++) {
    const step = upgrades[version - 1 - (formatVersion - upgrades.length)];
    database.transaction(() => {
      database.exec(step ?? '');
      database.pragma(`user_version = ${version}`);
    })();
  }
}
