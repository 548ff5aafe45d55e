/** A trading signal, parsed: an intention that may become an order. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { AccountId, SignalId, StrategyId, Ticker } from '../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { OrderType, Side, TimeInForce } from '../order/orderTerms.ts';

export interface Signal {
  /** Idempotency key: the same id again gets the first one's outcome. */
  readonly id: SignalId;
  /** Where it came from: `desk`, `file:signals.ndjson`, `strategy`. */
  readonly source: string;
  readonly strategy: StrategyId;
  readonly account: AccountId;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly orderType: OrderType;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  readonly timeInForce: TimeInForce;
  /** The signal's own: after it, no order is made. */
  readonly expiresAt?: EpochMicros;
  /** The order's, for GTD. */
  readonly goodTill?: EpochMicros;
  readonly targetPrice?: Decimal;
  readonly takeProfit?: Decimal;
  readonly stopLoss?: Decimal;
  /** 0 to 1, as a decimal. */
  readonly confidence: Decimal;
  readonly reduceOnly: boolean;
  readonly createdAt: EpochMicros;
  readonly note?: string;
}
