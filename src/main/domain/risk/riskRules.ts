/**
 * The pre-trade rules, each with a name and independent of the others. A new rule goes into `riskRules`. All rules are
 * asked, so that a refusal carries every reason.
 */
import {
  absolute,
  add,
  formatDecimal,
  maximum,
  negate,
  subtract,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import { within } from './measure.ts';
import { maxOrderNotional, priceCollar } from './priceRules.ts';
import type { RiskDecisionRecord, RiskLevel, RuleResult } from '../order/riskDecision.ts';
import type { LeaveInput, RiskInput, RiskRule } from './riskInput.ts';

const riskRules: readonly RiskRule[] = [
  tradingState,
  maxOrderQuantity,
  maxOrderNotional,
  priceCollar,
  positionLimit,
  messageRate,
  reduceOnly,
];

export function assessRisk(input: RiskInput): RiskDecisionRecord {
  const rules = riskRules.map((rule) => rule(input)).filter((result) => result !== undefined);
  return { level: levelOf(rules), rules };
}

function levelOf(rules: readonly RuleResult[]): RiskLevel {
  const use = Math.max(0, ...rules.map((rule) => rule.use ?? 0));
  if (use >= 0.8 || rules.some((rule) => rule.verdict !== 'pass')) return 'high';
  return use >= 0.5 ? 'medium' : 'low';
}

/**
 * Halted scopes take no new order. Reducing scopes take only what is left to close, after the open orders that close
 * it.
 */
export function tradingState(input: LeaveInput): RuleResult {
  const { terms, trading } = input;
  const { state, scope, reason } = trading;
  const rule = trading.heldBy === undefined ? 'trading_state' : 'orders_held';
  if (state === 'active') return { rule, verdict: 'pass', input: state, limit: 'active' };
  // An order that a kill switch sends to close a position is not held back by the halt; it may only close what is left.
  if (state === 'halted' && terms.killId === undefined) {
    const message =
      trading.heldBy === undefined ? `${scope} is halted: ${reason}` : `orders are held: ${reason}`;
    return { rule, verdict: 'deny', input: state, limit: 'active', message };
  }
  const left = leftToClose(input);
  const working = workingQuantity(input);
  const result = within(rule, working, left, 'units', 'quantity');
  if (result.verdict === 'pass') return result;
  const message = `${scope} takes only orders that reduce a position (${reason}): a ${terms.side} of ${formatDecimal(working)} goes beyond the ${formatDecimal(left)} that are left to close`;
  return { ...result, message };
}

function maxOrderQuantity({ terms, limits }: RiskInput): RuleResult {
  return within('max_order_quantity', terms.quantity, limits.orderQuantityMax, 'units', 'order quantity');
}

/** The worst position, when every open order on this side and this order are filled. */
function positionLimit(input: RiskInput): RuleResult {
  const { terms, limits, position, openBuyQuantity, openSellQuantity } = input;
  const working = workingQuantity(input);
  const worst =
    terms.side === 'buy'
      ? add(add(position, openBuyQuantity), working)
      : subtract(subtract(position, openSellQuantity), working);
  // An order that brings the position towards zero is never held back by this limit.
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

/** A reduce-only order may bring the position to zero and no further, when all open orders on its side are filled. */
function reduceOnly(input: RiskInput): RuleResult | undefined {
  const { terms } = input;
  if (!terms.reduceOnly) return undefined;
  const left = leftToClose(input);
  const working = workingQuantity(input);
  const result = within('reduce_only', working, left, 'units', 'reduce-only quantity');
  if (result.verdict === 'pass') return result;
  const message = `a reduce-only ${terms.side} of ${formatDecimal(working)} would go beyond the ${formatDecimal(left)} that are left to close`;
  return { ...result, message };
}

/** The quantity for which the order may still be filled. */
function workingQuantity({ terms, filledQuantity = zero }: LeaveInput): Decimal {
  return maximum(zero, subtract(terms.quantity, filledQuantity));
}

/**
 * How much an order on this side may still bring the position towards zero, when all open orders on its side are
 * filled.
 */
function leftToClose(input: LeaveInput): Decimal {
  const { terms, position, openBuyQuantity, openSellQuantity, closingQuantity = zero } = input;
  const held = maximum(zero, terms.side === 'sell' ? position : negate(position));
  // An exit shares with the other exit what its entry filled, and no other order takes that from it.
  if (terms.parent !== undefined) return held;
  const open = terms.side === 'sell' ? openSellQuantity : openBuyQuantity;
  // A kill switch closes what is held, whatever other orders may close at other prices. Two kill switches close it
  // once.
  return maximum(zero, subtract(held, terms.killId === undefined ? open : closingQuantity));
}
