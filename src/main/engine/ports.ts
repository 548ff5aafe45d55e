/** Everything the engine needs from outside. Adapters live in `infra/`; the simulator and the tests bring their own. */
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
import type { Result } from '../../shared/kernel/result.ts';
import type { EpochMicros } from '../../shared/kernel/time.ts';
import type { OrderTerms, OrderType, Side, TimeInForce } from '../domain/order/orderTerms.ts';
import type { OrderStatus, ReplaceTerms } from '../domain/order/orderState.ts';

export interface Clock {
  /** UTC wall clock. May step backwards; never used to measure a span. */
  now(): EpochMicros;
  /** Milliseconds with fractions from an arbitrary start; never steps backwards. */
  monotonicMs(): number;
}

export interface Timer {
  cancel(): void;
}

export interface Scheduler {
  /** Once, after at least `delayMs`. */
  after(delayMs: number, task: () => void): Timer;
  /** Repeatedly, `intervalMs` apart. */
  every(intervalMs: number, task: () => void): Timer;
  /** Once, after input and output that are already waiting: the point where batches form. */
  soon(task: () => void): void;
}

export interface IdSource {
  /** A new id, unique and sorting by time (UUID version 7, RFC 9562), 36 characters. */
  next(): string;
  /** The id of a name: for the same name the same one, in every run and store (UUID version 8, RFC 9562), 36 characters. */
  named(name: string): string;
}

export interface Random {
  /** 0 inclusive to 1 exclusive. */
  next(): number;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface Logger {
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What a venue can do; declared, so that a signal asking for more is refused before it leaves. */
export interface VenueCapabilities {
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  readonly replace: boolean;
  /** The venue cancels working orders when the session is lost. */
  readonly cancelOnDisconnect: boolean;
  /**
   * "I don't know this order" proves that a request sent earlier never arrived,
   * once it has been said several times: the venue takes messages in the order
   * they were sent and never forgets an order. Where it is false, such an order
   * waits in doubt for an operator.
   */
  readonly unknownIsProof: boolean;
  /** `positions` is answered. */
  readonly positions: boolean;
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
  /** The id the order has now. */
  readonly clientOrderId: ClientOrderId;
  /** The id it is to have. */
  readonly newClientOrderId: ClientOrderId;
  readonly symbol: Ticker;
}

/** What a venue says about an order, in its order. The answer to a submission is reported too, before the call resolves. */
export type VenueReport = {
  readonly clientOrderId: ClientOrderId;
  /** Absent where the venue named none, or one that can't be: what it says happened is a fact all the same. */
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
  | { readonly type: 'replace_rejected'; readonly code: string; readonly reason: string }
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
  /** It was submitted as one that only reduces; absent where the venue does not keep that. */
  readonly reduceOnly?: true;
  readonly status: Extract<
    OrderStatus,
    'accepted' | 'partially_filled' | 'filled' | 'canceled' | 'rejected' | 'expired'
  >;
  readonly quantity: Decimal;
  readonly filledQuantity: Decimal;
  readonly reason?: string;
}

export interface VenueExecutionRecord {
  readonly clientOrderId: ClientOrderId;
  readonly executionId: ExecutionId;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly venueTime?: EpochMicros | undefined;
}

/** Net quantity that the venue's own record says an account holds. */
export interface VenuePosition {
  /** Absent where the venue keeps one account for the session. */
  readonly account?: AccountId;
  readonly symbol: Ticker;
  /** In units; long positive, short negative. */
  readonly quantity: Decimal;
}

/** Input that could not be read as a signal, as much of it as is kept. */
export interface RawInput {
  /** The first characters, enough to recognise it by. */
  readonly excerpt: string;
  readonly bytes: number;
  /** Identifies the whole input, lower-case hex. */
  readonly sha256: string;
}

/** A last trade and the touch, in the instrument's currency. */
export interface MarketTick {
  readonly symbol: Ticker;
  readonly last: Decimal;
  readonly bid: Decimal;
  readonly ask: Decimal;
  /** The venue's market time: for a price file, the bar's date. */
  readonly marketTime: EpochMicros;
  /** Close of the bar that this tick ends, when it ends one. */
  readonly barClose?: Decimal;
}

export interface VenueListener {
  onConnected(detail: string): void;
  /** The adapter goes on trying by itself. */
  onDisconnected(reason: string): void;
  onReport(report: VenueReport): void;
  onTick(tick: MarketTick): void;
}

/**
 * Why a venue call failed. `refused`: the request can't be taken as it is, says our own encoder, a guard of ours or
 * the venue; it was not, and sending it again changes nothing.
 */
export type VenueCallFailure = 'not_connected' | 'connection_lost' | 'timeout' | 'protocol' | 'refused';

/** `sent` says whether the venue may have taken the request; only `false` proves it did not. */
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

/** An exchange. One adapter per kind under `infra/venues/`; all pass the same contract suite. */
export interface Venue {
  readonly id: VenueId;
  readonly capabilities: VenueCapabilities;
  /** Starts connecting and keeps the connection up until `close`; resolves at the first success or `timeoutMs`. */
  connect(listener: VenueListener, timeoutMs: number): Promise<Result<void, Fault>>;
  readonly connected: boolean;
  /** Sends a new order and resolves with the venue's answer. Throws VenueCallError. An aborted call may have been sent. */
  submit(terms: OrderTerms, clientOrderId: ClientOrderId, signal: AbortSignalLike): Promise<SubmitAnswer>;
  /** Resolves once the request is sent; the outcome comes as a report. Throws VenueCallError. */
  cancel(request: CancelRequest, signal: AbortSignalLike): Promise<void>;
  /** Like cancel. */
  replace(request: ReplaceRequest, signal: AbortSignalLike): Promise<void>;
  /**
   * The order by its client order id; by any id it ever had where the venue keeps those, and then with its id of
   * now. Undefined when the venue has never heard of the id. Throws VenueCallError.
   */
  queryOrder(clientOrderId: ClientOrderId, signal: AbortSignalLike): Promise<VenueOrderRecord | undefined>;
  listOpenOrders(signal: AbortSignalLike): Promise<readonly VenueOrderRecord[]>;
  /** Executions of one order, found as `queryOrder` finds it, or of all at or after a venue time; oldest first. */
  executions(
    filter: { readonly clientOrderId: ClientOrderId } | { readonly since: EpochMicros },
    signal: AbortSignalLike,
  ): Promise<readonly VenueExecutionRecord[]>;
  /** Asks for a sign of life, and changes nothing there. Throws VenueCallError. */
  ping(signal: AbortSignalLike): Promise<void>;
  /** All that are not flat; empty where the capability is missing. Throws VenueCallError. */
  positions(signal: AbortSignalLike): Promise<readonly VenuePosition[]>;
  close(): Promise<void>;
}
