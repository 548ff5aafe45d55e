/** The rows of the venue's record, as its readers see them. */
import type { OrderType, Side, TimeInForce } from '../../../../domain/order/orderTerms.ts';

export type StoredStatus = 'accepted' | 'partially_filled' | 'filled' | 'canceled' | 'rejected' | 'expired';

/** One order. Prices and quantities are decimal text, times are microseconds since 1970 UTC. */
export interface StoredOrder {
  readonly sequence: number;
  readonly venueOrderId: string;
  /** The id of the submission. */
  readonly clientOrderId: string;
  /** The id after the last replace. */
  readonly currentClientOrderId: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly goodTill: number | null;
  /** It was submitted as one that only reduces: the venue keeps that, and trades it like any other. */
  readonly reduceOnly: boolean;
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  /** The stop price has been reached. */
  readonly triggered: boolean;
  readonly status: StoredStatus;
  /** Why it was rejected. */
  readonly code: string | null;
  readonly reason: string | null;
  readonly priority: number;
  readonly acceptedAt: number;
  readonly updatedAt: number;
  /** How often the same submission came again. */
  readonly repeatedSubmissions: number;
}

export interface StoredExecution {
  readonly sequence: number;
  readonly executionId: string;
  readonly orderSequence: number;
  /** The id the order had when it traded. */
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: string;
  readonly price: string;
  readonly liquidity: 'maker' | 'taker';
  /** The venue's number of the other order; null for the house. */
  readonly counterparty: number | null;
  readonly venueTime: number;
}

/** Where a symbol's market stands: its place in the price series and its price. */
export interface StoredMarket {
  readonly step: number;
  /** Of the tick size of that time. */
  readonly ticks: number;
  /** Plain decimal text, which means the same at another tick size; absent in a record of an earlier version. */
  readonly price?: string;
}
