/**
 * The event log of a desk whose record is in PostgreSQL. A group is committed there first, then written to the copy on
 * this machine, and told as on disk when both have it. Where an answer does not come, nothing is told until the record
 * itself has been asked.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { assertNever, invariant } from '../../../shared/kernel/invariant.ts';
import { isLasting, writeRetryMs } from '../../engine/events/appendFaults.ts';
import type { DatabaseLog } from '../sqlite/log/databaseLog.ts';
import type { FaultOrNone, WriteOutcome } from '../sqlite/log/eventLog.ts';
import type { FromLogThread, ToLogThread } from '../sqlite/log/logMessages.ts';
import { joinBatches, type RowBatch } from '../sqlite/log/rowBatch.ts';
import type { PostgresRecord } from './postgresRecord.ts';
import { recordFault } from './recordFault.ts';
import { groupAfter, type RecordGroup } from './recordRows.ts';

type Batches = readonly [RowBatch, ...RowBatch[]];

export interface RecordedLogParts {
  readonly record: PostgresRecord;
  /** The log of the copy. */
  readonly copy: DatabaseLog;
  readonly commitEventsMax: number;
  readonly post: (message: FromLogThread) => void;
  /** Called when the log has let go of the record and of the copy. */
  readonly onClosed: () => void;
}

export class RecordedLog {
  private readonly parts: RecordedLogParts;
  private readonly waiting: ToLogThread[] = [];
  private isBusy = false;
  /** Why rows were lost the last time: those on top of them are lost for it too. */
  private lostBy: Fault | undefined;
  private copied: WriteOutcome | undefined;

  constructor(parts: RecordedLogParts) {
    this.parts = parts;
    parts.copy.listen((outcome) => (this.copied = outcome));
  }

  /** Serves messages one after the other; writes that have come meanwhile share a commit. */
  async take(message: ToLogThread): Promise<void> {
    this.waiting.push(message);
    if (this.isBusy) return;
    this.isBusy = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      await this.serve(next);
    }
    this.isBusy = false;
  }

  private async serve(message: ToLogThread): Promise<void> {
    const { record, copy, post, onClosed } = this.parts;
    const done = (fault: FaultOrNone): void => post({ type: 'done', fault });
    switch (message.type) {
      case 'write':
        return this.write(this.withFollowing(message.batch));
      case 'probe': {
        const fault = await this.faultOf(record.probe(message.expected));
        return fault === undefined ? copy.probe(message.expected, done) : done(fault);
      }
      case 'look': {
        const fault = await this.faultOf(record.look());
        return fault === undefined ? copy.look(done) : done(fault);
      }
      case 'keep': {
        const fault = await this.faultOf(record.keep(message.signed));
        return fault === undefined ? copy.keep(message.signed, done) : done(fault);
      }
      case 'close':
        record.close();
        await copy.close();
        return onClosed();
      default:
        assertNever(message);
    }
  }

  /** A batch and those that wait behind it, up to the size of a commit. */
  private withFollowing(first: RowBatch): Batches {
    const batches: [RowBatch, ...RowBatch[]] = [first];
    let { rows } = first;
    for (let [next] = this.waiting; next?.type === 'write'; [next] = this.waiting) {
      rows += next.batch.rows;
      if (rows > this.parts.commitEventsMax) break;
      batches.push(next.batch);
      this.waiting.shift();
    }
    return batches;
  }

  private async write(batches: Batches): Promise<void> {
    const startMs = performance.now();
    const { copy } = this.parts;
    const isNext = batches[0].first === copy.head.position + 1;
    invariant(isNext || this.lostBy !== undefined, 'rows that do not follow the head stand on lost ones');
    if (isNext) this.lostBy = await this.commit(groupAfter(copy.head, joinBatches(batches)));
    const writes = batches.length;
    if (this.lostBy !== undefined) return this.tell({ type: 'lost', writes, fault: this.lostBy });
    await this.copyDown(batches);
    this.tell({ type: 'written', writes, head: copy.head, commitMs: performance.now() - startMs });
  }

  /** Commits a group to the record. Gives why nothing of it is there, as the record itself says. */
  private async commit(group: RecordGroup): Promise<FaultOrNone> {
    const { record } = this.parts;
    const fault = await this.faultOf(record.append(group));
    if (fault === undefined) return undefined;
    if (!record.isConnected) this.tellWaiting(fault);
    for (;;) {
      try {
        return (await record.has(group.head)) ? undefined : fault;
      } catch (error) {
        this.tellWaiting(recordFault(error, record.place));
        await pause(writeRetryMs);
      }
    }
  }

  /** Writes what the record has to the copy, however long that takes: the engine reads nothing but the copy. */
  private async copyDown(batches: Batches): Promise<void> {
    for (;;) {
      this.parts.copy.writeTogether(batches);
      if (this.copied?.type !== 'lost') return;
      this.tellWaiting(this.copied.fault);
      // A copy that somebody changed is put right at the next start alone.
      if (isLasting(this.copied.fault)) await new Promise(() => undefined);
      await pause(writeRetryMs);
    }
  }

  private tellWaiting(fault: Fault): void {
    this.tell({ type: 'waiting', writes: 0, fault });
  }

  private tell(outcome: WriteOutcome): void {
    this.parts.post({ type: 'outcome', outcome });
  }

  private async faultOf(work: Promise<void>): Promise<FaultOrNone> {
    try {
      await work;
      return undefined;
    } catch (error) {
      return recordFault(error, this.parts.record.place);
    }
  }
}
