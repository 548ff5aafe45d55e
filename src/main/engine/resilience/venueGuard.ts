/** The guards between the engine and one venue: breaker check -> limiter -> bulkhead -> breaker(timeout(call)). */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { VenueId, Actor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { BreakerState } from '../../domain/venue/venueEvents.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Venue } from '../ports.ts';

export interface BreakerSnapshot {
  readonly state: BreakerState;
  readonly reason: string;
  readonly actor: Actor;
  /** When the state last changed, UTC with microseconds; absent while it never changed. */
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

/** How a venue is called after it has said "too fast". */
export interface Throttling {
  /** The words with which the venue said so last. */
  readonly reason: string;
  /** When the venue said so first, UTC with microseconds. */
  readonly since: string;
  /** Milliseconds until orders go again; cancels do not wait. */
  readonly pausedMs: number;
  /** Calls in a second as configured. */
  readonly configuredPerSecond: number;
}

export interface LimiterSnapshot {
  readonly ratePerSecond: number;
  readonly burst: number;
  /** Present while the venue has said "too fast", and rate and burst are lower. */
  readonly throttled?: Throttling;
  readonly tokens: number;
  readonly queued: number;
  /** How many of the queued calls are cancels or amends. */
  readonly cancelsQueued: number;
  readonly queueDepthMax: number;
  readonly oldestWaitMs: number;
}

export interface BulkheadSnapshot {
  readonly inUse: number;
  readonly capacity: number;
  readonly queued: number;
  /** How many of the queued calls are cancels or amends. */
  readonly cancelsQueued: number;
  readonly queueDepthMax: number;
  readonly cancelReserve: number;
  readonly cancelsInUse: number;
}

export interface RetrySnapshot {
  /** How often a call is repeated after its first try, at most. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
  /** Repeats made since the start. */
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
  /** Age of the last message that came from the venue, in milliseconds; messages that we sent do not count. */
  readonly lastMessageAgeMs?: number;
  /**
   * When the last message came from the venue, UTC with microseconds. Present while the venue is connected and does not
   * answer.
   */
  readonly silentSince?: string;
  readonly breaker: BreakerSnapshot;
  readonly limiter: LimiterSnapshot;
  readonly bulkhead: BulkheadSnapshot;
  readonly retry: RetrySnapshot;
}

/** Permission to make one call: the limiter and the bulkhead have let it through. */
export interface Admission {
  /**
   * Makes a call that the venue answers, through the breaker and with the timeout. The answer is a sign of life. A call
   * without an answer counts against the breaker, unless the venue surely did not get the call: that says nothing about
   * the venue. Throws what the call throws; a timeout throws VenueCallError 'timeout'. A call that was proven not to
   * have been sent (`VenueCallError.sent` false) is tried again, with backoff, as long as `mayRepeat` allows it. A
   * refused call (`VenueCallError.failure` 'refused') and every other failure is not tried again. Releases the place in
   * any case.
   */
  call<T>(operation: (signal: AbortSignalLike) => Promise<T>, mayRepeat?: () => boolean): Promise<T>;
  /**
   * Makes a call that is only sent, a cancel or an amend: its outcome comes as a report. That the request was written
   * says nothing about the venue, so the breaker neither holds it back nor counts it.
   */
  tell(operation: (signal: AbortSignalLike) => Promise<void>): Promise<void>;
  /** Gives the place back unused. */
  release(): void;
}

export type Admitted = Result<Admission, Refusal>;

/** Cancels go before questions, and questions before orders. Amends go with the cancels. */
export type Lane = 'cancel' | 'query' | 'order';

/**
 * What an operator may do to a breaker. Refusals: `breaker_state`; and `store_unavailable` when the change took effect
 * and could not be recorded.
 */
export interface BreakerControl {
  /** Opens the breaker for the longest wait; the breaker then recovers by probing. */
  trip(context: OperatorContext): Promise<Result<void, Refusal>>;
  /**
   * Ends the wait of an open breaker: a venue is asked for a sign of life at once, risk judges the next signal. A
   * venue that is not connected is not probed.
   */
  probe(context: OperatorContext): Promise<Result<void, Refusal>>;
  reset(context: OperatorContext): Promise<Result<void, Refusal>>;
  /** Holds the breaker open until an operator resets it. */
  isolate(context: OperatorContext): Promise<Result<void, Refusal>>;
}

export interface VenueGuard {
  readonly venue: Venue;
  readonly control: BreakerControl;
  /**
   * Why the breaker holds back an amend that does more than reduce its order; undefined when the amend may leave. The
   * breaker must be closed for it: a probe needs an answer, and an amend gets none.
   */
  amendRefusal(): Refusal | undefined;
  /**
   * Waits for the limiter and the bulkhead; a promise only where there is something to wait for. Refuses at once while a
   * queue is full or, for orders, while the breaker is open.
   */
  admit(lane: Lane, signal: AbortSignalLike): Admitted | Promise<Admitted>;
  /**
   * Asks the venue a question that changes nothing there: about an order, its open orders, executions or positions. The
   * question goes through limiter, bulkhead and timeout, and is tried again, with backoff, when no answer came. An open
   * breaker does not hold it back: a question settles what is open and risks nothing. Throws what the last try threw:
   * VenueCallError where the answer never came.
   */
  query<T>(ask: (signal: AbortSignalLike) => Promise<T>, signal: AbortSignalLike): Promise<T>;
  snapshot(): GuardSnapshot;
}
