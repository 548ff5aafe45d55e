/**
 * The pre-trade rules, each named and independent (SPEC section 6). A rule is
 * added by adding it to `riskRules`; all are evaluated, so that a refusal
 * carries every reason.
 */
import {
  absolute,
  add,
  divide,
  formatDecimal,
  maximum,
  multiply,
  negate,
  subtract,
  toApproximateNumber,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import type { OrderTerms } from '../order/orderTerms.ts';
import type { EffectiveState } from '../trading/tradingState.ts';
import type { RiskDecisionRecord, RiskLevel, RuleResult } from './riskDecision.ts';

export interface RiskLimits {
  readonly orderQuantityMax: Decimal;
  readonly orderNotionalMax: Decimal;
  /** Share of the reference price: 0.05 is 5 %. */
  readonly priceCollar: Decimal;
  readonly positionMax: Decimal;
  readonly messageRatePerSecondMax: number;
}

/** What is known at the moment of the decision. */
export interface RiskInput {
  readonly terms: OrderTerms;
  /** Of the instrument, for the record. */
  readonly currency: string;
  readonly limits: RiskLimits;
  /** Last trade at the venue; undefined when none is known. */
  readonly referencePrice: Decimal | undefined;
  /** Long positive, short negative. */
  readonly position: Decimal;
  /** Quantity of open orders on each side, this one not counted. */
  readonly openBuyQuantity: Decimal;
  readonly openSellQuantity: Decimal;
  /** For what a kill switch sends: what kill switches are closing on its side by now. */
  readonly closingQuantity?: Decimal;
  /** The strictest state of the scopes that the order is in. */
  readonly trading: EffectiveState;
  /** Orders of this account in the last second, this one counted. */
  readonly ordersLastSecond: number;
}

/** What is asked again right before the order leaves. */
export type LeaveInput = Pick<
  RiskInput,
  'terms' | 'trading' | 'position' | 'openBuyQuantity' | 'openSellQuantity' | 'closingQuantity'
>;

/** Undefined where the rule does not apply to the order. */
export type RiskRule = (input: RiskInput) => RuleResult | undefined;

export const riskRules: readonly RiskRule[] = [
  tradingState,
  maxOrderQuantity,
  maxOrderNotional,
  priceCollar,
  positionLimit,
  messageRate,
  reduceOnly,
];

export function assessRisk(input: RiskInput, checked: readonly RiskRule[] = riskRules): RiskDecisionRecord {
  const rules = checked.map((rule) => rule(input)).filter((result) => result !== undefined);
  return { level: levelOf(rules), rules };
}

function levelOf(rules: readonly RuleResult[]): RiskLevel {
  const use = Math.max(0, ...rules.map((rule) => rule.use ?? 0));
  if (use >= 0.8 || rules.some((rule) => rule.verdict !== 'pass')) return 'high';
  return use >= 0.5 ? 'medium' : 'low';
}

/** No new order while halted; while reducing, only what is left to close, the open orders that close it counted. */
export function tradingState(input: LeaveInput): RuleResult {
  const { terms, trading } = input;
  const { state, scope, reason } = trading;
  const rule = trading.heldBy === undefined ? 'trading_state' : 'orders_held';
  if (state === 'active') return { rule, verdict: 'pass', input: state, limit: 'active' };
  // What a kill switch sends to close positions is held to that, and not held back.
  if (state === 'halted' && terms.killId === undefined) {
    const message =
      trading.heldBy === undefined ? `${scope} is halted: ${reason}` : `orders are held: ${reason}`;
    return { rule, verdict: 'deny', input: state, limit: 'active', message };
  }
  const left = leftToClose(input);
  const result = within(rule, terms.quantity, left, 'units', 'quantity');
  if (result.verdict === 'pass') return result;
  const message = `${scope} takes only orders that reduce a position (${reason}): a ${terms.side} of ${formatDecimal(terms.quantity)} goes beyond the ${formatDecimal(left)} that are left to close`;
  return { ...result, message };
}

function maxOrderQuantity({ terms, limits }: RiskInput): RuleResult {
  return within('max_order_quantity', terms.quantity, limits.orderQuantityMax, 'units', 'order quantity');
}

function maxOrderNotional(input: RiskInput): RuleResult {
  const price = input.terms.limitPrice ?? input.terms.stopPrice ?? input.referencePrice;
  if (price === undefined) {
    return noReference('max_order_notional', formatDecimal(input.limits.orderNotionalMax));
  }
  const notional = multiply(input.terms.quantity, price);
  return within(
    'max_order_notional',
    notional,
    input.limits.orderNotionalMax,
    input.currency,
    'order notional',
  );
}

/** Only the harmful side is measured: a buy above the reference, a sell below it. In per cent of the reference. */
function priceCollar({ terms, limits, referencePrice }: RiskInput): RuleResult {
  const rule = 'price_collar';
  const collar = percent(limits.priceCollar);
  if (referencePrice === undefined) return noReference(rule, formatDecimal(collar));
  const price = terms.limitPrice ?? terms.stopPrice;
  // A market order takes the market's price, whatever it is: its distance is none.
  const distance = price === undefined ? zero : divide(subtract(price, referencePrice), referencePrice);
  const harmful = terms.side === 'buy' ? distance : negate(distance);
  const measured = percent(maximum(zero, harmful));
  const result = within(rule, measured, collar, '%', 'distance from the reference price');
  if (result.verdict === 'pass' || price === undefined) return result;
  const side = terms.side === 'buy' ? 'above' : 'below';
  const message = `price ${formatDecimal(price)} is ${formatDecimal(measured)} % ${side} the reference ${formatDecimal(referencePrice)}, the collar allows ${formatDecimal(collar)} %`;
  return { ...result, message };
}

/** The worst position if every open order on this side, this one included, is filled. */
function positionLimit({
  terms,
  limits,
  position,
  openBuyQuantity,
  openSellQuantity,
}: RiskInput): RuleResult {
  const worst =
    terms.side === 'buy'
      ? add(add(position, openBuyQuantity), terms.quantity)
      : subtract(subtract(position, openSellQuantity), terms.quantity);
  // An order that brings the position towards zero is never held back by it.
  const towardsZero = terms.side === 'buy' ? worst <= zero : worst >= zero;
  const measured = towardsZero ? zero : absolute(worst);
  return within(
    'position_limit',
    measured,
    limits.positionMax,
    'units',
    `worst-case position in ${terms.symbol}`,
  );
}

function messageRate({ limits, ordersLastSecond }: RiskInput): RuleResult {
  const limit = limits.messageRatePerSecondMax;
  const passed = ordersLastSecond <= limit;
  return {
    rule: 'message_rate',
    verdict: passed ? 'pass' : 'deny',
    input: String(ordersLastSecond),
    limit: String(limit),
    headroom: String(limit - ordersLastSecond),
    use: ordersLastSecond / limit,
    unit: 'orders/s',
    ...(!passed && { message: `${ordersLastSecond} orders in a second, ${limit} are allowed` }),
  };
}

/** A reduce-only order may bring the position towards zero, all such open orders filled, and no further. */
function reduceOnly(input: RiskInput): RuleResult | undefined {
  const { terms } = input;
  if (!terms.reduceOnly) return undefined;
  const left = leftToClose(input);
  const result = within('reduce_only', terms.quantity, left, 'units', 'reduce-only quantity');
  if (result.verdict === 'pass') return result;
  const message = `a reduce-only ${terms.side} of ${formatDecimal(terms.quantity)} would go beyond the ${formatDecimal(left)} that are left to close`;
  return { ...result, message };
}

/** How much an order on its side may still bring the position towards zero, all such open orders filled. */
function leftToClose(input: LeaveInput): Decimal {
  const { terms, position, openBuyQuantity, openSellQuantity, closingQuantity = zero } = input;
  const held = maximum(zero, terms.side === 'sell' ? position : negate(position));
  const open = terms.side === 'sell' ? openSellQuantity : openBuyQuantity;
  // A kill switch closes what is held, whatever others hope to close at other prices; two of them close it once.
  return maximum(zero, subtract(held, terms.killId === undefined ? open : closingQuantity));
}

function within(rule: string, input: Decimal, limit: Decimal, unit: string, what: string): RuleResult {
  const passed = input <= limit;
  return {
    rule,
    verdict: passed ? 'pass' : 'deny',
    input: formatDecimal(input),
    limit: formatDecimal(limit),
    headroom: formatDecimal(subtract(limit, input)),
    use: limit === zero ? (input === zero ? 0 : 1) : toApproximateNumber(divide(input, limit)),
    unit,
    ...(!passed && { message: `${what} ${formatDecimal(input)} is above the limit ${formatDecimal(limit)}` }),
  };
}

function noReference(rule: string, limit: string): RuleResult {
  return {
    rule,
    verdict: 'deny',
    input: 'none',
    limit,
    message: 'no reference price is known for the symbol',
  };
}

function percent(share: Decimal): Decimal {
  return (share * 100n) as Decimal;
}
