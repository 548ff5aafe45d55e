/** What stands between the engine and one venue: breaker check -> limiter -> bulkhead -> breaker(timeout(call)). */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { BreakerState } from '../../domain/venue/venueEvents.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Venue } from '../ports.ts';

export interface BreakerSnapshot {
  readonly state: BreakerState;
  readonly reason: string;
  readonly actor: string;
  /** UTC with microseconds; absent while it never changed. */
  readonly since?: string;
  readonly failures: number;
  readonly failureThreshold: number;
  readonly nextProbeInMs?: number;
  readonly probesInFlight: number;
  readonly halfOpenProbesMax: number;
  readonly calls: number;
  readonly failedCalls: number;
  readonly refusedCalls: number;
}

export interface LimiterSnapshot {
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly tokens: number;
  readonly queued: number;
  /** Those of them that are cancels or amends. */
  readonly cancelsQueued: number;
  readonly queueDepthMax: number;
  readonly oldestWaitMs: number;
}

export interface BulkheadSnapshot {
  readonly inUse: number;
  readonly capacity: number;
  readonly queued: number;
  /** Those of them that are cancels or amends. */
  readonly cancelsQueued: number;
  readonly queueDepthMax: number;
  readonly cancelReserve: number;
  readonly cancelsInUse: number;
}

export interface RetrySnapshot {
  /** Tries on top of the first. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
  /** Tries made on top of a first one, since start. */
  readonly repeats: number;
  /** Calls that succeeded after a repeat. */
  readonly recovered: number;
  /** Calls that failed after their last repeat. */
  readonly exhausted: number;
}

export interface GuardSnapshot {
  readonly venue: VenueId;
  readonly connected: boolean;
  readonly connectionDetail: string;
  /** Of the last message that came from the venue; what we sent counts for nothing. */
  readonly lastMessageAgeMs?: number;
  /** When it said something for the last time, UTC with microseconds; present while it is connected and does not answer. */
  readonly silentSince?: string;
  readonly breaker: BreakerSnapshot;
  readonly limiter: LimiterSnapshot;
  readonly bulkhead: BulkheadSnapshot;
  readonly retry: RetrySnapshot;
}

/** Leave to make one call: limiter and bulkhead have let it through. */
export interface Admission {
  /**
   * Makes a call that the venue answers, through the breaker and with the
   * timeout. The answer is a sign of life; a call without one counts against
   * the breaker, unless the venue surely did not get it: that says nothing of
   * the venue. Throws what the call throws; a timeout throws VenueCallError
   * 'timeout'. What was proven not to have been sent (`VenueCallError.sent`
   * false) is tried again, with backoff, as long as `mayRepeat` says so, but
   * for what was refused; nothing else is. Releases the place in any case.
   */
  call<T>(operation: (signal: AbortSignalLike) => Promise<T>, mayRepeat?: () => boolean): Promise<T>;
  /**
   * The same for a request that is only sent, a cancel or an amend: its outcome
   * is a report. That it was written says nothing of the venue, so the breaker
   * neither holds it back nor counts it.
   */
  tell(operation: (signal: AbortSignalLike) => Promise<void>): Promise<void>;
  /** Gives the place back unused. */
  release(): void;
}

/** Cancels go before questions, questions before orders. */
export type Lane = 'cancel' | 'query' | 'order';

/** What an operator does to a breaker. Refusals: `breaker_state`, and `store_unavailable` when it took effect unrecorded. */
export interface BreakerControl {
  /** Opens it for the longest wait; it then recovers by probing. */
  trip(context: OperatorContext): Promise<Result<void, Refusal>>;
  reset(context: OperatorContext): Promise<Result<void, Refusal>>;
  /** Holds it open until it is reset by hand. */
  isolate(context: OperatorContext): Promise<Result<void, Refusal>>;
}

export interface VenueGuard extends BreakerControl {
  readonly venue: Venue;
  /**
   * Why the breaker holds back an amend that does more than reduce: it must be
   * closed, since a probe needs an answer and an amend has none. Undefined when
   * it may go.
   */
  amendRefusal(): Refusal | undefined;
  /** Waits for the limiter and the bulkhead; refuses at once while a queue is full or, for orders, the breaker is open. */
  admit(lane: Lane, signal: AbortSignalLike): Promise<Result<Admission, Refusal>>;
  /**
   * Asks the venue something that changes nothing there: an order, its open
   * orders, executions, positions. Goes through limiter, bulkhead and timeout,
   * and is tried again, with backoff, when no answer came. An open breaker does
   * not hold it back: asking settles what is open and risks nothing. Throws
   * what the last try threw: VenueCallError where the answer never came.
   */
  query<T>(ask: (signal: AbortSignalLike) => Promise<T>, signal: AbortSignalLike): Promise<T>;
  snapshot(): GuardSnapshot;
}
