/**
 * The event log in a thread of its own. A thread that ends unexpectedly is a fault; the next probe starts another one.
 */
import { faultFrom, type Fault } from '../../../../shared/kernel/fault.ts';
import { assertNever, invariant } from '../../../../shared/kernel/invariant.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { ReportsState, StoreHead } from '../../../engine/events/eventStore.ts';
import type { Logger } from '../../../engine/ports.ts';
import type { SignedCheckpoint } from '../../checkpoints/signedCheckpoint.ts';
import type { EventLog, FaultOrNone, LogOpened, OnOutcome } from './eventLog.ts';
import type { FromLogThread, LogThreadData, ToLogThread } from './logMessages.ts';
import type { RowBatch } from './rowBatch.ts';

/** What a log calls of its thread. */
export interface LogWorker {
  on(event: 'exit', listener: (code: number) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'message', listener: (message: FromLogThread) => void): unknown;
  postMessage(message: ToLogThread): void;
}

/** Starts the thread of logThread.ts. */
export type StartLogThread = (data: LogThreadData) => LogWorker;

export interface ThreadedLogOptions {
  readonly folder: string;
  readonly start: StartLogThread;
  readonly logger: Logger | undefined;
  readonly commitEventsMax: number;
}

/** A question to the thread without an answer yet. */
type Asked =
  | { readonly type: 'write' }
  | { readonly type: 'done'; readonly ended: (fault: FaultOrNone) => void };

type Thread =
  | { readonly type: 'none' }
  | { readonly type: 'running'; readonly worker: LogWorker; readonly exited: Promise<void> };

/** Starts the thread. Faults: those of openDatabaseLog, and `store_thread_ended`. */
export async function openThreadedLog(
  options: ThreadedLogOptions,
): Promise<Result<{ readonly log: EventLog; readonly opened: LogOpened }, Fault>> {
  const log = new ThreadedLog(options);
  const opened = await log.open();
  return opened.ok ? ok({ log, opened: opened.value }) : opened;
}

class ThreadedLog implements EventLog {
  reports: ReportsState | undefined;
  private readonly options: ThreadedLogOptions;
  private thread: Thread = { type: 'none' };
  private wasOpen = false;
  /** Whether the file is a copy, which can't say what became of a write that has no answer. */
  private isCopy = false;
  private opening: Promise<unknown> = Promise.resolve();
  /** In the order of the questions, which is the order of the answers. */
  private asked: Asked[] = [];
  private endedBy: Fault = threadEnded('it was not started');
  private onOutcome: OnOutcome = () => undefined;

  constructor(options: ThreadedLogOptions) {
    this.options = options;
  }

  /** Starts a thread where none runs. */
  open(): Promise<Result<LogOpened, Fault>> {
    const opened = this.start();
    this.opening = opened;
    return opened;
  }

  listen(onOutcome: OnOutcome): void {
    this.onOutcome = onOutcome;
  }

  write(batch: RowBatch): void {
    const { thread } = this;
    if (thread.type === 'none') return this.onOutcome({ type: 'lost', writes: 1, fault: this.endedBy });
    this.asked.push({ type: 'write' });
    post(thread.worker, { type: 'write', batch });
  }

  probe(expected: StoreHead, ended: (fault: FaultOrNone) => void): void {
    if (this.thread.type === 'running') return this.ask({ type: 'probe', expected }, ended);
    void this.open().then((opened) => {
      const broken = opened.ok ? opened.value.findings.broken : undefined;
      if (!opened.ok) ended(opened.error);
      // No thread had the file open, so nobody watched it meanwhile.
      else if (broken !== undefined) ended({ code: 'store_changed', message: broken.message });
      else this.ask({ type: 'probe', expected }, ended);
    });
  }

  look(ended: (fault: FaultOrNone) => void): void {
    this.ask({ type: 'look' }, ended);
  }

  keep(signed: SignedCheckpoint, ended: (fault: FaultOrNone) => void): void {
    this.ask({ type: 'keep', signed }, ended);
  }

  async close(): Promise<void> {
    await this.opening;
    if (this.thread.type === 'none') return;
    const { worker, exited } = this.thread;
    post(worker, { type: 'close' });
    await exited;
  }

  private ask(message: ToLogThread, ended: (fault: FaultOrNone) => void): void {
    const { thread } = this;
    if (thread.type === 'none') return ended(this.endedBy);
    this.asked.push({ type: 'done', ended });
    post(thread.worker, message);
  }

  private start(): Promise<Result<LogOpened, Fault>> {
    return new Promise((opened) => {
      const { folder, start, commitEventsMax } = this.options;
      let worker: LogWorker;
      try {
        worker = start({ folder, wasOpen: this.wasOpen, commitEventsMax });
      } catch (error) {
        opened(err(threadEnded(faultFrom('', error).message)));
        return;
      }
      let why: string | undefined;
      const exited = new Promise<void>((resolve) => {
        worker.on('exit', (code) => {
          const fault = threadEnded(why ?? `exit code ${code}`, this.isCopy);
          opened(err(fault));
          this.exited(fault);
          resolve();
        });
      });
      worker.on('error', (error: unknown) => (why = faultFrom('', error).message));
      worker.on('message', (message: FromLogThread) => {
        if (message.type === 'opened' && message.opened.ok) {
          this.thread = { type: 'running', worker, exited };
          this.wasOpen = true;
          this.isCopy = message.opened.value.record !== undefined;
        }
        if (message.type === 'opened') opened(message.opened);
        else this.heard(message);
      });
    });
  }

  private heard(message: Exclude<FromLogThread, { readonly type: 'opened' }>): void {
    switch (message.type) {
      case 'entry':
        this.options.logger?.log(...message.entry);
        break;
      case 'reports':
        this.reports = message.reports;
        break;
      case 'outcome': {
        const { outcome } = message;
        const answered = this.asked.splice(0, outcome.writes);
        const isInOrder =
          answered.length === outcome.writes && answered.every(({ type }) => type === 'write');
        invariant(isInOrder, 'the log answers in the order of the questions');
        this.onOutcome(outcome);
        break;
      }
      case 'done': {
        const asked = this.asked.shift();
        invariant(asked?.type === 'done', 'the log answers in the order of the questions');
        asked.ended(message.fault);
        break;
      }
      default:
        assertNever(message);
    }
  }

  private exited(fault: Fault): void {
    this.thread = { type: 'none' };
    this.endedBy = fault;
    const unanswered = this.asked;
    this.asked = [];
    const writes = unanswered.filter(({ type }) => type === 'write').length;
    if (writes > 0 && this.isCopy) this.onOutcome({ type: 'waiting', writes: 0, fault });
    else if (writes > 0) this.onOutcome({ type: 'unknown', writes, fault });
    for (const asked of unanswered) if (asked.type === 'done') asked.ended(fault);
  }
}

function post(worker: LogWorker, message: ToLogThread): void {
  worker.postMessage(message);
}

function threadEnded(why: string, isCopy = false): Fault {
  return {
    code: isCopy ? 'record_thread_ended' : 'store_thread_ended',
    message: `The thread that writes the event store has ended: ${why}`,
  };
}
