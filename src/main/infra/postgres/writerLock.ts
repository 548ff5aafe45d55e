/**
 * One engine writes the record. A lock of its session keeps other engines out, and ends with the session, however that
 * ends. The engine that takes the lock raises the epoch in `writer`, so that a late statement of an earlier session
 * finds another epoch and writes nothing. The lock alone says nothing about the lease: see recordLease.ts.
 */
import { RecordError } from './recordFault.ts';
import { hasEnded, holderOf, writerOf } from './recordLease.ts';
import type { RecordLink, Session } from './recordLink.ts';

/** The lock's number, `BRKWREC1` in ASCII; one for a database. */
const lockKey = '4778964993008026417';
const endTries = 100;
const endPauseMs = 50;

/**
 * Takes the lock, or throws RecordError: `record_in_use` names the engine that holds it. `former` are processes of
 * PostgreSQL that served this engine before, or `all` where the lease is this engine's already. One of them may still
 * hold the lock, because PostgreSQL does not know yet that its session is over; then it is ended. A process of this
 * machine that is gone, as after a crash, may also have left a session: takeLock waits for its end.
 */
export async function takeLock(
  session: Session,
  link: RecordLink,
  former: readonly number[] | 'all' = [],
): Promise<void> {
  for (let tries = 0; tries <= endTries; tries++) {
    const { rows } = await session.ask<{ taken: boolean }>({
      text: `SELECT pg_try_advisory_lock(${lockKey}) AS taken`,
    });
    if (rows[0]?.taken === true) return;
    const holder = await lockHolder(session);
    if (holder === undefined) continue;
    if (former === 'all' || former.includes(holder)) await endBackend(session, holder);
    else if (!hasEnded(await writerOf(session), link)) throw await inUse(session);
    await link.pause(endPauseMs);
  }
  throw await inUse(session);
}

/** Ends the session that holds the lock, so that no statement of it is under way any more. */
export async function endLockHolder(session: Session): Promise<void> {
  const holder = await lockHolder(session);
  if (holder !== undefined) await endBackend(session, holder);
}

async function endBackend(session: Session, backend: number): Promise<void> {
  await session.ask({ text: 'SELECT pg_terminate_backend($1)', values: [backend] });
}

async function lockHolder(session: Session): Promise<number | undefined> {
  const { rows } = await session.ask<{ pid: number }>({
    text: `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (classid::bigint << 32) | objid::bigint = ${lockKey}`,
  });
  return rows[0]?.pid;
}

async function inUse(session: Session): Promise<RecordError> {
  const writer = await writerOf(session);
  const who =
    writer === undefined
      ? 'another engine that has not said its name yet'
      : `${writer.what} (process ${writer.pid} on ${writer.host}, since ${writer.since})`;
  return new RecordError({
    code: 'record_in_use',
    message: `The record in PostgreSQL is in use by ${who}; it has one writer`,
    details: writer === undefined ? {} : { ...holderOf(writer) },
  });
}
