/**
 * Brings what the file of a session has to the record, behind the session's back: the file is synced before a message
 * leaves, and the record follows at once. Numbers are promised to the session in blocks, so that whoever goes on from the
 * record knows a number that was never used, however far the record is behind.
 */
import Database from 'better-sqlite3';
import type { SessionMark } from '../../../domain/venue/sessionMark.ts';
import { writeRetryMs } from '../../../engine/events/appendFaults.ts';
import type { Logger, Scheduler } from '../../../engine/ports.ts';
import type { KeptMessage } from '../../venues/fix/store/keptMessage.ts';
import {
  RecordTakenError,
  type KeptNumbers,
  type SharedRecord,
} from '../../venues/fix/store/sessionRecord.ts';
import { RecordError } from '../recordFault.ts';
import type { Session } from '../recordLink.ts';
import { addRows, markRows, readRow, type Holder, type SharedRow } from './fixRows.ts';

/** Numbers that are promised ahead. Half of them last for hours of an outage, and a venue gets them in one gap fill. */
export const promisedAhead = 10_000;
/** The most messages in one statement. */
const pageRowsMax = 500;

/** The file of the session, as the copy reads it. */
export interface OwnRows {
  numbers(): KeptNumbers;
  /** Messages after a position and up to another, oldest first. */
  rowsBetween(after: number, to: number, limit: number): readonly KeptMessage[];
  lastPosition(): number;
}

export interface SessionCopyOptions {
  readonly holder: Holder;
  readonly session: Session;
  /** Opens another session with the record, after the end of the first. */
  readonly reopen: () => Promise<Session>;
  readonly own: OwnRows;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Position and promise of the record. */
  readonly reached: Pick<SharedRow, 'position' | 'promised'>;
}

export class SessionCopy implements SharedRecord {
  fault: string | undefined;
  sure: SessionMark;
  private readonly options: SessionCopyOptions;
  private session: Session;
  private position: number;
  private promised: number;
  private marks: number[] = [];
  private work: 'idle' | 'running' | 'ending' = 'idle';
  private running: Promise<void> = Promise.resolve();
  private handedOver: Promise<void> | undefined;
  private taken: RecordTakenError | undefined;
  private onFree: () => void = () => undefined;

  constructor(options: SessionCopyOptions) {
    this.options = options;
    this.session = options.session;
    this.position = options.reached.position;
    this.promised = options.reached.promised;
    this.sure = options.own.numbers();
  }

  get isBusy(): boolean {
    return this.work !== 'idle';
  }

  listen(onFree: () => void): void {
    this.onFree = onFree;
  }

  /** Throws RecordTakenError once another engine goes on with the session. */
  assertOwn(): void {
    if (this.taken !== undefined) throw this.taken;
  }

  /** Throws where this number may not be used: RecordTakenError, or an error that PostgreSQL's answer ends. */
  assertPromised(nextOut: number): void {
    this.assertOwn();
    if (nextOut <= this.promised) return;
    throw new Error(
      `PostgreSQL has promised the numbers up to ${this.promised - 1}, and gives no others: ${this.fault ?? 'it has not answered yet'}`,
    );
  }

  /** Called when the file has more than the record. The first statement is on its way when this returns. */
  wake(): void {
    if (this.work !== 'idle' || this.taken !== undefined) return;
    this.work = 'running';
    this.running = this.run();
  }

  marked(positions: readonly number[]): void {
    this.marks.push(...positions);
    this.wake();
  }

  /** Brings the record to the file's state, once, before the session begins. Throws RecordError, RecordTakenError. */
  begin(): Promise<void> {
    return this.copy((numbers) => this.promiseAfter(numbers));
  }

  handOver(): Promise<void> {
    this.handedOver ??= this.finish();
    return this.handedOver;
  }

  private async finish(): Promise<void> {
    this.work = 'ending';
    await this.running;
    try {
      this.assertOwn();
      await this.copy(({ nextOut }) => nextOut);
    } catch (error) {
      const why = whyBehind(error);
      const { logger, holder } = this.options;
      logger.log('warn', 'the last number of a FIX session is not handed over', {
        session: holder.name,
        why,
      });
    }
    await this.session.close();
  }

  private async run(): Promise<void> {
    do {
      try {
        await this.copy((numbers) => this.promiseAfter(numbers));
        this.fault = undefined;
      } catch (error) {
        if (error instanceof RecordTakenError) this.taken = error;
        else await this.failed(whyBehind(error));
      }
    } while (this.work === 'running' && this.taken === undefined && this.isBehind);
    if (this.work === 'running') this.work = 'idle';
    this.onFree();
  }

  private get isBehind(): boolean {
    return (
      this.marks.length > 0 || this.options.own.lastPosition() > this.position || this.fault !== undefined
    );
  }

  private promiseAfter({ nextOut }: KeptNumbers): number {
    const isEnough = this.promised - nextOut > promisedAhead / 2;
    return isEnough ? this.promised : Math.max(this.promised, nextOut + promisedAhead);
  }

  /**
   * Brings everything that the file has now to the record, in one commit. Where the row is not as it was read, a
   * statement of a lost session has come about since, or another engine goes on: a new session tells.
   */
  private async copy(promise: (numbers: KeptNumbers) => number): Promise<void> {
    const { own, holder } = this.options;
    if (!this.session.isOpen) await this.comeBack();
    const [numbers, last] = [own.numbers(), own.lastPosition()];
    const promised = promise(numbers);
    const isLarge = last - this.position > pageRowsMax;
    if (isLarge) await this.session.ask({ text: 'BEGIN' });
    let after = this.position;
    do {
      const rows = own.rowsBetween(after, last, pageRowsMax);
      const query = addRows(holder, { after, rows, numbers, promised });
      const answer = await this.session.ask<{ held: number }>(query);
      if (answer.rows[0]?.held !== 1) {
        await this.session.close();
        return this.copy(promise);
      }
      after = rows.at(-1)?.position ?? last;
    } while (after < last);
    if (isLarge) await this.session.ask({ text: 'COMMIT' });
    this.position = last;
    this.promised = promised;
    this.sure = numbers;
    await this.mark();
  }

  private async mark(): Promise<void> {
    const positions = this.marks.filter((position) => position <= this.position);
    if (positions.length === 0) return;
    await this.session.ask(markRows(this.options.holder, positions));
    this.marks = this.marks.filter((position) => !positions.includes(position));
  }

  /** With a new session: what became of the last statement is in the record. */
  private async comeBack(): Promise<void> {
    const { holder, reopen } = this.options;
    this.session = await reopen();
    const { rows } = await this.session.ask<SharedRow>(readRow(holder.name));
    const [row] = rows;
    if (row?.writer !== holder.epoch) throw takenFrom(holder.name);
    this.position = row.position;
    this.promised = row.promised;
  }

  private async failed(reason: string): Promise<void> {
    const { logger, holder, scheduler } = this.options;
    const why = `the record of the FIX session can not follow: ${reason}`;
    if (this.fault === undefined) logger.log('warn', why, { session: holder.name });
    this.fault = why;
    await this.session.close();
    await new Promise<void>((resolve) => void scheduler.after(writeRetryMs, resolve));
  }
}

/** What PostgreSQL or the file says; anything else is a mistake of this program. */
function whyBehind(error: unknown): string {
  const isKnown =
    error instanceof RecordError ||
    error instanceof RecordTakenError ||
    error instanceof Database.SqliteError;
  if (!isKnown) throw error;
  return error.message;
}

function takenFrom(name: string): RecordTakenError {
  return new RecordTakenError(
    `another engine goes on with the FIX session ${name}, by the record in PostgreSQL: this one uses no number of it any more`,
  );
}
