/**
 * What no amend that was asked for may be, worked out anew from the record alone, beside the engine's own rules. What
 * the engine knew and the record does not, the price it last heard, lies somewhere in the range of the run's prices.
 */
import { decimal, formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { OrderEventData } from '../../domain/order/orderEvents.ts';
import { isTerminal, type Order } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { RiskLimits } from '../../domain/risk/riskInput.ts';

export interface AmendFacts {
  readonly instrument: Instrument | undefined;
  readonly limits: RiskLimits;
  /** Of the whole run so far. */
  readonly prices: { readonly low: Decimal; readonly high: Decimal };
  /** Of the account in the symbol; long positive, short negative. */
  readonly position: bigint;
  readonly orders: Iterable<Order>;
  /** The order's scope that is halted, if any. */
  readonly halted: string | undefined;
}

/** Why the change should not have been asked for; undefined when it is in order. `order` as it was before. */
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
  // A bracket makes its exits as large as what was filled.
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

/** Smaller or the same, and filled by no market that would not have filled it before. */
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
  if (quantity > limits.orderQuantityMax || (instrument && quantity > instrument.quantityMax)) {
    return `quantity ${formatDecimal(quantity)}`;
  }
  if (limitPrice !== undefined) {
    const notional = (quantity * limitPrice) / unit;
    if (notional > limits.orderNotionalMax) return `notional ${formatDecimal(notional as Decimal)}`;
    if (isBeyondCollar(asked, limitPrice, facts)) return `price ${formatDecimal(limitPrice)}`;
  }
  const worst = worstPosition(order, asked, facts);
  const harmful = asked.side === 'buy' ? worst : -worst;
  return harmful > limits.positionMax ? `worst-case position ${formatDecimal(worst as Decimal)}` : undefined;
}

const unit = 1_000_000_000n;

function isBeyondCollar({ side, stopPrice }: OrderTerms, limit: Decimal, facts: AmendFacts): boolean {
  const { prices, limits } = facts;
  const [share, whole] = [limits.priceCollar, unit];
  if (side === 'buy') {
    const market = stopPrice !== undefined && stopPrice > prices.high ? stopPrice : prices.high;
    return limit * whole > market * (whole + share);
  }
  const market = stopPrice !== undefined && stopPrice < prices.low ? stopPrice : prices.low;
  return limit * whole < market * (whole - share);
}

/** With all that is open on its side filled, the exits of brackets but for themselves. */
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
