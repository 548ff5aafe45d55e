/**
 * The reading side, run in the thread that creates it. Its projection reads the log from its last position to each head
 * that it gets. It answers questions between two commits, never within one.
 */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, type Result } from '../../../shared/kernel/result.ts';
import { storeClosed } from '../events/appendFaults.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import { understandingStore } from '../events/understanding/understandingStore.ts';
import type { Clock, Logger, Scheduler, Timer } from '../ports.ts';
import { OrdersProjection } from '../readmodel/ordersProjection.ts';
import type { OrderViewStore } from '../readmodel/orderViewStore.ts';
import type { ReadModelBuilds } from '../readmodel/readModelBuilds.ts';
import { rebuildReadModel, type RebuildHooks, type Rebuilt } from '../readmodel/rebuildReadModel.ts';
import { orderAnswers, type OrderAnswers } from './orderAnswers.ts';
import {
  readerBusy,
  waitingQuestionsMax,
  type Answered,
  type OrderQuestion,
  type OrderQuestions,
  type OrderReader,
} from './orderReader.ts';

/** Events that are applied at once. */
const batchEventsMax = 500;
/** Milliseconds until the log is read again after a fault. */
const readAgainMs = 1_000;
/** How many events a close still reads. The next start reads the others. */
const closeEventsMax = 10_000;

export interface FollowingReaderPorts {
  /** The store whose log is followed. */
  readonly events: EventStore;
  readonly views: OrderViewStore;
  /** Called with the events that were read, in their order, once the rows have them. */
  readonly onRead?: (events: readonly StoredEvent[]) => void;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

interface Waiting {
  readonly atLeast: number;
  readonly answer: () => void;
  readonly refuse: (error: unknown) => void;
}

export class FollowingReader implements OrderReader {
  readonly opened: number;
  private readonly ports: FollowingReaderPorts;
  private readonly events: EventStore;
  private readonly projection: OrdersProjection;
  private readonly answers: OrderAnswers;
  private waiting: readonly Waiting[] = [];
  private phase: 'opened' | 'following' | 'closed' = 'opened';
  /** The last head that the reader got. */
  private head = 0;
  /** The last head up to which the log was read: between two commits, this is the projection's position. */
  private read = 0;
  private reading: Promise<void> | undefined;
  private again: Timer | undefined;
  private failure: Fault | undefined;
  private rebuilding = false;

  constructor(ports: FollowingReaderPorts) {
    this.ports = ports;
    this.events = understandingStore(ports.events);
    this.projection = new OrdersProjection(ports.views, ports.scheduler, ports.logger);
    this.answers = orderAnswers(this.projection, this.events);
    this.opened = this.projection.position;
  }

  get position(): number {
    return this.projection.position;
  }

  start(anew: boolean): Promise<void> {
    // The rows are newer than the events: somebody has put an older copy of the store in its place.
    if (anew || this.projection.position > this.events.head().position) this.projection.startAnew();
    this.read = this.projection.position;
    this.phase = 'following';
    this.follow(this.head);
    return Promise.resolve();
  }

  follow(head: number): void {
    this.head = Math.max(this.head, head);
    if (this.phase === 'following') this.reading ??= this.readOn();
  }

  ask<Question extends OrderQuestion>(
    question: Question,
    asked: OrderQuestions[Question]['asked'],
    atLeast: number,
  ): Promise<Answered<OrderQuestions[Question]['answer']>> {
    return this.between(atLeast, async () => {
      const position = this.read;
      return { position, value: await this.answers(question, asked) };
    });
  }

  /** Resolves once all rows up to the position are in the file, if the file takes them. */
  written(atLeast: number): Promise<void> {
    return this.between(atLeast, async () => void this.projection.flushed());
  }

  onRebuilt(listener: () => void): () => void {
    return this.projection.onExchanged(listener);
  }

  fault(): Fault | undefined {
    return this.failure;
  }

  /**
   * Makes the rows again beside the present ones, which answer until the two are exchanged. One rebuild at a time:
   * `rebuild_running`. Other faults: those of rebuildReadModel.
   */
  async rebuild(builds: ReadModelBuilds, hooks: RebuildHooks = {}): Promise<Result<Rebuilt, Fault>> {
    if (this.rebuilding) return err({ code: 'rebuild_running', message: 'a rebuild is running already' });
    this.rebuilding = true;
    try {
      // Everything that is on disk by now is in the new rows. A rebuild goes on where the present rows or the log can't
      // be read.
      await this.between(this.head, () => Promise.resolve()).catch(() => undefined);
      const { events, projection: serving } = this;
      return await rebuildReadModel({ ...this.ports, events, serving, builds }, hooks);
    } finally {
      this.rebuilding = false;
    }
  }

  async close(): Promise<void> {
    if (this.phase === 'closed') return;
    if (this.head - this.read <= closeEventsMax) await this.reading;
    this.phase = 'closed';
    this.again?.cancel();
    this.refuseAll(new StoreReadError(storeClosed));
    await this.reading;
    this.projection.close();
  }

  /** Runs the work once all events up to the position are in the rows, and no half of a commit. */
  private between<Value>(atLeast: number, work: () => Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const answer = (): void => {
        work().then(resolve, reject);
      };
      if (this.phase === 'closed') reject(new StoreReadError(storeClosed));
      else if (this.reading === undefined && this.phase === 'following' && this.read >= atLeast) answer();
      else if (this.waiting.length >= waitingQuestionsMax) reject(new StoreReadError(readerBusy));
      else this.waiting = [...this.waiting, { atLeast, answer, refuse: reject }];
    });
  }

  private async readOn(): Promise<void> {
    // The first events are read in a turn of their own, so that the caller, who reports a commit, never waits for them.
    await Promise.resolve();
    try {
      while (this.read < this.head && this.phase === 'following') await this.readTo(this.head);
      this.failure = undefined;
    } catch (error) {
      this.fail(error);
    } finally {
      this.reading = undefined;
    }
    this.answerWaiting();
  }

  private async readTo(head: number): Promise<void> {
    let batch: StoredEvent[] = [];
    for await (const event of this.events.readAll({ afterPosition: this.projection.position })) {
      if (this.phase === 'closed') return;
      if (event.position > head) break;
      if (batch.push(event) < batchEventsMax) continue;
      this.apply(batch);
      batch = [];
      await this.projection.belowBound();
    }
    this.apply(batch);
    if (this.projection.position < head) throw new StoreReadError(shortOf(head, this.projection.position));
    this.read = head;
    this.projection.markCaughtUp();
    this.answerWaiting();
  }

  private apply(events: readonly StoredEvent[]): void {
    this.projection.apply(events);
    this.ports.onRead?.(events);
  }

  /**
   * Answers the questions whose position is reached in this turn: in the next turn half of a commit may be in the rows.
   */
  private answerWaiting(): void {
    if (this.waiting.length === 0) return;
    const due = this.waiting.filter(({ atLeast }) => atLeast <= this.read);
    this.waiting = this.waiting.filter(({ atLeast }) => atLeast > this.read);
    for (const { answer } of due) answer();
  }

  /** A fault of the store ends the questions that wait, and the log is read again later. Any other error is a bug. */
  private fail(error: unknown): void {
    if (!(error instanceof StoreReadError)) throw error;
    this.ports.logger.log('warn', 'the log is not read', { error: error.message });
    this.failure = error.fault;
    this.refuseAll(error);
    this.again?.cancel();
    this.again = this.ports.scheduler.after(readAgainMs, () => this.follow(this.head));
  }

  private refuseAll(error: StoreReadError): void {
    const { waiting } = this;
    this.waiting = [];
    for (const { refuse } of waiting) refuse(error);
  }
}

function shortOf(head: number, position: number): Fault {
  return {
    code: 'store_behind',
    message: `the store ends at position ${position}, and position ${head} is on disk already`,
    details: { position, head },
  };
}
