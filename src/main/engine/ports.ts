/**
 * Everything that the engine needs from outside. Adapters are in `infra/`; the simulator and the tests bring their own.
 */
import type { CopiedExecution } from '../domain/order/dropCopy/copiedOrders.ts';
import type { SessionMark } from '../domain/venue/sessionMark.ts';
import type { Decimal } from '../../shared/kernel/decimal.ts';
import type { AbortSignalLike } from '../../shared/kernel/abortSignal.ts';
import type { Fault } from '../../shared/kernel/fault.ts';
import type {
  AccountId,
  ClientOrderId,
  ExecutionId,
  Ticker,
  VenueId,
  VenueOrderId,
} from '../../shared/kernel/ids.ts';
import type { LogLevel } from '../../shared/kernel/logLevels.ts';
import type { Result } from '../../shared/kernel/result.ts';
import type { EpochMicros } from '../../shared/kernel/time.ts';
import type { OrderTerms, OrderType, Side, TimeInForce } from '../domain/order/orderTerms.ts';
import type { ReplaceTerms } from '../domain/order/orderState.ts';
import type { VenueRecordSource } from '../domain/venue/venueEvents.ts';
import type { VenueOrderStatus } from '../domain/venue/venueOrderStatus.ts';

export interface Clock {
  /** UTC wall clock. It may step backwards, so nobody measures a span with it. */
  now(): EpochMicros;
  /** Milliseconds with fractions since an arbitrary start; never steps backwards. */
  monotonicMs(): number;
}

export interface Timer {
  cancel(): void;
}

export interface Scheduler {
  /** Runs the task once, after at least `delayMs`. */
  after(delayMs: number, task: () => void): Timer;
  /** Runs the task again and again, `intervalMs` apart. */
  every(intervalMs: number, task: () => void): Timer;
  /**
   * Runs the task once, after the input and output that already waits. Callers use this time to gather work into
   * batches.
   */
  soon(task: () => void): void;
}

export interface IdSource {
  /** A new id, unique and sorting by time (UUID version 7, RFC 9562), 36 characters. */
  next(): string;
  /**
   * The id of a name: the same name has the same id in every run and store (UUID version 8, RFC 9562), 36 characters.
   */
  named(name: string): string;
}

export interface Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
}

export interface Logger {
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What a venue can do. A signal that asks for more is refused before its order leaves. */
export interface VenueCapabilities {
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  readonly replace: boolean;
  /** The venue cancels working orders when the session is lost. */
  readonly cancelOnDisconnect: boolean;
  /**
   * Whether "I don't know this order" proves, once the venue has said it several times, that an earlier request never
   * arrived. That holds for a venue that takes messages in the order in which they were sent, and never forgets an
   * order. Where it is false, such an order waits in doubt for an operator.
   */
  readonly unknownIsProof: boolean;
  /** Whether the venue answers `positions`. */
  readonly positions: boolean;
  /**
   * Which record is compared with ours: `answers` for what the venue says when it is asked, `messages` for what it has
   * sent by itself, as we have kept it. The second lacks whatever the venue has not sent.
   */
  readonly record: VenueRecordSource;
}

/** The answer to a submission. A lost answer is a rejected promise with a VenueCallError. */
export type SubmitAnswer =
  | {
      readonly type: 'accepted';
      readonly venueOrderId: VenueOrderId;
      readonly venueTime?: EpochMicros | undefined;
    }
  | {
      readonly type: 'rejected';
      readonly code: string;
      readonly reason: string;
      readonly venueTime?: EpochMicros | undefined;
    };

export interface CancelRequest {
  readonly clientOrderId: ClientOrderId;
  readonly venueOrderId?: VenueOrderId;
  readonly symbol: Ticker;
}

export interface ReplaceRequest extends ReplaceTerms {
  /** The client order id that the order has now. */
  readonly clientOrderId: ClientOrderId;
  /** The client order id that the order is to have. */
  readonly newClientOrderId: ClientOrderId;
  readonly symbol: Ticker;
}

/**
 * A report of a venue about an order, in the order in which the venue sends them. The answer to a submission is
 * reported too, before the call resolves.
 */
export type VenueReport = {
  readonly clientOrderId: ClientOrderId;
  /** Absent where the venue sent no time, or an impossible one: the report counts all the same. */
  readonly venueTime?: EpochMicros | undefined;
} & (
  | { readonly type: 'accepted'; readonly venueOrderId: VenueOrderId }
  | { readonly type: 'rejected'; readonly code: string; readonly reason: string }
  | {
      readonly type: 'filled';
      readonly executionId: ExecutionId;
      readonly quantity: Decimal;
      readonly price: Decimal;
    }
  /**
   * The venue takes an execution back. An order that had ended by its fills is open again for the quantity that it now
   * lacks. A venue that does not work it any more reports its end after this.
   */
  | {
      readonly type: 'trade_canceled';
      /** The execution, by the id of any of its versions. */
      readonly executionId: ExecutionId;
      readonly reason?: string;
    }
  /**
   * The venue corrects an execution. An order may be open again as after `trade_canceled`, where the execution now has
   * less quantity.
   */
  | {
      readonly type: 'trade_corrected';
      /** The id of the version that stands now; some venues keep the id that the execution had. */
      readonly executionId: ExecutionId;
      /** The execution, by the id of any of its versions before. */
      readonly corrects: ExecutionId;
      /** Quantity in units and price, as they stand now. */
      readonly quantity: Decimal;
      readonly price: Decimal;
      readonly reason?: string;
    }
  | { readonly type: 'canceled'; readonly reason: string }
  | { readonly type: 'expired'; readonly reason: string }
  | { readonly type: 'cancel_rejected'; readonly code: string; readonly reason: string }
  | {
      readonly type: 'replaced';
      readonly newClientOrderId: ClientOrderId;
      readonly venueOrderId?: VenueOrderId;
      readonly quantity: Decimal;
      readonly limitPrice?: Decimal;
      readonly stopPrice?: Decimal;
    }
  /** The venue has changed the order by itself; a price that is absent is as before. */
  | {
      readonly type: 'restated';
      readonly quantity: Decimal;
      readonly limitPrice?: Decimal;
      readonly stopPrice?: Decimal;
      readonly reason: string;
    }
  | { readonly type: 'replace_rejected'; readonly code: string; readonly reason: string }
  /** The order had ended by an earlier report, and works at the venue all the same. */
  | { readonly type: 'reinstated'; readonly venueOrderId: VenueOrderId; readonly reason: string }
);

/** An order as the venue's own record has it. */
export interface VenueOrderRecord {
  readonly clientOrderId: ClientOrderId;
  readonly venueOrderId: VenueOrderId;
  readonly symbol: Ticker;
  /** Absent where the venue keeps one account for the session. */
  readonly account?: AccountId;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  readonly goodTill?: EpochMicros;
  /** The order was submitted as reduce-only; absent where the venue does not keep that. */
  readonly reduceOnly?: true;
  readonly status: VenueOrderStatus;
  readonly quantity: Decimal;
  readonly filledQuantity: Decimal;
  readonly reason?: string;
  /** A time in which nobody knows what became of the order; absent where the record is complete. */
  readonly untold?: UntoldTime;
}

/** A time in which a venue has sent nothing, and for which it can't be asked to send its messages again. */
export interface UntoldTime {
  /** When the last message before that time came; undefined where there was none. */
  readonly from?: EpochMicros;
  readonly until: EpochMicros;
}

/** An execution in its last version. */
export interface VenueExecutionRecord {
  readonly clientOrderId: ClientOrderId;
  readonly executionId: ExecutionId;
  /** The ids of the versions before, oldest first; absent for an execution that was never corrected. */
  readonly corrects?: readonly ExecutionId[];
  /** Zero once the venue has taken the execution back. */
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly venueTime?: EpochMicros | undefined;
}

/** Net quantity that an account holds by the venue's own record. */
export interface VenuePosition {
  /** Absent where the venue keeps one account for the session. */
  readonly account?: AccountId;
  readonly symbol: Ticker;
  /** Quantity in units; long is positive, short is negative. */
  readonly quantity: Decimal;
}

/** Input that could not be read as a signal, as far as it is kept. */
export interface RawInput {
  /** The first characters, enough to recognize the input. */
  readonly excerpt: string;
  readonly bytes: number;
  /** SHA-256 of the whole input, lower-case hex. */
  readonly sha256: string;
}

/** What a venue says of its market, in the instrument's currency. */
export interface MarketTick {
  readonly symbol: Ticker;
  /** The venue's price: its last trade, or what its adapter takes for the price where it knows of none. */
  readonly last: Decimal;
  /** The best bid and ask; absent where the venue has none, or does not tell. */
  readonly bid?: Decimal;
  readonly ask?: Decimal;
  /** The venue's market time; for a price file, the bar's date. */
  readonly marketTime: EpochMicros;
  /** Close of the bar that this tick ends; absent when it ends none. */
  readonly barClose?: Decimal;
}

/** The code with which an adapter reports that a venue refused a request because it was called too fast. */
export const throttledCode = 'venue_throttled';

export interface VenueListener {
  /** `session`: where the venue counts its messages, the numbers now. */
  onConnected(detail: string, session?: SessionMark): void;
  /** The adapter itself goes on trying to connect. */
  onDisconnected(reason: string): void;
  onReport(report: VenueReport): void;
  onTick(tick: MarketTick): void;
  /**
   * The venue says that it is called too fast; `reason` has its words. It took nothing of a request that it refused so.
   */
  onThrottled(reason: string): void;
}

/**
 * Why a venue call failed. `refused`: our encoder, one of our guards or the venue says that the request can't be taken
 * as it is. The request was not taken, and sending it again changes nothing.
 */
export type VenueCallFailure = 'not_connected' | 'connection_lost' | 'timeout' | 'protocol' | 'refused';

/** `sent` says whether the venue may have taken the request; only `false` proves that it did not. */
export class VenueCallError extends Error {
  override readonly name = 'VenueCallError';
  readonly failure: VenueCallFailure;
  readonly sent: boolean;
  constructor(failure: VenueCallFailure, sent: boolean, message: string) {
    super(message);
    this.failure = failure;
    this.sent = sent;
  }
}

/**
 * An exchange, or a broker in front of one. Each kind has an adapter under `infra/venues/`; all adapters pass the same
 * contract suite.
 */
export interface Venue {
  readonly id: VenueId;
  readonly capabilities: VenueCapabilities;
  /** Connects, and keeps the connection up until `close`. Resolves at the first success or after `timeoutMs`. */
  connect(listener: VenueListener, timeoutMs: number): Promise<Result<void, Fault>>;
  readonly connected: boolean;
  /**
   * Sends a new order and resolves with the venue's answer. Throws VenueCallError. An aborted call may have been sent.
   * `mayLeave` is asked right before an order leaves that had to wait: where it says no, the order is not sent.
   */
  submit(
    terms: OrderTerms,
    clientOrderId: ClientOrderId,
    signal: AbortSignalLike,
    mayLeave?: () => boolean,
  ): Promise<SubmitAnswer>;
  /** Resolves once the request is sent; the outcome comes as a report. Throws VenueCallError. */
  cancel(request: CancelRequest, signal: AbortSignalLike): Promise<void>;
  /** Like `cancel`; `mayLeave` as of `submit`. */
  replace(request: ReplaceRequest, signal: AbortSignalLike, mayLeave?: () => boolean): Promise<void>;
  /**
   * Finds an order by its client order id. Where the venue keeps earlier ids, any of them finds the order, and the
   * record has its present id. Undefined when the venue has never heard of the id. Throws VenueCallError.
   */
  queryOrder(clientOrderId: ClientOrderId, signal: AbortSignalLike): Promise<VenueOrderRecord | undefined>;
  listOpenOrders(signal: AbortSignalLike): Promise<readonly VenueOrderRecord[]>;
  /**
   * Executions of one order, found as `queryOrder` finds it, or all executions at or after a venue time; oldest first.
   * An execution that was corrected or taken back is at the time of that.
   */
  executions(
    filter: { readonly clientOrderId: ClientOrderId } | { readonly since: EpochMicros },
    signal: AbortSignalLike,
  ): Promise<readonly VenueExecutionRecord[]>;
  /** Asks for a sign of life, and changes nothing at the venue. Throws VenueCallError. */
  ping(signal: AbortSignalLike): Promise<void>;
  /** All positions that are not flat; empty where the capability is missing. Throws VenueCallError. */
  positions(signal: AbortSignalLike): Promise<readonly VenuePosition[]>;
  close(): Promise<void>;
}

export interface DropCopyState {
  /** Whether the session is logged on, and all missed messages have come. */
  readonly connected: boolean;
  /** Whether the session's schedule has no session now. */
  readonly isClosed: boolean;
  /** Why the session is not connected, where that is known. */
  readonly why?: string;
  /** When the session's last message came. */
  readonly heardAt?: EpochMicros;
}

/** A session on which a venue sends copies of what it reports about this desk's orders. Nothing is ordered on it. */
export interface DropCopy {
  readonly venue: VenueId;
  /** How long one of the two sessions may know an execution alone, in milliseconds. */
  readonly graceMs: number;
  /** How long the session may be down before an alert tells a person, in milliseconds. */
  readonly downAfterMs: number;
  /** When the session's record begins; undefined before its first message. */
  readonly beganAt: EpochMicros | undefined;
  /** All executions that the session has sent so far, oldest first. */
  told(): Iterable<CopiedExecution>;
  /** Opens the session, and keeps it up until `close`. The listener gets an execution once it is on disk. */
  open(listener: (copied: CopiedExecution) => void): void;
  state(): DropCopyState;
  close(): Promise<void>;
}

/** Makes tokens for programs. */
export interface TokenMaker {
  /** A new token, and the hash by which it is known. */
  make(): { readonly token: string; readonly credential: string };
  credentialOf(token: string): string;
}

/** Keeps the hashes of passwords, away from the events. A hash is named by its fingerprint. */
export interface PasswordVault {
  /** Hashes the password and keeps the hash beside those that are there. Fault: `password_file`. */
  keep(password: string): Promise<Result<string, Fault>>;
  /**
   * Compares a password with the hash of this fingerprint; `lost` where the vault has no such hash any more. Takes as
   * long without a fingerprint, for a name that nobody has.
   */
  compare(password: string, fingerprint: string | undefined): Promise<'same' | 'other' | 'lost'>;
  /** Forgets all hashes but these. */
  retain(fingerprints: readonly string[]): Promise<void>;
  /** A secret that nobody can guess. */
  newToken(): string;
}
