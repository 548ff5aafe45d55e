/** The stored form of a signal, which JSON can hold: prices and quantities are decimal strings. */
import { decimal, formatDecimal } from '../../../shared/kernel/decimal.ts';
import type { AccountId, SignalId, StrategyId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import { epochMicros, formatMicros, parseInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { OrderType, Side, TimeInForce } from '../order/orderTerms.ts';
import type { Signal } from './signal.ts';

export interface SignalRecord {
  readonly id: SignalId;
  readonly source: string;
  readonly strategy: StrategyId;
  readonly account: AccountId;
  readonly symbol: Ticker;
  readonly venue?: VenueId;
  readonly side: Side;
  readonly quantity: string;
  readonly orderType: OrderType;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  readonly timeInForce: TimeInForce;
  readonly expiresAt?: string;
  readonly goodTill?: string;
  readonly targetPrice?: string;
  readonly takeProfit?: string;
  readonly stopLoss?: string;
  readonly confidence: string;
  readonly reduceOnly?: true;
  readonly createdAt: string;
  readonly note?: string;
}

export function signalToRecord(signal: Signal): SignalRecord {
  return {
    id: signal.id,
    source: signal.source,
    strategy: signal.strategy,
    account: signal.account,
    symbol: signal.symbol,
    ...(signal.venue !== undefined && { venue: signal.venue }),
    side: signal.side,
    quantity: formatDecimal(signal.quantity),
    orderType: signal.orderType,
    ...(signal.limitPrice !== undefined && { limitPrice: formatDecimal(signal.limitPrice) }),
    ...(signal.stopPrice !== undefined && { stopPrice: formatDecimal(signal.stopPrice) }),
    timeInForce: signal.timeInForce,
    ...(signal.expiresAt !== undefined && { expiresAt: formatMicros(signal.expiresAt) }),
    ...(signal.goodTill !== undefined && { goodTill: formatMicros(signal.goodTill) }),
    ...(signal.targetPrice !== undefined && { targetPrice: formatDecimal(signal.targetPrice) }),
    ...(signal.takeProfit !== undefined && { takeProfit: formatDecimal(signal.takeProfit) }),
    ...(signal.stopLoss !== undefined && { stopLoss: formatDecimal(signal.stopLoss) }),
    confidence: formatDecimal(signal.confidence),
    ...(signal.reduceOnly && { reduceOnly: true as const }),
    createdAt: formatMicros(signal.createdAt),
    ...(signal.note !== undefined && { note: signal.note }),
  };
}

export function signalFromRecord(record: SignalRecord): Signal {
  return {
    id: record.id,
    source: record.source,
    strategy: record.strategy,
    account: record.account,
    symbol: record.symbol,
    ...(record.venue !== undefined && { venue: record.venue }),
    side: record.side,
    quantity: decimal(record.quantity),
    orderType: record.orderType,
    ...(record.limitPrice !== undefined && { limitPrice: decimal(record.limitPrice) }),
    ...(record.stopPrice !== undefined && { stopPrice: decimal(record.stopPrice) }),
    timeInForce: record.timeInForce,
    ...(record.expiresAt !== undefined && { expiresAt: instant(record.expiresAt) }),
    ...(record.goodTill !== undefined && { goodTill: instant(record.goodTill) }),
    ...(record.targetPrice !== undefined && { targetPrice: decimal(record.targetPrice) }),
    ...(record.takeProfit !== undefined && { takeProfit: decimal(record.takeProfit) }),
    ...(record.stopLoss !== undefined && { stopLoss: decimal(record.stopLoss) }),
    confidence: decimal(record.confidence),
    reduceOnly: record.reduceOnly === true,
    createdAt: instant(record.createdAt),
    ...(record.note !== undefined && { note: record.note }),
  };
}

function instant(text: string): EpochMicros {
  const parsed = parseInstant(text);
  invariant(parsed !== undefined, `stored instant ${text} is malformed`);
  return epochMicros(parsed);
}
