/** One row of the orders read model: what a person or a program asks about an order. Decimals are text. */
import type {
  AccountId,
  Actor,
  ClientOrderId,
  OrderId,
  SignalId,
  StrategyId,
  Ticker,
  VenueId,
  VenueOrderId,
} from '../../../shared/kernel/ids.ts';
import type { OrderStatus, ResumableStatus } from '../../domain/order/orderState.ts';
import type { OrderInquiry } from '../../domain/order/orderInquiry.ts';
import type { BracketRole, OrderType, Side, TimeInForce } from '../../domain/order/orderTerms.ts';

export interface OrderView {
  readonly orderId: OrderId;
  readonly signalId: SignalId;
  readonly clientOrderId?: ClientOrderId;
  readonly venueOrderId?: VenueOrderId;
  /** The entry that this order protects, and how it protects it; absent on an order that is no exit. */
  readonly parentOrderId?: OrderId;
  readonly role?: BracketRole;
  /** The levels of the exits that were asked for. */
  readonly takeProfit?: string;
  readonly stopLoss?: string;
  readonly account: AccountId;
  readonly strategy: StrategyId;
  readonly venue: VenueId;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  /** Present for a GTD order. */
  readonly goodTill?: string;
  readonly quantity: string;
  /** The instrument's multiplier when the order was made; absent for 1. */
  readonly multiplier?: string;
  /** The order may only make a position smaller. */
  readonly reduceOnly?: true;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  readonly filledQuantity: string;
  readonly leavesQuantity: string;
  /** Sum of quantity times price times multiplier over all executions that stand, exact, with up to 27 places. */
  readonly filledNotional: string;
  /**
   * Volume-weighted average over all executions that stand: the exact sum, rounded once half to even at the ninth place; absent
   * without a fill.
   */
  readonly averagePrice?: string;
  /** How many executions stand. */
  readonly executions: number;
  /** How often the venue has corrected an execution or taken one back; absent for never. */
  readonly revisions?: number;
  readonly status: OrderStatus;
  /** The status to which a refused cancel or replace returns; present while a cancel or replace is pending. */
  readonly resume?: ResumableStatus;
  /** A replace had no outcome yet when the pending cancel was asked for. */
  readonly replacing?: true;
  /** Code of the denial or rejection. */
  readonly reasonCode?: string;
  /** A sentence that says why the order is denied, rejected, canceled, expired or in doubt. */
  readonly reason?: string;
  readonly overfilledBy?: string;
  /** How much of the filled quantity other orders than its exits have closed. */
  readonly closedElsewhere?: string;
  /** The actor who settled the order by hand; present while the venue has not confirmed what that actor said. */
  readonly settledBy?: Actor;
  /** How many executions were given by hand and are not confirmed by the venue; absent for none. */
  readonly unconfirmed?: number;
  /**
   * Position of an event of the order's stream that can't be understood. The row is as it was before that event, and
   * the order takes no commands.
   */
  readonly setAside?: number;
  /** Somebody else sent the order to the venue; it was adopted here. */
  readonly external?: true;
  /** Since when the order is in doubt, or its cancel or replace has no outcome; absent otherwise, like `inquiries`. */
  readonly unansweredSince?: string;
  /** The latest questions to the venue about the order, oldest first. */
  readonly inquiries?: readonly OrderInquiry[];
  /** UTC with microseconds, like all times of this row. */
  readonly createdAt: string;
  readonly submittedAt?: string;
  readonly acknowledgedAt?: string;
  readonly updatedAt: string;
  /** Time from the durable intent to the venue's answer, in milliseconds. */
  readonly acknowledgeMs?: number;
  /** Positions of the first and the last event that the row holds. */
  readonly createdPosition: number;
  readonly position: number;
  /** The last version of the order's stream that the row holds. */
  readonly version: number;
}
