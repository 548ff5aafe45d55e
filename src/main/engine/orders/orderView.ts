/** One row of the orders read model: what a person or a program asks about an order, decimals as text. */
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
  /** The order this one protects, and how; absent on an order of its own. */
  readonly parentOrderId?: OrderId;
  readonly role?: BracketRole;
  /** The exits asked for. */
  readonly takeProfit?: string;
  readonly stopLoss?: string;
  readonly account: AccountId;
  readonly strategy: StrategyId;
  readonly venue: VenueId;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  /** Of a GTD order. */
  readonly goodTill?: string;
  readonly quantity: string;
  /** It may only close. */
  readonly reduceOnly?: true;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  readonly filledQuantity: string;
  readonly leavesQuantity: string;
  /** Sum of quantity times price over all executions, exact, with up to 18 places. */
  readonly filledNotional: string;
  /** Volume-weighted over all executions: the exact sum, rounded once half to even at the ninth place; absent without a fill. */
  readonly averagePrice?: string;
  readonly executions: number;
  readonly status: OrderStatus;
  /** Where a refused cancel or replace returns to; present while one is pending. */
  readonly resume?: ResumableStatus;
  /** A replace had no outcome yet when the pending cancel was asked for. */
  readonly replacing?: true;
  /** Code of the denial or rejection. */
  readonly reasonCode?: string;
  /** A sentence on why it is denied, rejected, canceled, expired or in doubt. */
  readonly reason?: string;
  readonly overfilledBy?: string;
  /** Of the filled quantity, what other orders than its exits have closed. */
  readonly closedElsewhere?: string;
  /** On whose word it is as it is, and not yet on the venue's: the actor who settled it by hand. */
  readonly settledBy?: Actor;
  /** Executions that were given by hand and the venue has not confirmed; absent for none. */
  readonly unconfirmed?: number;
  /** Position of an event of its stream that can't be understood: the row is as it was before, and takes no commands. */
  readonly setAside?: number;
  /** Somebody else sent it to the venue; it was adopted here. */
  readonly external?: true;
  /** Since when it is in doubt, or a cancel or replace has no outcome; absent otherwise, as `inquiries` is. */
  readonly unansweredSince?: string;
  /** The latest questions to the venue about it, oldest first. */
  readonly inquiries?: readonly OrderInquiry[];
  /** UTC with microseconds, as all times here. */
  readonly createdAt: string;
  readonly submittedAt?: string;
  readonly acknowledgedAt?: string;
  readonly updatedAt: string;
  /** From the durable intent to the venue's answer, in milliseconds. */
  readonly acknowledgeMs?: number;
  /** Position of the first and the last event that the row holds. */
  readonly createdPosition: number;
  readonly position: number;
  /** Version of the order's stream that the row holds. */
  readonly version: number;
}
