/**
 * The lease in the row `writer`: who holds it, and how an engine becomes its holder. When that may be is said by
 * leaseRules; here it is asked and done.
 */
import type { LeaseHolder, LeaseTaken, LeaseTakenWhy } from '../../domain/lease/leaseTaken.ts';
import { takeoverReason, watched, type LeaseRow, type LeaseWatch } from '../../domain/lease/leaseRules.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import { RecordError } from './recordFault.ts';
import type { RecordLink, Session } from './recordLink.ts';
import { monotonicMsOf } from './sharedLease.ts';

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

export async function leaseState(session: Session): Promise<LeaseState> {
  const { rows } = await session.ask<LeaseRow & StoreHead & { [Key in keyof Writer]: Writer[Key] | null }>({
    name: 'lease',
    text: `SELECT epoch, position, hash, beat, released AS "isReleased", host, pid, what, since, machine
      FROM breakwater.writer`,
  });
  const [row] = rows;
  if (row === undefined) throw noWriterRow();
  const { epoch, position, hash, beat, isReleased, host, pid, what, since, machine } = row;
  const writer =
    host === null || pid === null
      ? undefined
      : { host, pid, what: what ?? '', since: since ?? '', machine: machine ?? host };
  return { epoch, position, hash, beat, isReleased, writer };
}

/** Somebody has emptied the table whose row says what the record's head is, and who may write. */
export function noWriterRow(): RecordError {
  return new RecordError({
    code: 'record_changed',
    message:
      'Another program has written to the record in PostgreSQL: the table breakwater.writer has no row; expected one, with the head of the record and its writer',
  });
}

/** Undefined before the record's first writer. */
export async function writerOf(session: Session): Promise<Writer | undefined> {
  const { rows } = await session.ask<{ there: boolean }>({
    text: `SELECT to_regclass('breakwater.writer') IS NOT NULL AS there`,
  });
  return rows[0]?.there === true ? (await leaseState(session)).writer : undefined;
}

/** Whether the writer surely sends nothing any more: it was a process of this machine that has ended. */
export function hasEnded(writer: Writer | undefined, link: RecordLink): boolean {
  return writer?.machine === link.process.machine && link.hasEnded(writer.pid);
}

/**
 * Becomes the writer where the row still has this epoch, position and beat, or goes on as the writer where only the epoch
 * is given. A row that names this process is this process's own, whatever its epoch: it has raised the epoch before, and
 * the answer was lost. Undefined where another engine took over, or the lease was renewed.
 */
export async function becomeWriter(
  session: Session,
  { process, what, moment }: RecordLink,
  { epoch, position, beat }: Pick<LeaseRow, 'epoch'> & Partial<LeaseRow>,
): Promise<WriterTerm | undefined> {
  const { rows } = await session.ask<WriterTerm>({
    text: `UPDATE breakwater.writer
      SET epoch = epoch + 1, beat = beat + 1, released = false, cut_off = false, host = $1, pid = $2, what = $3, since = $4, machine = $5
      WHERE CASE WHEN $7::bigint IS NULL THEN epoch = $6::bigint OR machine = $5 AND pid = $2
        ELSE epoch = $6::bigint AND position = $7::bigint AND beat = $8::bigint END
      RETURNING epoch, position, hash`,
    values: [
      process.host,
      process.pid,
      what,
      new Date(moment().wallMs).toISOString(),
      process.machine,
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
  session: Session,
  link: RecordLink,
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
    watch = watched(watch, row, monotonicMsOf(link.moment()));
    const why = whyFree(writer, watch, link);
    if (why !== undefined) {
      const term = await becomeWriter(session, link, row);
      const from = writer && holderOf(writer);
      if (term !== undefined) return { term, lease: { epoch: term.epoch, why, from } };
    } else if (isFirst && writer !== undefined) onWait(writer);
    await link.pause(lookPauseMs);
  }
}

function whyFree(writer: Writer | undefined, watch: LeaseWatch, link: RecordLink): LeaseTakenWhy | undefined {
  if (writer === undefined) return 'first';
  const reason = takeoverReason(watch, monotonicMsOf(link.moment()));
  return reason === undefined && (hasEnded(writer, link) || isThisProcess(writer, link)) ? 'ended' : reason;
}

/** The lock is this session's, so that the thread of this process which held the lease is gone. */
function isThisProcess({ machine, pid }: Writer, { process }: RecordLink): boolean {
  return machine === process.machine && pid === process.pid;
}

export function holderOf({ host, pid, what, since }: LeaseHolder): LeaseHolder {
  return { host, pid, what, since };
}
