/**
 * Moves a desk's events between its data folder and PostgreSQL, with their positions and hashes. Both directions leave
 * the source's events as they are, go on where an earlier try ended, and verify all events at the end.
 */
import type Database from 'better-sqlite3';
import { hostname } from 'node:os';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import type { Clock, Scheduler } from '../../engine/ports.ts';
import { chainRowsAfter } from '../sqlite/chain/chainRows.ts';
import { CheckpointTable } from '../sqlite/chain/checkpointTable.ts';
import { verifyChain } from '../sqlite/chain/verifyChain.ts';
import { claimFolder } from '../sqlite/events/sqliteEventStore.ts';
import { openEventDatabase } from '../sqlite/files/eventDatabase.ts';
import { catchUp } from './catchUp.ts';
import { PostgresRecord } from './postgresRecord.ts';
import { postgresLink } from './postgresLink.ts';
import { placeOf, type PostgresSettings } from './recordAddress.ts';
import { RecordError, recordFault } from './recordFault.ts';
import { batchOf, groupAfter } from './recordRows.ts';
import { verifyRecord } from './verifyRecord.ts';

export interface MoveOptions {
  readonly folder: string;
  readonly settings: PostgresSettings;
  /** Names this process to an engine that is refused meanwhile. */
  readonly owner: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Called with steps done, of all steps: each event is verified, moved and verified again. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface Moved {
  /** How many events this call has moved, without those of an earlier try. */
  readonly moved: number;
  /** The head of both, with all events before it verified on both sides. */
  readonly head: StoreHead;
}

export type MoveTarget = 'postgres' | 'sqlite';

const pageRowsMax = 1_000;
/** Steps for each event. */
const steps = 3;

/**
 * Faults: `data_folder_in_use` and `record_in_use` (an engine runs), `record_differs` and `record_ahead` (the two sides
 * hold different events), `move_unverified` (a side is broken), `canceled`, and those of claimFolder, catchUp and the
 * record.
 */
export async function moveRecord(to: MoveTarget, options: MoveOptions): Promise<Result<Moved, Fault>> {
  const { folder, settings, owner, clock, scheduler } = options;
  const lock = claimFolder({ folder, owner, clock, scheduler });
  if (!lock.ok) return lock;
  let record: PostgresRecord | undefined;
  let ended: (() => void) | undefined;
  try {
    record = await PostgresRecord.open(postgresLink(settings, owner), { mayHaveMoved: true });
    ended = record.keepLease();
    const whole = to === 'postgres' ? await verifiedFolder(options, 0) : undefined;
    const moved = whole === undefined ? await pull(record, options) : await push(record, whole, options);
    const inFolder = whole ?? (await verifiedFolder(options, 1));
    const inRecord = await verifyRecord({ ...options, onProgress: progressFrom(2, options) });
    if (!inRecord.ok) return inRecord;
    if (!inRecord.value.intact) throw unverified(inRecord.value.message);
    if (inRecord.value.head.hash !== inFolder.hash) throw unverified('the two ends differ');
    await record.markMoved(to === 'sqlite' ? whereTo(options) : undefined);
    return ok({ moved, head: inFolder });
  } catch (error) {
    if (options.signal?.aborted === true) {
      return err({ code: 'canceled', message: 'canceled before its end; the same command goes on with it' });
    }
    return err(recordFault(error, `${placeOf(settings)}, ${folder}`));
  } finally {
    ended?.();
    await record?.close();
    lock.value.release();
  }
}

/** When and where the events have moved, for whoever starts an engine on the record that they have left. */
function whereTo({ folder, clock }: MoveOptions): string {
  return `to the data folder ${folder} on ${hostname()} at ${formatMicros(clock.now())}`;
}

function whatIsMissing({ folder, clock }: MoveOptions): string {
  return `only in part from the data folder ${folder} on ${hostname()}, at ${formatMicros(clock.now())}`;
}

async function pull(record: PostgresRecord, options: MoveOptions): Promise<number> {
  const { folder } = options;
  if (record.head.position === 0) {
    throw new RecordError({
      code: 'record_empty',
      message: `The record in PostgreSQL has no events: ${record.place}`,
    });
  }
  return catchUp(folder, record, (done, total) => {
    options.signal?.throwIfAborted();
    progressFrom(0, options)(done, total);
  });
}

async function push(record: PostgresRecord, end: StoreHead, options: MoveOptions): Promise<number> {
  const opened = openEventDatabase(options.folder, true);
  if (!opened.ok) throw new RecordError(opened.error);
  const database = opened.value;
  try {
    await beginRecord(record, database, end);
    let at = record.head;
    // No engine and no standby begins on a part, however the move ends.
    if (at.position < end.position) await record.markMoved(whatIsMissing(options));
    while (at.position < end.position) {
      options.signal?.throwIfAborted();
      const group = groupAfter(at, batchOf(chainRowsAfter(database, at.position, pageRowsMax)));
      await record.append(group);
      at = group.head;
      progressFrom(1, options)(at.position, end.position);
    }
    for (const kept of new CheckpointTable(database).within(1, end.position)) await record.keep(kept);
    return end.position - record.head.position;
  } finally {
    database.close();
  }
}

/** An empty record takes the id of the folder's store; any other record must hold the first events of the folder. */
async function beginRecord(
  record: PostgresRecord,
  database: Database.Database,
  end: StoreHead,
): Promise<void> {
  const { head, place } = record;
  const storeId = new CheckpointTable(database).storeId() ?? '';
  if (head.position === 0) return record.takeStoreId(storeId);
  const hashAt = database.prepare<[number], string>('SELECT hash FROM events WHERE position = ?').pluck();
  if (
    head.position <= end.position &&
    hashAt.get(head.position) === head.hash &&
    (await record.storeId()) === storeId
  ) {
    return;
  }
  throw new RecordError(
    head.position > end.position
      ? {
          code: 'record_ahead',
          message: `The record in PostgreSQL has ${head.position} events, the data folder only ${end.position}: ${place}. Nothing was changed.`,
        }
      : {
          code: 'record_differs',
          message: `The record in PostgreSQL holds other events than the data folder: ${place}. Nothing was changed; expected an empty database, or one with the beginning of these events.`,
        },
  );
}

/** Verifies the folder's chain and returns its head. */
async function verifiedFolder(options: MoveOptions, step: number): Promise<StoreHead> {
  const { folder, scheduler, signal } = options;
  const chain = await verifyChain({
    folder,
    scheduler,
    onProgress: progressFrom(step, options),
    ...(signal && { signal }),
  });
  if (!chain.ok) throw new RecordError(chain.error);
  if (!chain.value.intact) throw unverified(chain.value.message);
  return chain.value.head;
}

function progressFrom(step: number, { onProgress }: MoveOptions): (done: number, total: number) => void {
  return (done, total) => onProgress?.(step * total + done, steps * total);
}

function unverified(why: string): RecordError {
  return new RecordError({
    code: 'move_unverified',
    message: `The events were not moved as they were written: ${why}`,
  });
}
