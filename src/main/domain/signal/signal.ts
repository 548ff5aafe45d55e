/** A parsed trading signal: an intention that may become an order. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { AccountId, SignalId, StrategyId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { OrderType, Side, TimeInForce } from '../order/orderTerms.ts';

export interface Signal {
  /** Idempotency key: a signal with a known id gets the outcome of the first one. */
  readonly id: SignalId;
  /** Where the signal came from: `desk`, `file:signals.ndjson`, `strategy`. */
  readonly source: string;
  readonly strategy: StrategyId;
  readonly account: AccountId;
  readonly symbol: Ticker;
  /** Where the order is to go; absent: the routes of the configuration say so. */
  readonly venue?: VenueId;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly orderType: OrderType;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  readonly timeInForce: TimeInForce;
  /** When the signal itself expires: after this time it makes no order. */
  readonly expiresAt?: EpochMicros;
  /** When the order expires, for GTD. */
  readonly goodTill?: EpochMicros;
  readonly targetPrice?: Decimal;
  readonly takeProfit?: Decimal;
  readonly stopLoss?: Decimal;
  /** A decimal from 0 to 1. */
  readonly confidence: Decimal;
  readonly reduceOnly: boolean;
  readonly createdAt: EpochMicros;
  readonly note?: string;
}
