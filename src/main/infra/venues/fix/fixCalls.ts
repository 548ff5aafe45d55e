/**
 * Calls that wait for the venue: submissions for their answers, others until they are sent, and barriers for a
 * heartbeat.
 */
import {
  VenueCallError,
  type Scheduler,
  type SubmitAnswer,
  type Timer,
  type VenueCallFailure,
} from '../../../engine/ports.ts';
import type { AbortSignalLike } from '../../../../shared/kernel/abortSignal.ts';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';
import { orderMassStatusRequest } from './application/orderMessages.ts';
import { fieldFault } from './codec/encodeMessage.ts';
import { countOf, type Field } from './codec/fixMessage.ts';
import type { FixSession } from './fixSession.ts';
import type { Outgoing } from './outgoingQueue.ts';
import { msgTypes } from '../../../../shared/kernel/fixMessages.ts';

/**
 * The most calls that wait. More of them mean that the venue does not answer, so a further call is refused without
 * being sent.
 */
export const waitingCallsMax = 20_000;

/** Milliseconds without a report after which no further report of a list is expected. */
const listPauseMsMax = 3_000;

/**
 * Milliseconds until the first report of a list: less than the engine waits for a question, because it would ask again
 * at once.
 */
const listBeginMsMax = 4_500;

/** Milliseconds that an answer about one order may take. */
const answerMsMax = 2_000;

interface Waiting {
  readonly outgoing: Outgoing | undefined;
  readonly reject: (error: VenueCallError) => void;
}

interface WaitingList {
  /** Waits for the next report of the list. */
  readonly again: () => void;
  readonly settle: (answer: VenueCallError | undefined) => void;
}

interface Barrier {
  readonly passed: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: VenueCallError) => void;
}

export class FixCalls {
  private readonly session: FixSession;
  private readonly scheduler: Scheduler;
  private readonly waiting = new Set<Waiting>();
  private readonly submissions = new Map<ClientOrderId, (answer: SubmitAnswer | VenueCallError) => void>();
  private readonly questions = new Map<string, Set<() => void>>();
  private readonly lists = new Map<string, WaitingList>();
  /** Barriers by the number of the TestRequest that was sent for them first, in that order. */
  private readonly barriers = new Map<number, Barrier>();
  private nextBarrier: Barrier | undefined;
  private lastTest = 0;
  private isOpen = false;

  constructor(session: FixSession, scheduler: Scheduler) {
    this.session = session;
    this.scheduler = scheduler;
  }

  /** The session is up and nothing is missing, so calls may be made. */
  open(): void {
    this.isOpen = true;
  }

  /** Like `barrier`, for the connection itself before calls may be made. */
  sync(): Promise<void> {
    return this.ask();
  }

  submit(
    clientOrderId: ClientOrderId,
    body: readonly Field[],
    signal: AbortSignalLike,
    onSent: (seqNum: number) => void,
    mayLeave?: () => boolean,
  ): Promise<SubmitAnswer> {
    const register = (settle: (answer: SubmitAnswer | VenueCallError) => void) => {
      this.submissions.set(clientOrderId, settle);
      return () => void this.submissions.delete(clientOrderId);
    };
    return this.start(msgTypes.newOrderSingle, body, signal, onSent, register, mayLeave);
  }

  /** Resolves once the message is sent. */
  tell(
    msgType: string,
    body: readonly Field[],
    signal: AbortSignalLike,
    onSent: (seqNum: number) => void,
    mayLeave?: () => boolean,
  ): Promise<void> {
    let sent: () => void = () => undefined;
    return this.start<void>(
      msgType,
      body,
      signal,
      (seqNum) => {
        onSent(seqNum);
        sent();
      },
      (settle) => {
        sent = () => settle(undefined);
        return () => undefined;
      },
      mayLeave,
    );
  }

  /**
   * Asks for the venue's list of open orders; resolves when the list is complete. `progress` says how much has come. A
   * list that stops proves nothing, and is a timeout.
   */
  list(
    listId: string,
    signal: AbortSignalLike,
    onSent: (seqNum: number, body: readonly Field[]) => void,
    progress: () => string,
  ): Promise<void> {
    const body = orderMassStatusRequest(listId);
    const { orderMassStatusRequest: msgType } = msgTypes;
    return this.start<void>(
      msgType,
      body,
      signal,
      (seqNum) => onSent(seqNum, body),
      (settle) => {
        const stopped = (): void =>
          settle(
            new VenueCallError('timeout', true, `the venue's list of open orders stopped: ${progress()}`),
          );
        const silent = (): void =>
          settle(
            new VenueCallError(
              'protocol',
              true,
              `the venue has not answered the request for its open orders (OrderMassStatusRequest ${listId}) within ${listBeginMsMax} ms: see that it supports massStatus and repeats MassStatusReqID (584)`,
            ),
          );
        let timer: Timer | undefined = this.scheduler.after(listBeginMsMax, silent);
        const again = (): void => {
          timer?.cancel();
          timer = this.scheduler.after(listPauseMsMax, stopped);
        };
        this.lists.set(listId, { again, settle });
        return () => {
          timer?.cancel();
          this.lists.delete(listId);
        };
      },
    );
  }

  /** Called when a report of the list has come. */
  listGoesOn(listId: string): void {
    this.lists.get(listId)?.again();
  }

  /** Called when the list is complete, or with the reason `why` it is not. */
  listed(listId: string, why?: string): void {
    this.lists.get(listId)?.settle(why === undefined ? undefined : new VenueCallError('refused', true, why));
  }

  /** Asks for the state of an order; resolves with an answer, or when none has come for a while. */
  question(
    clOrdId: string,
    body: readonly Field[],
    signal: AbortSignalLike,
    onSent: (seqNum: number) => void,
  ): Promise<void> {
    return this.start<void>(msgTypes.orderStatusRequest, body, signal, onSent, (settle) => {
      const done = (): void => settle(undefined);
      const timer = this.scheduler.after(answerMsMax, done);
      const asking = this.questions.get(clOrdId) ?? new Set();
      this.questions.set(clOrdId, asking.add(done));
      return () => {
        timer.cancel();
        asking.delete(done);
        if (asking.size === 0) this.questions.delete(clOrdId);
      };
    });
  }

  /** Called when a report about this order has come, or the refusal of the question. */
  answered(clOrdId: string): void {
    for (const done of this.questions.get(clOrdId) ?? []) done();
  }

  answer(clientOrderId: ClientOrderId, answer: SubmitAnswer): void {
    this.submissions.get(clientOrderId)?.(answer);
  }

  /** Called when it is proven that the venue never took the order. */
  skipped(clientOrderId: ClientOrderId): void {
    const why =
      'the venue asked for the order again when it was too old to be sent, so the venue never took it';
    this.submissions.get(clientOrderId)?.(new VenueCallError('connection_lost', false, why));
  }

  /** Resolves when the venue has read everything that was sent before, and everything that it said before has come. */
  async barrier(signal: AbortSignalLike): Promise<void> {
    if (signal.aborted) return this.refuse('timeout', 'aborted before it was sent');
    if (!this.isOpen) return this.refuse('not_connected', this.whyNotConnected());
    return new Promise((resolve, reject) => {
      const onAbort = (): void =>
        reject(new VenueCallError('timeout', true, 'aborted while waiting for the venue'));
      signal.addEventListener('abort', onAbort, { once: true });
      this.ask()
        .finally(() => signal.removeEventListener('abort', onAbort))
        .then(resolve, reject);
    });
  }

  /** The answer to a TestRequest proves that the venue has read all messages before it. */
  testAnswered(id: string): void {
    const answered = numberOfTest(id);
    for (const [test, { resolve }] of this.barriers) {
      if (test > answered) return;
      this.barriers.delete(test);
      resolve();
    }
  }

  /**
   * A gap fill has replaced a TestRequest or an answer that got lost. So one more TestRequest is sent for all that
   * wait, with a new id: an answer to an earlier one proves nothing about messages that have left since.
   */
  askAgain(): void {
    if (this.barriers.size > 0) this.session.test(idOfTest(++this.lastTest));
  }

  failAll(reason: string): void {
    this.isOpen = false;
    for (const { outgoing, reject } of this.waiting) {
      reject(new VenueCallError('connection_lost', outgoing?.status === 'sent', reason));
    }
    for (const { reject } of this.barriers.values()) {
      reject(new VenueCallError('connection_lost', true, reason));
    }
    this.nextBarrier?.reject(new VenueCallError('connection_lost', false, reason));
    this.nextBarrier = undefined;
    this.barriers.clear();
  }

  refuse(failure: VenueCallFailure, message: string): Promise<never> {
    return Promise.reject(new VenueCallError(failure, false, message));
  }

  private whyNotConnected(): string {
    const { why } = this.session.snapshot();
    return `the venue is not connected${why === undefined ? '' : `: ${why}`}`;
  }

  /** One TestRequest serves all callers of a turn: it leaves after their messages. */
  private ask(): Promise<void> {
    if (this.nextBarrier !== undefined) return this.nextBarrier.passed;
    const { promise, resolve, reject } = withResolvers();
    const barrier = { passed: promise, resolve, reject };
    this.nextBarrier = barrier;
    this.scheduler.soon(() => {
      if (this.nextBarrier !== barrier) return;
      this.nextBarrier = undefined;
      this.barriers.set(++this.lastTest, barrier);
      this.session.test(idOfTest(this.lastTest));
    });
    return promise;
  }

  private start<Answer>(
    msgType: string,
    body: readonly Field[],
    signal: AbortSignalLike,
    onSent: (seqNum: number) => void,
    register: (settle: (answer: Answer | VenueCallError) => void) => () => void,
    mayLeave: () => boolean = () => true,
  ): Promise<Answer> {
    if (signal.aborted) return this.refuse('timeout', 'aborted before it was sent');
    if (!this.isOpen) return this.refuse('not_connected', this.whyNotConnected());
    if (this.waiting.size >= waitingCallsMax) {
      return this.refuse('protocol', `${waitingCallsMax} calls wait already`);
    }
    const fault = body.map(fieldFault).find((one) => one !== undefined);
    if (fault !== undefined) {
      return this.refuse('refused', `the order can not be written in FIX: ${fault.message}`);
    }
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        const wasSent = outgoing.status === 'sent';
        if (outgoing.status === 'waiting') outgoing.status = 'withdrawn';
        waiting.reject(new VenueCallError('timeout', wasSent, 'aborted while waiting for the venue'));
      };
      const finish = (): void => {
        this.waiting.delete(waiting);
        unregister();
        signal.removeEventListener('abort', onAbort);
      };
      const waiting: Waiting = {
        get outgoing() {
          return outgoing;
        },
        reject: (error) => {
          finish();
          reject(error);
        },
      };
      const unregister = register((answer) => {
        finish();
        if (answer instanceof VenueCallError) reject(answer);
        else resolve(answer);
      });
      const isWanted = (): boolean => {
        if (mayLeave()) return true;
        outgoing.status = 'withdrawn';
        waiting.reject(new VenueCallError('refused', false, 'it may not leave any more'));
        return false;
      };
      const outgoing = this.session.send(msgType, body, { isWanted, onSent: (seqNum) => onSent(seqNum) });
      this.waiting.add(waiting);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}

const testPrefix = 'barrier-';

function idOfTest(test: number): string {
  return `${testPrefix}${test}`;
}

/** 0 for a TestRequest that was not sent here. */
function numberOfTest(id: string): number {
  return id.startsWith(testPrefix) ? (countOf(id.slice(testPrefix.length)) ?? 0) : 0;
}

function withResolvers() {
  let resolve: () => void = () => undefined;
  let reject: (error: VenueCallError) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
