/** Opens a database file of ours: creates it when new, and refuses one that is something else or newer than this program. */
import Database from 'better-sqlite3';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { sqliteFault } from './sqliteFault.ts';

/** What the file must be. */
export interface DatabaseFormat {
  /** Four characters in the file's header (`PRAGMA application_id`) that tell our files from others. */
  readonly applicationId: number;
  /** Raised with every change of the schema (`PRAGMA user_version`). */
  readonly formatVersion: number;
  /** Creates tables and indexes in an empty file. */
  readonly schema: string;
  /**
   * What brings a file of an older version to the next one, the last of them to `formatVersion`. They only add:
   * a file of an older version can be read as it is. Files older than the first of them are refused.
   */
  readonly upgrades?: readonly string[];
  /** How durable a commit is: FULL is on disk, NORMAL survives a crash of the program but not of the machine. */
  readonly synchronous: 'FULL' | 'NORMAL';
}

/** How long a statement waits for another program's lock: this blocks the thread. */
export const lockWaitMs = 250;

/** The four characters of an application id as its number. */
export function applicationIdOf(characters: string): number {
  return Buffer.from(characters, 'latin1').readInt32BE(0);
}

/** Makes the data folder where it is missing; `data_folder_unusable` where that can't be. */
export function createDataFolder(folder: string): Result<void, Fault> {
  try {
    mkdirSync(folder, { recursive: true });
    return ok();
  } catch (error) {
    const { code, message } = faultFrom('data_folder_unusable', error);
    return err({ code, message: `The data folder can not be used: ${message}`, details: { folder } });
  }
}

/** Opens the file for writing, creating it and its tables when there is none. */
export function openDatabaseFile(path: string, format: DatabaseFormat): Result<Database.Database, Fault> {
  const name = basename(path);
  return guarded(path, { timeout: lockWaitMs }, (database) => {
    // First of all: a file that is not ours must stay as it is.
    const refused = refusal(database, format, name);
    if (refused !== undefined && !isEmpty(database)) return refused;
    if (database.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
      return {
        code: 'store_unreachable',
        message: `The disk of ${name} has no write-ahead log`,
        details: { path },
      };
    }
    database.pragma(`synchronous = ${format.synchronous}`);
    // Without these, macOS leaves data in the drive's own cache.
    database.pragma('fullfsync = ON');
    database.pragma('checkpoint_fullfsync = ON');
    database.pragma('trusted_schema = OFF');
    if (refused !== undefined) create(database, format);
    else upgrade(database, format);
    return undefined;
  });
}

/** Opens an existing file for reading, beside a writer or without one. */
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
  return guarded(path, { readonly: true, fileMustExist: true, timeout: lockWaitMs }, (database) => {
    database.pragma('trusted_schema = OFF');
    const refused = refusal(database, format, name);
    return refused !== undefined && isEmpty(database) ? missing : refused;
  });
}

/** Size of the file and its write-ahead log. */
export function databaseSizeBytes(database: Database.Database): number {
  const size = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size(database.name) + size(`${database.name}-wal`);
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

function isEmpty(database: Database.Database): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
}

/** All in one transaction, so that a crash leaves an empty file or a whole one. */
function create(database: Database.Database, format: DatabaseFormat): void {
  database.transaction(() => {
    database.exec(format.schema);
    database.pragma(`application_id = ${format.applicationId}`);
    database.pragma(`user_version = ${format.formatVersion}`);
  })();
}

/** Each step with its number in one transaction, so that a crash leaves a whole file of one version or the next. */
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
