/**
 * Says what no new order and no requested amend may do. It is computed from the record alone, beside the engine's own
 * rules. The engine also knew the last price, which is not on record. That price lies somewhere in the range of the
 * run's prices.
 */
import { replaceTermsFromRecord } from '../../domain/order/orderTermsRecord.ts';
import { fromUnits, formatDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { OrderEventData } from '../../domain/order/orderEvents.ts';
import { isTerminal, type Order } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { Limit, LimitName } from '../../domain/risk/limits.ts';

export interface LimitFacts {
  readonly instrument: Instrument | undefined;
  /** All that are in force in the scopes of the order. */
  readonly limits: readonly Limit[];
  /** Lowest and highest price of the whole run so far. */
  readonly prices: { readonly low: Decimal; readonly high: Decimal };
  /** The account's position in the symbol: long positive, short negative. */
  readonly position: bigint;
  readonly orders: Iterable<Order>;
  /** A halted scope of the order, if there is one. */
  readonly halted: string | undefined;
}

/**
 * Why the change should not have been requested; undefined when it is correct. `order` is the order before the change.
 */
export function amendFault(
  order: Order,
  requested: OrderEventData['OrderReplaceRequested'],
  facts: LimitFacts,
): string | undefined {
  const { terms } = order;
  const asked: OrderTerms = { ...terms, ...replaceTermsFromRecord(requested) };
  // A bracket makes its exits as large as the filled quantity.
  const { limitPrice, stopPrice } = requested;
  const isResized = terms.parent !== undefined && limitPrice === undefined && stopPrice === undefined;
  if (isResized) return undefined;
  const malformed = formFault(asked, facts.instrument);
  if (malformed !== undefined || isLess(terms, asked)) return malformed;
  if (facts.halted !== undefined) return `${facts.halted} is halted`;
  return limitFault(asked, order.filledQuantity, facts, strictest);
}

/** Why the order should not have been created; undefined when it is within the hard limits. */
export function orderFault(terms: OrderTerms, facts: LimitFacts): string | undefined {
  return limitFault(terms, zero, facts, ({ hard }) => hard);
}

/** No override lets an amend pass a soft limit. */
const strictest = ({ soft, hard }: Limit): Decimal | undefined => soft ?? hard;
type Bound = typeof strictest;

function formFault({ quantity, limitPrice, stopPrice }: OrderTerms, instrument: Instrument | undefined) {
  if (instrument === undefined) return 'its symbol is not traded';
  if (quantity < instrument.quantityMin || quantity % instrument.lotSize !== 0n) {
    return `quantity ${formatDecimal(quantity)}`;
  }
  const odd = [limitPrice, stopPrice].find(
    (price) => price !== undefined && (price <= 0n || price % instrument.tickSize !== 0n),
  );
  return odd === undefined ? undefined : `price ${formatDecimal(odd)}`;
}

/**
 * Whether the change is smaller or equal, and no market would fill the new terms that would not have filled the old
 * ones.
 */
function isLess(before: OrderTerms, after: OrderTerms): boolean {
  const sign = before.side === 'buy' ? 1n : -1n;
  const raised = (from = 0n, to = 0n): bigint => (to - from) * sign;
  return (
    after.quantity <= before.quantity &&
    raised(before.limitPrice, after.limitPrice) <= 0n &&
    raised(before.stopPrice, after.stopPrice) >= 0n
  );
}

function limitFault(
  asked: OrderTerms,
  filled: Decimal,
  facts: LimitFacts,
  boundOf: Bound,
): string | undefined {
  const { limits, instrument } = facts;
  const { quantity, limitPrice } = asked;
  const isAbove = (value: bigint, name: LimitName): boolean =>
    limits.some((limit) => limit.name === name && value > (boundOf(limit) ?? value));
  if (isAbove(quantity, 'orderQuantityMax') || (instrument && quantity > instrument.quantityMax)) {
    return `quantity ${formatDecimal(quantity)}`;
  }
  if (limitPrice !== undefined) {
    const notional = (quantity * limitPrice) / unit;
    if (isAbove(notional, 'orderNotionalMax')) return `notional ${formatDecimal(fromUnits(notional))}`;
    if (isBeyondCollar(asked, limitPrice, facts)) return `price ${formatDecimal(limitPrice)}`;
  }
  const worst = worstPosition(asked, filled, facts);
  const harmful = asked.side === 'buy' ? worst : -worst;
  return isAbove(harmful, 'positionMax')
    ? `worst-case position ${formatDecimal(fromUnits(worst))}`
    : undefined;
}

const unit = 1_000_000_000n;

function isBeyondCollar({ side, stopPrice }: OrderTerms, limit: Decimal, facts: LimitFacts): boolean {
  const { prices, limits } = facts;
  const share = limits.find(({ name, scope }) => name === 'priceCollar' && scope === 'desk')?.hard;
  if (share === undefined) return false;
  if (side === 'buy') {
    const market = stopPrice !== undefined && stopPrice > prices.high ? stopPrice : prices.high;
    return limit * unit > market * (unit + share);
  }
  const market = stopPrice !== undefined && stopPrice < prices.low ? stopPrice : prices.low;
  return limit * unit < market * (unit - share);
}

/**
 * The position after all open orders of this side are filled. Exits of brackets are left out, except the amended order
 * itself.
 */
function worstPosition(asked: OrderTerms, filled: Decimal, { position, orders }: LimitFacts): bigint {
  const { orderId, account, symbol, side } = asked;
  let open = asked.quantity - filled;
  for (const { terms, filledQuantity, status } of orders) {
    const isOther = terms.orderId !== orderId && terms.parent === undefined && !isTerminal(status);
    const isBeside = terms.account === account && terms.symbol === symbol && terms.side === side;
    if (isOther && isBeside && terms.quantity > filledQuantity) open += terms.quantity - filledQuantity;
  }
  return asked.side === 'buy' ? position + open : position - open;
}
