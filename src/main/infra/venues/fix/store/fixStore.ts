/**
 * A session's durable record: sequence numbers, and every message of both directions as it was on the wire. A message
 * is recorded before it leaves. The record has one writer.
 */
import type Database from 'better-sqlite3';
import { basename } from 'node:path';
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import { epochMicros, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import { openDatabaseFile, openDatabaseFileReadOnly } from '../../../sqlite/files/databaseFile.ts';
import { sqliteFault } from '../../../sqlite/files/sqliteFault.ts';
import type { UntoldTime } from '../../../../engine/ports.ts';
import { fixStoreFormat } from './fixStoreFormat.ts';
import { keptOf, type KeptMessage, type LoggedMessage, type MessageRow } from './keptMessage.ts';
import { ReservedRoom } from './reservedRoom.ts';
import { messageIndexes, readPage, type MessagePage, type MessageQuery } from './messagePages.ts';
import { readLost } from './copyLink.ts';
import type { KeptNumbers, LostMessages, SessionRecord } from './sessionRecord.ts';

export interface SessionIdentity {
  readonly beginString: string;
  readonly senderCompId: string;
  readonly targetCompId: string;
}

interface SessionRow {
  readonly begin_string: string;
  readonly sender_comp_id: string;
  readonly target_comp_id: string;
  readonly epoch: number;
  readonly next_out: number;
  readonly next_in: number;
  readonly window_start: number;
}

/** Opens the record, and makes it when there is none. Faults: those of openDatabaseFile, `fix_store_other_session`. */
export function openFixStore(path: string, identity: SessionIdentity): Result<FixStore, Fault> {
  const opened = openFixDatabase(path, identity);
  return opened.ok ? ok(new FixStore(opened.value)) : opened;
}

/** Faults: as openFixStore. */
export function openFixDatabase(path: string, identity: SessionIdentity): Result<Database.Database, Fault> {
  const opened = openDatabaseFile(path, fixStoreFormat);
  if (!opened.ok) return opened;
  const database = opened.value;
  try {
    for (const index of messageIndexes) database.exec(index);
    const row = database.prepare<[], SessionRow>('SELECT * FROM session').get();
    if (row === undefined) beginSession(database, identity);
    else {
      const kept = `${row.begin_string} ${row.sender_comp_id} to ${row.target_comp_id}`;
      const wanted = `${identity.beginString} ${identity.senderCompId} to ${identity.targetCompId}`;
      if (kept !== wanted) {
        database.close();
        const message = `${basename(path)} is the record of the session ${kept}; the configuration names ${wanted}. Give the venue another name, or move the file away`;
        return err({ code: 'fix_store_other_session', message, details: { path } });
      }
    }
    return ok(database);
  } catch (error) {
    database.close();
    return err(sqliteFault(error, basename(path)));
  }
}

/** The content of a session's record, read without changing it. */
export interface FixRecord {
  readonly identity: SessionIdentity;
  /** Oldest first. */
  readonly messages: readonly KeptMessage[];
}

/** Faults: those of openDatabaseFileReadOnly, `store_missing` among them. */
export function readFixRecord(path: string): Result<FixRecord, Fault> {
  return reading(path, (database) => {
    const { begin_string, sender_comp_id, target_comp_id } = sessionOf(database);
    const identity = {
      beginString: begin_string,
      senderCompId: sender_comp_id,
      targetCompId: target_comp_id,
    };
    return { identity, messages: [...messagesOf(database)] };
  });
}

/** Calls back with each message, oldest first. Faults: as readFixRecord. */
export function eachFixMessage(path: string, onMessage: (message: KeptMessage) => void): Result<void, Fault> {
  return reading(path, (database) => {
    for (const message of messagesOf(database)) onMessage(message);
  });
}

/** A page of a record, also while a desk writes to it. Faults: as readFixRecord. */
export function readFixPage(path: string, query: MessageQuery): Result<MessagePage, Fault> {
  return reading(path, (database) => readPage(database, query));
}

function reading<T>(path: string, read: (database: Database.Database) => T): Result<T, Fault> {
  const opened = openDatabaseFileReadOnly(path, fixStoreFormat);
  if (!opened.ok) return opened;
  const database = opened.value;
  try {
    return ok(read(database));
  } catch (error) {
    return err(sqliteFault(error, basename(path)));
  } finally {
    database.close();
  }
}

function sessionOf(database: Database.Database): SessionRow {
  const row = database.prepare<[], SessionRow>('SELECT * FROM session').get();
  if (row === undefined) throw new RangeError('the record has no session');
  return row;
}

function* messagesOf(database: Database.Database): Iterable<KeptMessage> {
  const rows = database.prepare<[], MessageRow>('SELECT * FROM message ORDER BY position').iterate();
  for (const row of rows) yield keptOf(row);
}

/** Makes the row of a session that has sent nothing yet. */
export function beginSession(
  database: Database.Database,
  { beginString, senderCompId, targetCompId }: SessionIdentity,
): void {
  database
    .prepare('INSERT INTO session VALUES (1, ?, ?, ?, 1, 1, 1, 0)')
    .run(beginString, senderCompId, targetCompId);
}

export function untoldTime(from: EpochMicros | undefined, until: EpochMicros): UntoldTime {
  return { until, ...(from !== undefined && { from }) };
}

const setNumbers = 'UPDATE session SET epoch = ?, next_out = ?, next_in = ?, window_start = ?';
const heard = "direction = 'in' AND kind <> 'garbled'";

export class FixStore implements SessionRecord {
  readonly lost: readonly LostMessages[];
  protected readonly database: Database.Database;
  private readonly insert: Database.Statement;
  private readonly setNumbers: Database.Statement;
  private readonly room: ReservedRoom;

  constructor(database: Database.Database) {
    this.database = database;
    this.lost = readLost(database);
    this.room = new ReservedRoom(database);
    this.insert = database.prepare(
      'INSERT INTO message (epoch, direction, kind, seq_num, msg_type, time, raw) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.setNumbers = database.prepare(setNumbers);
  }

  keepRoom(): boolean {
    return this.room.keep();
  }

  numbers(): KeptNumbers {
    return numbersIn(this.database);
  }

  commit(messages: readonly LoggedMessage[], numbers: KeptNumbers): readonly number[] {
    return this.database.transaction(() => {
      const positions = messages.map(({ epoch, direction, kind, seqNum, msgType, time, raw }) =>
        Number(this.insert.run(epoch, direction, kind, seqNum, msgType, time, raw).lastInsertRowid),
      );
      const { epoch, nextOut, nextIn, windowStart } = numbers;
      this.setNumbers.run(epoch, nextOut, nextIn, windowStart);
      return positions;
    })();
  }

  markUnsent(positions: readonly number[]): void {
    const mark = this.database.prepare("UPDATE message SET kind = 'unsent' WHERE position = ?");
    this.database.transaction(() => {
      for (const position of positions) mark.run(position);
    })();
  }

  sent(epoch: number, from: number, to: number): readonly KeptMessage[] {
    return this.database
      .prepare<[number, number, number], MessageRow>(
        "SELECT * FROM message WHERE direction = 'out' AND kind IN ('sent', 'unsent') AND epoch = ? AND seq_num BETWEEN ? AND ? ORDER BY seq_num",
      )
      .all(epoch, from, to)
      .map(keptOf);
  }

  messages(): Iterable<KeptMessage> {
    return messagesOf(this.database);
  }

  page(query: MessageQuery): MessagePage {
    return readPage(this.database, query);
  }

  last(direction: KeptMessage['direction']): KeptMessage | undefined {
    const row = this.database
      .prepare<[string], MessageRow>(
        "SELECT * FROM message WHERE direction = ? AND kind <> 'garbled' ORDER BY position DESC LIMIT 1",
      )
      .get(direction);
    return row === undefined ? undefined : keptOf(row);
  }

  lastLogon(): UntoldTime | undefined {
    const [logon, before] = this.database
      .prepare<[], { readonly time: number }>(
        `SELECT time FROM message WHERE ${heard} AND position <= (
           SELECT position FROM message WHERE ${heard} AND msg_type = 'A' ORDER BY position DESC LIMIT 1
         ) ORDER BY position DESC LIMIT 2`,
      )
      .all()
      .map(({ time }) => epochMicros(time));
    return logon === undefined ? undefined : untoldTime(before, logon);
  }

  close(): void {
    this.database.close();
  }
}

export function numbersIn(database: Database.Database): KeptNumbers {
  const { epoch, next_out, next_in, window_start } = sessionOf(database);
  return { epoch, nextOut: next_out, nextIn: next_in, windowStart: window_start };
}

export function keepNumbers(
  database: Database.Database,
  { epoch, nextOut, nextIn, windowStart }: KeptNumbers,
): void {
  database.prepare(setNumbers).run(epoch, nextOut, nextIn, windowStart);
}
