/**
 * One engine writes the record. A lock of its session keeps other engines out, and ends with the session, however that
 * ends. The engine that takes the lock raises the epoch in `writer`, so that a late statement of an earlier session
 * finds another epoch and writes nothing.
 */
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import { RecordError } from './recordFault.ts';
import type { RecordSession } from './recordSession.ts';

/** The lock's number, `BRKWREC1` in ASCII; one for a database. */
const lockKey = '4778964993008026417';
const endTries = 100;
const endPauseMs = 50;

/** The time of one engine as the writer, and the head from which it goes on. */
export interface WriterTerm extends StoreHead {
  readonly epoch: number;
}

/**
 * Takes the lock, or throws RecordError: `record_in_use` names the engine that holds it. `former` are processes of
 * PostgreSQL that served this engine before. One of them may still hold the lock, because PostgreSQL does not know yet
 * that its session is over; then it is ended. A process of this machine that is gone, as after a crash, may also have
 * left a session: takeLock waits for its end.
 */
export async function takeLock(session: RecordSession, former: readonly number[] = []): Promise<void> {
  for (let tries = 0; tries <= endTries; tries++) {
    const { rows } = await session.ask<{ taken: boolean }>({
      text: `SELECT pg_try_advisory_lock(${lockKey}) AS taken`,
    });
    if (rows[0]?.taken === true) return;
    const holder = await holderOf(session);
    if (holder === undefined) continue;
    if (former.includes(holder)) {
      await session.ask({ text: 'SELECT pg_terminate_backend($1)', values: [holder] });
    } else if (!isGone(await writerOf(session))) throw await inUse(session);
    await pause(endPauseMs);
  }
  throw await inUse(session);
}

/**
 * Becomes the writer on a session that holds the lock. `epoch` is the one that this engine had; without it the engine
 * takes over whatever the last one left. Undefined where another engine has taken over since.
 */
export async function becomeWriter(
  session: RecordSession,
  what: string,
  epoch?: number,
): Promise<WriterTerm | undefined> {
  const since = new Date().toISOString();
  const { rows } = await session.ask<WriterTerm>({
    text: `UPDATE breakwater.writer SET epoch = epoch + 1, host = $1, pid = $2, what = $3, since = $4
      WHERE $5::bigint IS NULL OR epoch = $5::bigint
      RETURNING epoch, position, hash`,
    values: [hostname(), process.pid, what, since, epoch ?? null],
  });
  return rows[0];
}

async function holderOf(session: RecordSession): Promise<number | undefined> {
  const { rows } = await session.ask<{ pid: number }>({
    text: `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (classid::bigint << 32) | objid::bigint = ${lockKey}`,
  });
  return rows[0]?.pid;
}

/** Whether the writer was a process of this machine that has ended. */
function isGone(writer: Writer | undefined): boolean {
  if (writer?.host !== hostname()) return false;
  try {
    process.kill(writer.pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

interface Writer {
  readonly host: string;
  readonly pid: number;
  readonly what: string;
  readonly since: string;
}

async function inUse(session: RecordSession): Promise<RecordError> {
  const writer = await writerOf(session);
  const who =
    writer === undefined
      ? 'another engine that has not said its name yet'
      : `${writer.what} (process ${writer.pid} on ${writer.host}, since ${writer.since})`;
  return new RecordError({
    code: 'record_in_use',
    message: `The record in PostgreSQL is in use by ${who}; it has one writer`,
    details: { ...writer },
  });
}

async function writerOf(session: RecordSession): Promise<Writer | undefined> {
  const { rows } = await session.ask<{ there: boolean }>({
    text: `SELECT to_regclass('breakwater.writer') IS NOT NULL AS there`,
  });
  if (rows[0]?.there !== true) return undefined;
  const found = await session.ask<Writer>({
    text: 'SELECT host, pid, what, since FROM breakwater.writer WHERE host IS NOT NULL',
  });
  return found.rows[0];
}
