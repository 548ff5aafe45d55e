/** Opens the record of a session that PostgreSQL has too: brings the file on this machine to it, and goes on from there. */
import type Database from 'better-sqlite3';
import { existsSync, renameSync } from 'node:fs';
import { basename } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { Clock, Logger, Scheduler } from '../../../engine/ports.ts';
import { sqliteFault } from '../../sqlite/files/sqliteFault.ts';
import { windowAt, type SessionSchedule } from '../../venues/fix/session/sessionSchedule.ts';
import { fileIdOf, keepLost, readLost } from '../../venues/fix/store/copyLink.ts';
import {
  keepNumbers,
  numbersIn,
  openFixDatabase,
  type SessionIdentity,
} from '../../venues/fix/store/fixStore.ts';
import type { KeptMessage } from '../../venues/fix/store/keptMessage.ts';
import { RecordTakenError } from '../../venues/fix/store/sessionRecord.ts';
import { placeOf, type PostgresSettings } from '../recordAddress.ts';
import { RecordError, recordFault } from '../recordFault.ts';
import type { Session } from '../recordLink.ts';
import { RecordSession } from '../recordSession.ts';
import {
  beginRow,
  claimRow,
  goOnRow,
  messageOf,
  rowsAfter,
  type Holder,
  type SharedRow,
  type StoredRow,
} from './fixRows.ts';
import { startOf } from './goOn.ts';
import { ownRows, RecordedFixStore } from './recordedFixStore.ts';

const pageRowsMax = 1_000;

/** The record of the desk, as the engine that writes it knows it. */
export interface DeskRecord {
  readonly settings: PostgresSettings;
  /** The epoch of this engine as the record's writer. */
  readonly epoch: number;
}

export interface RecordedFixOptions {
  /** The file on this machine; its name without the ending is the session's name in the record. */
  readonly path: string;
  readonly identity: SessionIdentity;
  readonly schedule: SessionSchedule | undefined;
  readonly record: DeskRecord;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** The file of a session on a machine. */
export interface SessionFile {
  /** Makes the file where there is none. */
  open(): Result<Database.Database, Fault>;
  /** Moves a closed file away that has messages which no other record has. */
  setAside(): void;
}

/** A session as an engine goes on with it. */
export interface SharedSession extends Omit<RecordedFixOptions, 'path' | 'record'> {
  /** The session's name in the record. */
  readonly name: string;
  /** The epoch of this engine as the record's writer. */
  readonly epoch: number;
  readonly file: SessionFile;
  /** Names the database for people. */
  readonly place: string;
  /** Connects to the record. Throws RecordError. */
  readonly connect: () => Promise<Session>;
}

/** Faults: those of openFixStore, `record_taken`, and those of the record's sessions. */
export function openRecordedFixStore(options: RecordedFixOptions): Promise<Result<RecordedFixStore, Fault>> {
  const { settings, epoch } = options.record;
  const name = basename(options.path, '.db');
  return openSharedSession({
    ...options,
    name,
    epoch,
    file: fileAt(options),
    place: placeOf(settings),
    connect: () => RecordSession.open(settings, `FIX session ${name}`),
  });
}

/** Faults: as openRecordedFixStore. */
export async function openSharedSession(shared: SharedSession): Promise<Result<RecordedFixStore, Fault>> {
  const opened = shared.file.open();
  if (!opened.ok) return opened;
  const files = { database: opened.value };
  let session: Session | undefined;
  try {
    session = await shared.connect();
    return ok(await goOn(shared, session, files));
  } catch (error) {
    await session?.close();
    files.database.close();
    return err(faultOf(error, shared.place));
  }
}

async function goOn(
  { name, epoch, identity, schedule, file, connect, clock, scheduler, logger }: SharedSession,
  session: Session,
  files: { database: Database.Database },
): Promise<RecordedFixStore> {
  const holder: Holder = { name, epoch };
  const row = await claim(session, holder, identity);
  const isOther = await isOtherStory(files.database, session, row, name);
  if (isOther) files.database = begunAnew(file, files.database);
  const { database } = files;
  const wasBehind = (await copyDown(database, session, row, name)) || isOther;
  const id = fileIdOf(database);
  const own = { id, numbers: numbersIn(database), lost: readLost(database), wasBehind };
  const window = schedule && windowAt(schedule, clock.now());
  const { numbers, lost } = startOf(row, own, window?.start);
  // The file first: with its id in the record it counts as the place where the session goes on.
  database.transaction(() => {
    keepNumbers(database, numbers);
    keepLost(database, lost);
  })();
  await session.ask(goOnRow(holder, id, lost));
  if (numbers.nextOut > row.nextOut && row.file !== '' && row.file !== id) {
    const told = { session: name, nextOut: numbers.nextOut, nextIn: numbers.nextIn };
    logger.log('warn', 'a FIX session goes on beyond the numbers that another engine may have used', told);
  }
  const copy = { holder, session, reopen: connect, scheduler, logger, reached: row };
  const store = new RecordedFixStore(database, copy);
  await store.shared.begin();
  return store;
}

/** Makes the session this engine's, unless a later engine has it. */
async function claim(session: Session, holder: Holder, identity: SessionIdentity): Promise<SharedRow> {
  await session.ask(beginRow(holder.name, identity));
  const [row] = (await session.ask<SharedRow>(claimRow(holder))).rows;
  if (row === undefined) {
    throw new RecordTakenError(`a later engine goes on with the FIX session ${holder.name}`);
  }
  const kept = `${row.beginString} ${row.senderCompId} to ${row.targetCompId}`;
  const wanted = `${identity.beginString} ${identity.senderCompId} to ${identity.targetCompId}`;
  if (kept === wanted) return row;
  throw new RecordError({
    code: 'fix_store_other_session',
    message: `the record in PostgreSQL has ${holder.name} as the session ${kept}; the configuration names ${wanted}. Give the venue another name`,
  });
}

/** Whether the file has another message than the record at the last position that both have. */
async function isOtherStory(
  database: Database.Database,
  session: Session,
  row: SharedRow,
  name: string,
): Promise<boolean> {
  const own = ownRows(database, () => numbersIn(database));
  const common = Math.min(own.lastPosition(), row.position);
  if (common === 0) return false;
  const [here] = own.rowsBetween(common - 1, common, 1);
  const [there] = (await session.ask<StoredRow>(rowsAfter(name, common - 1, 1))).rows.map(messageOf);
  return here === undefined || there === undefined || !isSame(here, there);
}

/** A mark that a message never left may be missing on one side. */
function isSame(here: KeptMessage, there: KeptMessage): boolean {
  return (
    here.position === there.position &&
    here.direction === there.direction &&
    here.time === there.time &&
    here.raw === there.raw
  );
}

/** Keeps a file with messages that no other record has, and begins a new one. */
function begunAnew(file: SessionFile, database: Database.Database): Database.Database {
  database.close();
  file.setAside();
  const opened = file.open();
  if (!opened.ok) throw new RecordError(opened.error);
  return opened.value;
}

function fileAt({ path, identity, clock, logger }: RecordedFixOptions): SessionFile {
  return {
    open: () => openFixDatabase(path, identity),
    setAside() {
      const time = formatMicros(clock.now()).slice(0, 19).replaceAll(/[-:]/g, '');
      const kept = path.replace(/\.db$/, `.${time}Z.db`);
      for (const end of ['', '-wal', '-shm']) if (existsSync(path + end)) renameSync(path + end, kept + end);
      logger.log('warn', 'another engine went on with a FIX session: the file of this machine is set aside', {
        file: basename(path),
        kept: basename(kept),
      });
    },
  };
}

/** Copies the messages that the file lacks. Returns whether there were any. */
async function copyDown(
  database: Database.Database,
  session: Session,
  row: SharedRow,
  name: string,
): Promise<boolean> {
  const insert = database.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const before = ownRows(database, () => numbersIn(database)).lastPosition();
  for (let position = before; position < row.position;) {
    const query = rowsAfter(name, position, Math.min(pageRowsMax, row.position - position));
    const { rows } = await session.ask<StoredRow>(query);
    const messages = rows.map(messageOf);
    const last = messages.at(-1);
    if (last === undefined) {
      throw new RecordError({
        code: 'record_changed',
        message: `the record in PostgreSQL lacks messages of the FIX session ${name} after position ${position}`,
      });
    }
    database.transaction(() => {
      for (const { epoch, direction, kind, seqNum, msgType, time, raw, ...at } of messages) {
        insert.run(at.position, epoch, direction, kind, seqNum, msgType, time, raw);
      }
    })();
    ({ position } = last);
  }
  return before < row.position;
}

function faultOf(error: unknown, place: string): Fault {
  if (error instanceof RecordTakenError) return { code: 'record_taken', message: error.message };
  const isOfFile = error instanceof Error && error.name === 'SqliteError';
  return isOfFile ? sqliteFault(error, 'the record of the session') : recordFault(error, place);
}
