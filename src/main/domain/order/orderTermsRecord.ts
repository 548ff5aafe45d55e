/** The stored form of an order's terms. */
import type { ReplaceTerms } from './orderState.ts';
import { decimal, formatDecimal } from '../../../shared/kernel/decimal.ts';
import type {
  AccountId,
  OrderId,
  SignalId,
  StrategyId,
  Ticker,
  VenueId,
} from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import { formatMicros, parseInstant } from '../../../shared/kernel/time.ts';
import type { BracketLevels, OrderTerms, OrderType, ParentLink, Side, TimeInForce } from './orderTerms.ts';

export interface OrderTermsRecord {
  readonly orderId: OrderId;
  readonly signalId: SignalId;
  readonly account: AccountId;
  readonly strategy: StrategyId;
  readonly venue: VenueId;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly quantity: string;
  readonly multiplier?: string;
  readonly orderType: OrderType;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  readonly timeInForce: TimeInForce;
  readonly goodTill?: string;
  readonly reduceOnly?: true;
  readonly bracket?: { readonly takeProfit?: string; readonly stopLoss?: string };
  readonly parent?: ParentLink;
  readonly killId?: string;
}

export function termsToRecord(terms: OrderTerms): OrderTermsRecord {
  return {
    orderId: terms.orderId,
    signalId: terms.signalId,
    account: terms.account,
    strategy: terms.strategy,
    venue: terms.venue,
    symbol: terms.symbol,
    side: terms.side,
    quantity: formatDecimal(terms.quantity),
    ...(terms.multiplier !== undefined && { multiplier: formatDecimal(terms.multiplier) }),
    orderType: terms.orderType,
    ...(terms.limitPrice !== undefined && { limitPrice: formatDecimal(terms.limitPrice) }),
    ...(terms.stopPrice !== undefined && { stopPrice: formatDecimal(terms.stopPrice) }),
    timeInForce: terms.timeInForce,
    ...(terms.goodTill !== undefined && { goodTill: formatMicros(terms.goodTill) }),
    ...(terms.reduceOnly && { reduceOnly: true as const }),
    ...(terms.bracket !== undefined && { bracket: levelsToRecord(terms.bracket) }),
    ...(terms.parent !== undefined && { parent: terms.parent }),
    ...(terms.killId !== undefined && { killId: terms.killId }),
  };
}

export function termsFromRecord(record: OrderTermsRecord): OrderTerms {
  const goodTill = record.goodTill === undefined ? undefined : parseInstant(record.goodTill);
  invariant(
    record.goodTill === undefined || goodTill !== undefined,
    `stored instant ${record.goodTill} is malformed`,
  );
  return {
    orderId: record.orderId,
    signalId: record.signalId,
    account: record.account,
    strategy: record.strategy,
    venue: record.venue,
    symbol: record.symbol,
    side: record.side,
    quantity: decimal(record.quantity),
    ...(record.multiplier !== undefined && { multiplier: decimal(record.multiplier) }),
    orderType: record.orderType,
    ...(record.limitPrice !== undefined && { limitPrice: decimal(record.limitPrice) }),
    ...(record.stopPrice !== undefined && { stopPrice: decimal(record.stopPrice) }),
    timeInForce: record.timeInForce,
    ...(goodTill !== undefined && { goodTill }),
    reduceOnly: record.reduceOnly === true,
    ...(record.bracket !== undefined && { bracket: levelsFromRecord(record.bracket) }),
    ...(record.parent !== undefined && { parent: record.parent }),
    ...(record.killId !== undefined && { killId: record.killId }),
  };
}

function levelsToRecord({ takeProfit, stopLoss }: BracketLevels): NonNullable<OrderTermsRecord['bracket']> {
  return {
    ...(takeProfit !== undefined && { takeProfit: formatDecimal(takeProfit) }),
    ...(stopLoss !== undefined && { stopLoss: formatDecimal(stopLoss) }),
  };
}

function levelsFromRecord({ takeProfit, stopLoss }: NonNullable<OrderTermsRecord['bracket']>): BracketLevels {
  return {
    ...(takeProfit !== undefined && { takeProfit: decimal(takeProfit) }),
    ...(stopLoss !== undefined && { stopLoss: decimal(stopLoss) }),
  };
}

/** The values of a replace as events and requests hold them: decimal strings, each where it is to change. */
export interface ReplaceTermsRecord {
  readonly quantity?: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
}

export function replaceTermsFromRecord({
  quantity,
  limitPrice,
  stopPrice,
}: ReplaceTermsRecord): ReplaceTerms {
  return {
    ...(quantity !== undefined && { quantity: decimal(quantity) }),
    ...(limitPrice !== undefined && { limitPrice: decimal(limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: decimal(stopPrice) }),
  };
}

export function replaceTermsToRecord({ quantity, limitPrice, stopPrice }: ReplaceTerms): ReplaceTermsRecord {
  return {
    ...(quantity !== undefined && { quantity: formatDecimal(quantity) }),
    ...(limitPrice !== undefined && { limitPrice: formatDecimal(limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: formatDecimal(stopPrice) }),
  };
}
