/**
 * The lease in the row `writer`: who holds it, and how an engine becomes its holder. When that may be is said by
 * leaseRules; here it is asked and done.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { LeaseHolder, LeaseTaken, LeaseTakenWhy } from '../../domain/lease/leaseTaken.ts';
import { takeoverReason, watched, type LeaseRow, type LeaseWatch } from '../../domain/lease/leaseRules.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import type { RecordSession } from './recordSession.ts';

const lookPauseMs = 250;

/** The time of one engine as the writer, and the head from which it goes on. */
export interface WriterTerm extends StoreHead {
  readonly epoch: number;
}

/** The engine that the row names: the holder of the lease, or the last one. */
export interface Writer extends LeaseHolder {
  /** The system on which the process runs. Numbers of processes mean something only there. */
  readonly machine: string;
}

/** The row as an engine reads it; without a writer before the first one. */
export interface LeaseState extends LeaseRow {
  readonly hash: string;
  readonly writer: Writer | undefined;
}

/**
 * Names this system: its boot and its table of processes where the system says them, so that two containers are two
 * machines, else its name.
 */
export const thisMachine = ((): string => {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
})();

export async function leaseState(session: RecordSession): Promise<LeaseState> {
  const { rows } = await session.ask<LeaseRow & StoreHead & { [Key in keyof Writer]: Writer[Key] | null }>({
    name: 'lease',
    text: `SELECT epoch, position, hash, beat, released AS "isReleased", host, pid, what, since, machine
      FROM breakwater.writer`,
  });
  const [row] = rows;
  if (row === undefined) throw new Error('the table breakwater.writer has no row');
  const { epoch, position, hash, beat, isReleased, host, pid, what, since, machine } = row;
  const writer =
    host === null || pid === null
      ? undefined
      : { host, pid, what: what ?? '', since: since ?? '', machine: machine ?? host };
  return { epoch, position, hash, beat, isReleased, writer };
}

/** Undefined before the record's first writer. */
export async function writerOf(session: RecordSession): Promise<Writer | undefined> {
  const { rows } = await session.ask<{ there: boolean }>({
    text: `SELECT to_regclass('breakwater.writer') IS NOT NULL AS there`,
  });
  return rows[0]?.there === true ? (await leaseState(session)).writer : undefined;
}

/** Whether the writer surely sends nothing any more: it was a process of this machine that has ended. */
export function hasEnded(writer: Writer | undefined): boolean {
  if (writer?.machine !== thisMachine) return false;
  try {
    process.kill(writer.pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/**
 * Becomes the writer where the row still has this epoch and, where they are given, this position and beat. Undefined
 * where it has not: another engine took over, or the lease was renewed.
 */
export async function becomeWriter(
  session: RecordSession,
  what: string,
  { epoch, position, beat }: Pick<LeaseRow, 'epoch'> & Partial<LeaseRow>,
): Promise<WriterTerm | undefined> {
  const { rows } = await session.ask<WriterTerm>({
    text: `UPDATE breakwater.writer
      SET epoch = epoch + 1, beat = beat + 1, released = false, cut_off = false, host = $1, pid = $2, what = $3, since = $4, machine = $5
      WHERE epoch = $6::bigint AND ($7::bigint IS NULL OR position = $7::bigint AND beat = $8::bigint)
      RETURNING epoch, position, hash`,
    values: [
      hostname(),
      process.pid,
      what,
      new Date().toISOString(),
      thisMachine,
      epoch,
      position ?? null,
      beat ?? null,
    ],
  });
  return rows[0];
}

/**
 * Becomes the writer as soon as the lease of the last one is over, on a session that holds the lock. `granted`: this
 * process has the lease already. Undefined where another engine has taken it since. `onWait` is called once where
 * somebody has to wait.
 */
export async function claimLease(
  session: RecordSession,
  what: string,
  granted: LeaseTaken | undefined,
  onWait: (writer: LeaseHolder) => void,
): Promise<{ readonly term: WriterTerm; readonly lease: LeaseTaken } | undefined> {
  if (granted !== undefined) {
    const { epoch, position, hash } = await leaseState(session);
    return epoch === granted.epoch ? { term: { epoch, position, hash }, lease: granted } : undefined;
  }
  let watch: LeaseWatch | undefined;
  for (;;) {
    const { writer, ...row } = await leaseState(session);
    const isFirst = watch === undefined;
    watch = watched(watch, row, performance.now());
    const why = whyFree(writer, watch);
    if (why !== undefined) {
      const term = await becomeWriter(session, what, row);
      const from = writer && holderOf(writer);
      if (term !== undefined) return { term, lease: { epoch: term.epoch, why, from } };
    } else if (isFirst && writer !== undefined) onWait(writer);
    await pause(lookPauseMs);
  }
}

function whyFree(writer: Writer | undefined, watch: LeaseWatch): LeaseTakenWhy | undefined {
  if (writer === undefined) return 'first';
  const reason = takeoverReason(watch, performance.now());
  return reason === undefined && (hasEnded(writer) || isThisProcess(writer)) ? 'ended' : reason;
}

/** The lock is this session's, so that the thread of this process which held the lease is gone. */
function isThisProcess({ machine, pid }: Writer): boolean {
  return machine === thisMachine && pid === process.pid;
}

export function holderOf({ host, pid, what, since }: LeaseHolder): LeaseHolder {
  return { host, pid, what, since };
}
