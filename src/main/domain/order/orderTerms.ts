/** What an order asks for. Only a replace changes its terms after the creation. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type {
  AccountId,
  OrderId,
  SignalId,
  StrategyId,
  Ticker,
  VenueId,
} from '../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';

export const sides = ['buy', 'sell'] as const;
export type Side = (typeof sides)[number];

export const orderTypes = ['market', 'limit', 'stop', 'stop_limit'] as const;
export type OrderType = (typeof orderTypes)[number];

/** FIX TimeInForce (tag 59): day, good till cancel, immediate or cancel, fill or kill, good till date. */
export const timesInForce = ['DAY', 'GTC', 'IOC', 'FOK', 'GTD'] as const;
export type TimeInForce = (typeof timesInForce)[number];

export interface OrderTerms {
  readonly orderId: OrderId;
  readonly signalId: SignalId;
  readonly account: AccountId;
  readonly strategy: StrategyId;
  readonly venue: VenueId;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly quantity: Decimal;
  /** The instrument's multiplier when the order was made; absent for 1. */
  readonly multiplier?: Decimal;
  readonly orderType: OrderType;
  /** Present for limit and stop_limit. */
  readonly limitPrice?: Decimal;
  /** Present for stop and stop_limit. */
  readonly stopPrice?: Decimal;
  readonly timeInForce: TimeInForce;
  /** Present for GTD. */
  readonly goodTill?: EpochMicros;
  readonly reduceOnly: boolean;
  /** Levels of the exits that are to protect what this order fills. */
  readonly bracket?: BracketLevels;
  /** Present on an exit: the entry that it protects. */
  readonly parent?: ParentLink;
  /** Present on an order that closes a position: the kill switch that sent it, whose halt does not hold it back. */
  readonly killId?: string;
}

export interface BracketLevels {
  readonly takeProfit?: Decimal;
  readonly stopLoss?: Decimal;
}

export const bracketRoles = ['stop_loss', 'take_profit'] as const;
export type BracketRole = (typeof bracketRoles)[number];

export interface ParentLink {
  readonly orderId: OrderId;
  readonly role: BracketRole;
}

export function hasLimitPrice(type: OrderType): boolean {
  return type === 'limit' || type === 'stop_limit';
}

export function hasStopPrice(type: OrderType): boolean {
  return type === 'stop' || type === 'stop_limit';
}
