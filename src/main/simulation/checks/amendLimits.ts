/**
 * Says what no requested amend may do. It is computed from the record alone, beside the engine's own rules. The engine
 * also knew the last price, which is not on record. That price lies somewhere in the range of the run's prices.
 */
import { decimal, formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { OrderEventData } from '../../domain/order/orderEvents.ts';
import { isTerminal, type Order } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { limitOf, type LimitName, type LimitSettings } from '../../domain/risk/limits.ts';

export interface AmendFacts {
  readonly instrument: Instrument | undefined;
  readonly limits: LimitSettings;
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
  { quantity, limitPrice, stopPrice }: OrderEventData['OrderReplaceRequested'],
  facts: AmendFacts,
): string | undefined {
  const { terms } = order;
  const asked: OrderTerms = {
    ...terms,
    ...(quantity !== undefined && { quantity: decimal(quantity) }),
    ...(limitPrice !== undefined && { limitPrice: decimal(limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: decimal(stopPrice) }),
  };
  // A bracket makes its exits as large as the filled quantity.
  const isResized = terms.parent !== undefined && limitPrice === undefined && stopPrice === undefined;
  if (isResized) return undefined;
  const malformed = formFault(asked, facts.instrument);
  if (malformed !== undefined || isLess(terms, asked)) return malformed;
  return facts.halted === undefined ? limitFault(order, asked, facts) : `${facts.halted} is halted`;
}

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

function limitFault(order: Order, asked: OrderTerms, facts: AmendFacts): string | undefined {
  const { limits, instrument } = facts;
  const { quantity, limitPrice } = asked;
  if (isAbove(quantity, 'orderQuantityMax', limits) || (instrument && quantity > instrument.quantityMax)) {
    return `quantity ${formatDecimal(quantity)}`;
  }
  if (limitPrice !== undefined) {
    const notional = (quantity * limitPrice) / unit;
    const isTooMuch = isAbove(notional, 'orderNotionalMax', limits);
    if (isTooMuch) return `notional ${formatDecimal(notional as Decimal)}`;
    if (isBeyondCollar(asked, limitPrice, facts)) return `price ${formatDecimal(limitPrice)}`;
  }
  const worst = worstPosition(order, asked, facts);
  const harmful = asked.side === 'buy' ? worst : -worst;
  return isAbove(harmful, 'positionMax', limits)
    ? `worst-case position ${formatDecimal(worst as Decimal)}`
    : undefined;
}

function isAbove(value: bigint, name: LimitName, limits: LimitSettings): boolean {
  const hard = limitOf(name, 'desk', limits[name])?.hard;
  return hard !== undefined && value > hard;
}

const unit = 1_000_000_000n;

function isBeyondCollar({ side, stopPrice }: OrderTerms, limit: Decimal, facts: AmendFacts): boolean {
  const { prices, limits } = facts;
  const [share, whole] = [limitOf('priceCollar', 'desk', limits.priceCollar)?.hard ?? 0n, unit];
  if (side === 'buy') {
    const market = stopPrice !== undefined && stopPrice > prices.high ? stopPrice : prices.high;
    return limit * whole > market * (whole + share);
  }
  const market = stopPrice !== undefined && stopPrice < prices.low ? stopPrice : prices.low;
  return limit * whole < market * (whole - share);
}

/**
 * The position after all open orders of this side are filled. Exits of brackets are left out, except the amended order
 * itself.
 */
function worstPosition(order: Order, asked: OrderTerms, { position, orders }: AmendFacts): bigint {
  const { orderId, account, symbol, side } = asked;
  let open = asked.quantity - order.filledQuantity;
  for (const { terms, filledQuantity, status } of orders) {
    const isOther = terms.orderId !== orderId && terms.parent === undefined && !isTerminal(status);
    const isBeside = terms.account === account && terms.symbol === symbol && terms.side === side;
    if (isOther && isBeside && terms.quantity > filledQuantity) open += terms.quantity - filledQuantity;
  }
  return asked.side === 'buy' ? position + open : position - open;
}
