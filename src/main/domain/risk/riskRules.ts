/**
 * The pre-trade rules, each named and independent. A rule is
 * added by adding it to `riskRules`; all are evaluated, so that a refusal
 * carries every reason.
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
import type { RiskDecisionRecord, RiskLevel, RuleResult } from './riskDecision.ts';
import type { LeaveInput, RiskInput, RiskRule } from './riskInput.ts';

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
  const working = workingQuantity(input);
  const result = within(rule, working, left, 'units', 'quantity');
  if (result.verdict === 'pass') return result;
  const message = `${scope} takes only orders that reduce a position (${reason}): a ${terms.side} of ${formatDecimal(working)} goes beyond the ${formatDecimal(left)} that are left to close`;
  return { ...result, message };
}

function maxOrderQuantity({ terms, limits }: RiskInput): RuleResult {
  return within('max_order_quantity', terms.quantity, limits.orderQuantityMax, 'units', 'order quantity');
}

/** The worst position if every open order on this side, this one included, is filled. */
function positionLimit(input: RiskInput): RuleResult {
  const { terms, limits, position, openBuyQuantity, openSellQuantity } = input;
  const working = workingQuantity(input);
  const worst =
    terms.side === 'buy'
      ? add(add(position, openBuyQuantity), working)
      : subtract(subtract(position, openSellQuantity), working);
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
  const working = workingQuantity(input);
  const result = within('reduce_only', working, left, 'units', 'reduce-only quantity');
  if (result.verdict === 'pass') return result;
  const message = `a reduce-only ${terms.side} of ${formatDecimal(working)} would go beyond the ${formatDecimal(left)} that are left to close`;
  return { ...result, message };
}

/** What the order may still be filled for. */
function workingQuantity({ terms, filledQuantity = zero }: LeaveInput): Decimal {
  return maximum(zero, subtract(terms.quantity, filledQuantity));
}

/** How much an order on its side may still bring the position towards zero, all such open orders filled. */
function leftToClose(input: LeaveInput): Decimal {
  const { terms, position, openBuyQuantity, openSellQuantity, closingQuantity = zero } = input;
  const held = maximum(zero, terms.side === 'sell' ? position : negate(position));
  // An exit shares what its entry filled with its sibling, and nobody else's orders take that from it.
  if (terms.parent !== undefined) return held;
  const open = terms.side === 'sell' ? openSellQuantity : openBuyQuantity;
  // A kill switch closes what is held, whatever others hope to close at other prices; two of them close it once.
  return maximum(zero, subtract(held, terms.killId === undefined ? open : closingQuantity));
}
