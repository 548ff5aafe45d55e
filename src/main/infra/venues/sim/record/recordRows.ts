/** The rows of the venue's record in the form that readers get. */
import type { VenueOrderStatus } from '../../../../domain/venue/venueOrderStatus.ts';
import type { OrderType, Side, TimeInForce } from '../../../../domain/order/orderTerms.ts';

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
  /** Whether the order was submitted as reduce-only. The venue records that, but trades the order like any other. */
  readonly reduceOnly: boolean;
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  /** Whether the stop price has been reached. */
  readonly triggered: boolean;
  readonly status: VenueOrderStatus;
  /** Code of the rejection; null for an order that was not rejected. */
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
  /** The id that the order had when it traded. */
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

/** One connection of a client that greeted. */
export interface StoredSession {
  readonly session: number;
  readonly name: string;
  /** The client's process; null where it did not say. */
  readonly pid: number | null;
  readonly since: number;
}

/** A request about an order, as it came; kept by a venue that was started with `--keep-requests`. */
export interface StoredRequest {
  /** In the order in which the requests came. */
  readonly sequence: number;
  /** Null where the client did not greet. */
  readonly session: number | null;
  readonly type: 'submit' | 'cancel' | 'replace';
  readonly clientOrderId: string;
  /** The id that a replace gives to the order. */
  readonly newClientOrderId: string | null;
  /** Microseconds since 1970 UTC by the venue's clock. */
  readonly receivedAt: number;
}

/** The state of a symbol's market: its place in the price series and its price. */
export interface StoredMarket {
  readonly step: number;
  /** The price in ticks, by the tick size at that time. */
  readonly ticks: number;
  /**
   * The price as plain decimal text, which means the same with another tick size. Absent in a record of an earlier
   * version.
   */
  readonly price?: string;
}
