/**
 * The event log of a desk whose record is in PostgreSQL. A group is committed there first and then written to the copy
 * on this machine; when both have it, the log reports it as on disk. Where an answer is missing, the log reports
 * nothing until the record itself has been asked.
 */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { assertNever, invariant } from '../../../shared/kernel/invariant.ts';
import { renewMs, silentMsMax } from '../../domain/lease/leaseRules.ts';
import { isLasting, writeRetryMs } from '../../engine/events/appendFaults.ts';
import type { Clock, Scheduler } from '../../engine/ports.ts';
import type { DatabaseLog } from '../sqlite/log/databaseLog.ts';
import type { FaultOrNone, WriteOutcome } from '../sqlite/log/eventLog.ts';
import type { FromLogThread, ToLogThread } from '../sqlite/log/logMessages.ts';
import { joinBatches, type RowBatch } from '../sqlite/log/rowBatch.ts';
import type { PostgresRecord } from './postgresRecord.ts';
import { RecordError } from './recordFault.ts';
import { groupAfter, type RecordGroup } from './recordRows.ts';

/** What the engine asks for, and the renewal that the log makes by itself. */
type Task = ToLogThread | { readonly type: 'renew' };

type Batches = readonly [RowBatch, ...RowBatch[]];

/** The methods of the record that RecordedLog calls. */
export type WrittenRecord = Pick<
  PostgresRecord,
  'isConnected' | 'append' | 'has' | 'probe' | 'look' | 'keep' | 'close'
>;
/** The methods of the copy's log that RecordedLog calls. */
export type CopyLog = Pick<
  DatabaseLog,
  | 'head'
  | 'listen'
  | 'stage'
  | 'commitStaged'
  | 'dropStaged'
  | 'writeTogether'
  | 'probe'
  | 'look'
  | 'keep'
  | 'close'
>;

export interface RecordedLogParts {
  readonly record: WrittenRecord;
  readonly copy: CopyLog;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly scheduler: Pick<Scheduler, 'after' | 'soon'>;
  readonly commitEventsMax: number;
  readonly post: (message: FromLogThread) => void;
  /** Called when the log has released the record, so that another engine may take it. The copy closes after it. */
  readonly onReleased: () => Promise<void>;
  /** Called when the log has released the record and the copy. */
  readonly onClosed: () => void;
}

export class RecordedLog {
  private readonly parts: RecordedLogParts;
  private readonly waiting: Task[] = [];
  private isBusy = false;
  /** When the engine asked for something the last time, in monotonic milliseconds. */
  private heardMs: number;
  /** Why rows were lost the last time. Rows on top of them are lost for the same reason. */
  private lostBy: Fault | undefined;
  /** When the present commit began, in monotonic milliseconds. */
  private startMs = 0;
  /** Why the copy did not take rows the last time. */
  private copyFault: FaultOrNone;

  constructor(parts: RecordedLogParts) {
    this.parts = parts;
    this.heardMs = parts.clock.monotonicMs();
    parts.copy.listen((outcome) => this.copied(outcome));
  }

  /** Handles messages one after the other; writes that have arrived meanwhile share a commit. */
  take(message: ToLogThread): Promise<void> {
    this.heardMs = this.parts.clock.monotonicMs();
    return this.inTurn(message);
  }

  /** Called every `renewMs`. Renews the lease while the engine's thread is busy with itself, and asks for nothing. */
  async renewForSilent(): Promise<void> {
    const { record, clock } = this.parts;
    const silentMs = clock.monotonicMs() - this.heardMs;
    if (this.isBusy || !record.isConnected || silentMs < renewMs || silentMs > silentMsMax) return;
    await this.inTurn({ type: 'renew' });
  }

  private async inTurn(task: Task): Promise<void> {
    this.waiting.push(task);
    if (this.isBusy) return;
    this.isBusy = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      await this.serve(next);
    }
    this.isBusy = false;
  }

  private async serve(message: Task): Promise<void> {
    const { record, copy, post, onReleased, onClosed } = this.parts;
    const done = (fault: FaultOrNone): void => post({ type: 'done', fault });
    switch (message.type) {
      case 'write':
        return this.write(this.withFollowing(message.batch));
      case 'probe': {
        const fault = await this.faultOf(record.probe(message.expected));
        return fault === undefined ? copy.probe(message.expected, done) : done(fault);
      }
      case 'look': {
        const fault = await this.faultOf(record.look(copy.head));
        return fault === undefined ? copy.look(done) : done(fault);
      }
      case 'renew':
        // The engine hears of a fault with its own next look.
        await this.faultOf(record.look());
        return;
      case 'keep': {
        const fault = await this.faultOf(record.keep(message.signed));
        return fault === undefined ? copy.keep(message.signed, done) : done(fault);
      }
      case 'close':
        await record.close();
        await onReleased();
        await copy.close();
        return onClosed();
      default:
        assertNever(message);
    }
  }

  /** A batch and those that wait after it, up to the size of a commit. */
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
    const { copy } = this.parts;
    const isNext = batches[0].first === copy.head.position + 1;
    invariant(isNext || this.lostBy !== undefined, 'rows that do not follow the head stand on lost ones');
    if (isNext) this.lostBy = await this.commit(groupAfter(copy.head, joinBatches(batches)), batches);
    if (this.lostBy !== undefined) this.tell({ type: 'lost', writes: batches.length, fault: this.lostBy });
  }

  /**
   * Commits a group to the record and the copy, and reports the outcome. Returns why none of it is in the record, as
   * the record itself says.
   */
  private async commit(group: RecordGroup, batches: Batches): Promise<FaultOrNone> {
    const { record, copy, clock, scheduler } = this.parts;
    this.startMs = clock.monotonicMs();
    const appended = this.faultOf(record.append(group));
    // The statement is on its way. While PostgreSQL works, the rows go into the copy, whose commit waits for the answer.
    await new Promise<void>((sent) => scheduler.soon(sent));
    const isStaged = copy.stage(batches);
    const fault = await appended;
    if (fault !== undefined) {
      if (isStaged) copy.dropStaged();
      if (!(await this.isRecorded(group, fault))) return fault;
    } else if (isStaged) copy.commitStaged(batches.length);
    if (copy.head.position < group.head.position) await this.copyDown(group, batches);
    invariant(copy.head.hash === group.head.hash, 'the copy has the hash of the record');
    return undefined;
  }

  /** Asks the record whether it has a group that it did not confirm, however long the answer takes. */
  private async isRecorded(group: RecordGroup, fault: Fault): Promise<boolean> {
    const { record } = this.parts;
    if (!record.isConnected) this.tellWaiting(fault);
    for (;;) {
      try {
        return await record.has(group.head);
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        this.tellWaiting(error.fault);
        await this.pause();
      }
    }
  }

  /** Writes the record's rows to the copy, however long that takes, because the engine reads only the copy. */
  private async copyDown(group: RecordGroup, batches: Batches): Promise<void> {
    const { copy } = this.parts;
    for (;;) {
      copy.writeTogether(batches);
      const { copyFault } = this;
      if (copy.head.position === group.head.position || copyFault === undefined) return;
      this.tellWaiting(copyFault);
      // A copy that somebody changed is put right only at the next start.
      if (isLasting(copyFault)) await new Promise(() => undefined);
      await this.pause();
    }
  }

  /** Reports the rows as soon as the copy has them; rows that the copy did not take are written again. */
  private copied(outcome: WriteOutcome): void {
    const commitMs = this.parts.clock.monotonicMs() - this.startMs;
    if (outcome.type === 'written') this.tell({ ...outcome, commitMs });
    else this.copyFault = outcome.fault;
  }

  private pause(): Promise<void> {
    return new Promise((over) => void this.parts.scheduler.after(writeRetryMs, over));
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
      if (error instanceof RecordError) return error.fault;
      throw error;
    }
  }
}
