/**
 * The reading side in a thread of its own, seen from the engine's thread. When the thread ends, waiting questions get a
 * fault at once, and a new thread is started.
 */
import { Worker } from 'node:worker_threads';
import { programFile } from '../../infra/paths/programFiles.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { err, type Result } from '../../../shared/kernel/result.ts';
import { storeClosed } from '../../engine/events/appendFaults.ts';
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import type { Logger, Scheduler, Timer } from '../../engine/ports.ts';
import type { DeskAt } from '../../engine/past/deskAt.ts';
import type { DeskDifference } from '../../engine/past/deskDifference.ts';
import type { Comparison, OrdersAtQuery, PastAnswer, PastDesk } from '../../engine/past/pastDesk.ts';
import type { OrderPage } from '../../engine/readmodel/orderViewStore.ts';
import type {
  EventSearch,
  EventSearchQuery,
  EventsFound,
  StreamsFound,
  StreamsQuery,
} from '../../engine/queries/eventSearch.ts';
import {
  readerBusy,
  waitingQuestionsMax,
  type Answered,
  type OrderQuestion,
  type OrderQuestions,
  type OrderReader,
} from '../../engine/queries/orderReader.ts';
import type { SignalQuestion, SignalQuestions, SignalReader } from '../../engine/queries/signalReader.ts';
import { answerMsMax, withinDeadline } from '../../engine/queries/withinDeadline.ts';
import type { RebuildHooks, Rebuilt } from '../../engine/readmodel/rebuildReadModel.ts';
import type {
  FromReadingThread,
  ReadingQuestion,
  ReadingQuestions,
  ReadingThreadData,
  ToReadingThread,
} from './readingMessages.ts';

/** Milliseconds before the next thread is started; doubled after each thread that ended before it had begun. */
const firstPauseMs = 100;
const pauseMsMax = 30_000;
/** Milliseconds that a close waits for the thread. After that the thread is ended as it is. */
const closeMsMax = 5_000;

export interface ThreadedReaderOptions {
  /** The thread's program, where it is not that of the build. */
  readonly entry?: string;
  readonly folder: string;
  /** The position up to which the rows in the file hold all events. */
  readonly opened: number;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Called when the file of the rows was not as it was written, and is made anew. */
  readonly onDamage: (fault: Fault) => void;
  /** Called when the thread has ended by itself. */
  readonly onEnded: (fault: Fault) => void;
}

export interface ThreadedRebuildHooks extends RebuildHooks {
  readonly signal?: AbortSignal | undefined;
}

type State =
  | { readonly type: 'running'; readonly worker: Worker }
  | { readonly type: 'down'; readonly fault: Fault; readonly next: Timer }
  | { readonly type: 'closed' };

interface Question {
  readonly answer: (position: number, value: unknown) => void;
  readonly refuse: (error: StoreReadError) => void;
}

interface Rebuild {
  readonly hooks: RebuildHooks;
  readonly end: (result: Result<Rebuilt, Fault>) => void;
}

export class ThreadedReader implements OrderReader, EventSearch, SignalReader, PastDesk {
  readonly opened: number;
  private readonly options: ThreadedReaderOptions;
  private readonly questions = new Map<number, Question>();
  private readonly rebuilds = new Map<number, Rebuild>();
  private readonly rebuilt = new Set<() => void>();
  private state: State;
  private nextId = 1;
  /** How many threads in a row have ended before they had begun. */
  private failures = 0;
  /** The message with which each thread begins; undefined before `start`. */
  private begin: { readonly anew: boolean } | undefined;
  private begun: () => void = () => undefined;
  private head = 0;
  private read: number;
  private readFault: Fault | undefined;

  constructor(options: ThreadedReaderOptions) {
    this.options = options;
    this.opened = options.opened;
    this.read = options.opened;
    this.state = this.run();
  }

  get position(): number {
    return this.read;
  }

  start(anew: boolean): Promise<void> {
    this.begin = { anew };
    this.post({ type: 'start', anew });
    // Nobody has to wait for rows that were made from this store.
    if (!anew) return Promise.resolve();
    this.read = 0;
    return new Promise((resolve) => (this.begun = resolve));
  }

  follow(head: number): void {
    this.head = head;
    this.post({ type: 'follow', head });
  }

  ask<Asked extends OrderQuestion>(
    question: Asked,
    asked: OrderQuestions[Asked]['asked'],
    atLeast: number,
  ): Promise<Answered<OrderQuestions[Asked]['answer']>> {
    return this.put(question, asked, atLeast);
  }

  askSignals<Asked extends SignalQuestion>(
    question: Asked,
    asked: SignalQuestions[Asked]['asked'],
  ): Promise<Answered<SignalQuestions[Asked]['answer']>> {
    return this.putInTime(question, asked, 0);
  }

  async search(query: EventSearchQuery): Promise<EventsFound> {
    return (await this.putInTime('search', query, 0)).value;
  }

  async streams(query: StreamsQuery): Promise<StreamsFound> {
    return (await this.putInTime('streams', query, 0)).value;
  }

  async deskAt(position: number): Promise<PastAnswer<DeskAt>> {
    return (await this.putInTime('deskAt', position, 0)).value;
  }

  async ordersAt(query: OrdersAtQuery): Promise<PastAnswer<OrderPage>> {
    return (await this.putInTime('ordersAt', query, 0)).value;
  }

  async compare(comparison: Comparison): Promise<PastAnswer<DeskDifference>> {
    return (await this.putInTime('compare', comparison, 0)).value;
  }

  /** Resolves once all rows up to the position are in the file, if the file takes them. */
  async written(atLeast: number): Promise<void> {
    await this.putInTime('written', undefined, atLeast);
  }

  /** See FollowingReader. Another fault: `reader_ended`. */
  rebuild(hooks: ThreadedRebuildHooks = {}): Promise<Result<Rebuilt, Fault>> {
    const fault = this.fault();
    if (fault !== undefined) return Promise.resolve(err(fault));
    const id = this.nextId++;
    const cancel = (): void => this.post({ type: 'cancel', id });
    return new Promise((resolve) => {
      const end = (result: Result<Rebuilt, Fault>): void => {
        hooks.signal?.removeEventListener('abort', cancel);
        resolve(result);
      };
      this.rebuilds.set(id, { hooks, end });
      this.post({ type: 'rebuild', id });
      hooks.signal?.addEventListener('abort', cancel);
      if (hooks.signal?.aborted === true) cancel();
    });
  }

  onRebuilt(listener: () => void): () => void {
    this.rebuilt.add(listener);
    return () => void this.rebuilt.delete(listener);
  }

  fault(): Fault | undefined {
    const { state } = this;
    if (state.type === 'closed') return storeClosed;
    return state.type === 'down' ? state.fault : this.readFault;
  }

  async close(): Promise<void> {
    const { state } = this;
    if (state.type === 'down') state.next.cancel();
    if (state.type === 'running') {
      const { worker } = state;
      await new Promise<void>((resolve) => {
        const late = this.options.scheduler.after(closeMsMax, resolve);
        worker.once('exit', () => {
          late.cancel();
          resolve();
        });
        worker.postMessage({ type: 'close' } satisfies ToReadingThread);
        this.state = { type: 'closed' };
      });
      await worker.terminate();
    }
    this.state = { type: 'closed' };
    this.refuseAll(storeClosed);
  }

  private run(): State {
    const { entry = programFile('readingThread'), folder } = this.options;
    const workerData: ReadingThreadData = { folder };
    const worker = new Worker(entry, { name: 'reading', workerData });
    worker.on('message', (message: FromReadingThread) => this.take(message));
    worker.on('error', (error: unknown) => this.ended(worker, faultFrom('reader_ended', error)));
    worker.on('exit', (code) =>
      this.ended(worker, {
        code: 'reader_ended',
        message: `the reading thread ended with exit code ${code}`,
      }),
    );
    return { type: 'running', worker };
  }

  private ended(worker: Worker, fault: Fault): void {
    if (this.state.type !== 'running' || this.state.worker !== worker) return;
    const { scheduler, logger, onEnded } = this.options;
    const pauseMs = Math.min(firstPauseMs * 2 ** this.failures++, pauseMsMax);
    const next = scheduler.after(pauseMs, () => this.runAgain());
    this.state = { type: 'down', fault, next };
    logger.log('error', 'the reading thread ended', { error: fault.message, pauseMs });
    this.refuseAll(fault);
    this.begun();
    onEnded(fault);
  }

  private runAgain(): void {
    this.state = this.run();
    if (this.begin === undefined) return;
    this.post({ type: 'start', ...this.begin });
    this.post({ type: 'follow', head: this.head });
  }

  private take(message: FromReadingThread): void {
    switch (message.type) {
      case 'started':
        this.started();
        return;
      case 'answered':
        this.read = Math.max(this.read, message.position);
        this.questions.get(message.id)?.answer(message.position, message.value);
        this.questions.delete(message.id);
        return;
      case 'refused':
        this.questions.get(message.id)?.refuse(new StoreReadError(message.fault));
        this.questions.delete(message.id);
        return;
      case 'read':
        this.read = message.position;
        this.readFault = message.fault;
        return;
      case 'progress':
        this.rebuilds.get(message.id)?.hooks.onProgress?.(message.progress);
        return;
      case 'rebuilt':
        this.rebuilds.get(message.id)?.end(message.result);
        this.rebuilds.delete(message.id);
        return;
      case 'exchanged':
        this.tellRebuilt();
        return;
      case 'damaged':
        this.options.onDamage(message.fault);
        return;
      case 'log':
        this.options.logger.log(message.level, message.message, message.fields);
        return;
      case 'closed':
        return;
      default:
        assertNever(message);
    }
  }

  /** The rows of another store are forgotten now, so the next thread must not forget the rows that this one makes. */
  private started(): void {
    this.begin = { anew: false };
    this.begun();
    // A thread that ended may have exchanged the rows without saying so.
    if (this.failures > 0) this.tellRebuilt();
    this.failures = 0;
  }

  private tellRebuilt(): void {
    for (const listener of this.rebuilt) listener();
  }

  private putInTime<Asked extends ReadingQuestion>(
    question: Asked,
    asked: ReadingQuestions[Asked]['asked'],
    atLeast: number,
  ): Promise<Answered<ReadingQuestions[Asked]['answer']>> {
    const { scheduler } = this.options;
    const message = `no answer within ${answerMsMax / 1_000} s`;
    return withinDeadline(scheduler, this.put(question, asked, atLeast), () => ({ message }));
  }

  private put<Asked extends ReadingQuestion>(
    question: Asked,
    asked: ReadingQuestions[Asked]['asked'],
    atLeast: number,
  ): Promise<Answered<ReadingQuestions[Asked]['answer']>> {
    const { state } = this;
    if (state.type !== 'running') {
      return Promise.reject(new StoreReadError(state.type === 'down' ? state.fault : storeClosed));
    }
    if (this.questions.size >= waitingQuestionsMax) return Promise.reject(new StoreReadError(readerBusy));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      // The thread answers with the answer of the question's kind.
      const answer = (position: number, value: unknown): void =>
        resolve({ position, value: value as ReadingQuestions[Asked]['answer'] });
      this.questions.set(id, { answer, refuse: reject });
      this.post({ type: 'ask', id, question, asked, atLeast });
    });
  }

  private post(message: ToReadingThread): void {
    if (this.state.type === 'running') this.state.worker.postMessage(message);
  }

  private refuseAll(fault: Fault): void {
    const [questions, rebuilds] = [[...this.questions.values()], [...this.rebuilds.values()]];
    this.questions.clear();
    this.rebuilds.clear();
    for (const { refuse } of questions) refuse(new StoreReadError(fault));
    for (const { end } of rebuilds) end(err(fault));
  }
}
