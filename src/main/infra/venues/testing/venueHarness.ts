/** What the contract suite needs from a venue under test, and what the venue says it can't do. */
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal, type Decimal } from '../../../../shared/kernel/decimal.ts';
import {
  parseAccountId,
  parseClientOrderId,
  parseOrderId,
  parseSignalId,
  parseStrategyId,
  trusted,
  type ClientOrderId,
  type Ticker,
} from '../../../../shared/kernel/ids.ts';
import type { OrderTerms, Side } from '../../../domain/order/orderTerms.ts';
import type { Venue, VenueCapabilities } from '../../../engine/ports.ts';
import { RecordingListener } from './recordingListener.ts';

/** Parts of the suite that not every venue can pass. */
export interface VenueFeatures {
  readonly capabilities: VenueCapabilities;
  /** Limit orders rest until they are canceled or met. */
  readonly resting: boolean;
  /** An order can trade in parts. */
  readonly partialFills: boolean;
  /** Answers `queryOrder`, `listOpenOrders` and `executions`. */
  readonly queries: boolean;
  /** The same client order id again gets the same answer and makes no second order. */
  readonly idempotentSubmission: boolean;
  /** `loseAnswers` works. */
  readonly losableAnswers: boolean;
}

/** One venue, opened for one test. Quantities are in units of the instrument. */
export interface VenueHarness {
  readonly venue: Venue;
  readonly symbol: Ticker;
  /** What makes an order one that the venue rejects. */
  readonly refusedTerms: Partial<OrderTerms>;
  /** A limit at which an order of `quantity` trades whole and at once; provides the other side if need be. */
  tradingPrice(side: Side, quantity: Decimal): Promise<Decimal>;
  /** A limit at which an order rests. */
  restingPrice(side: Side): Decimal;
  /** A limit at which an order of `quantity` trades `part` at once, and the rest stays open. */
  partlyTradingPrice(
    side: Side,
    quantity: Decimal,
  ): Promise<{ readonly limitPrice: Decimal; readonly part: Decimal }>;
  /** Has the market fall or rise past a price: orders resting there are filled, stops there triggered. */
  tradeThrough(price: Decimal, direction: 'down' | 'up'): Promise<void>;
  /** Cuts the connection from outside, once. The venue stays reachable. */
  cutConnection(): Promise<void>;
  /** Whether the venue takes submissions and their answers are lost. */
  loseAnswers(lose: boolean): Promise<void>;
  close(): Promise<void>;
}

export const connectMsMax = 10_000;

let lastId = 0;

/** A client order id that no other test of this run uses; the time keeps runs on the same venue apart. */
export function freshId(): ClientOrderId {
  return trusted(parseClientOrderId, `t${Date.now().toString(36)}-${++lastId}`);
}

/** A connected harness with its listener, and orders made short. */
export class ContractDesk {
  readonly harness: VenueHarness;
  readonly listener = new RecordingListener();

  constructor(harness: VenueHarness) {
    this.harness = harness;
  }

  get venue(): Venue {
    return this.harness.venue;
  }

  terms(change: Partial<OrderTerms> = {}): OrderTerms {
    return {
      orderId: trusted(parseOrderId, 'order-1'),
      signalId: trusted(parseSignalId, 'signal-1'),
      account: trusted(parseAccountId, 'main'),
      strategy: trusted(parseStrategyId, 'contract'),
      venue: this.venue.id,
      symbol: this.harness.symbol,
      side: 'buy',
      quantity: decimal('10'),
      orderType: 'limit',
      timeInForce: 'DAY',
      reduceOnly: false,
      ...change,
    };
  }

  /** Submits and expects acceptance. */
  async accepted(change: Partial<OrderTerms>, id = freshId()): Promise<ClientOrderId> {
    const answer = await this.venue.submit(this.terms(change), id, neverAborted);
    if (answer.type !== 'accepted') throw new Error(`rejected: ${answer.code}: ${answer.reason}`);
    return id;
  }

  /** An accepted limit order that rests. */
  rest(side: Side = 'buy', quantity = decimal('10')): Promise<ClientOrderId> {
    return this.accepted({ side, quantity, limitPrice: this.harness.restingPrice(side) });
  }

  cancel(clientOrderId: ClientOrderId): Promise<void> {
    return this.venue.cancel({ clientOrderId, symbol: this.harness.symbol }, neverAborted);
  }
}
