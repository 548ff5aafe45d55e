/**
 * The pre-trade rules, each with a name and independent of the others. A new rule goes into `riskRules`. All rules are
 * asked, so that a refusal carries every reason.
 */
import {
  absolute,
  formatDecimal,
  maximum,
  negate,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import { within } from './measure.ts';
import { marketDataAge, maxOrderNotional, priceCollar, priceFileAge } from './priceRules.ts';
import type { RiskDecisionRecord, RiskLevel, RuleResult } from '../order/riskDecision.ts';
import {
  dailyLoss,
  dailyVolume,
  messageRate,
  openOrders,
  repeatedExecution,
  repeatedOrder,
  selfCrossing,
} from './countRules.ts';
import { grossExposure, judgedInput, netExposure } from './exposureRules.ts';
import { sayLimits, type Limit, type LimitGroup, type LimitName } from './limits.ts';
import { leftToClose, openingQuantity, workingQuantity, worstPosition } from './positionAfter.ts';
import type { JudgedInput, LeaveInput, LimitRule, RiskInput } from './riskInput.ts';

export const limitRules: Readonly<Record<LimitName, LimitRule>> = {
  marketDataAgeMaxMs: marketDataAge,
  priceFileAgeMaxMs: priceFileAge,
  orderQuantityMax: maxOrderQuantity,
  orderNotionalMax: maxOrderNotional,
  priceCollar,
  positionMax: positionLimit,
  longPositionMax: longPositionLimit,
  shortPositionMax: shortPositionLimit,
  openingQuantityMax: restrictedSymbol,
  grossExposureMax: grossExposure,
  netExposureMax: netExposure,
  openOrdersMax: openOrders,
  dailyVolumeMax: dailyVolume,
  dailyLossMax: dailyLoss,
  messageRatePerSecondMax: messageRate,
  repeatedOrdersMax: repeatedOrder,
  repeatedExecutionsMax: repeatedExecution,
  selfCrossingMax: selfCrossing,
};

export function assessRisk(input: RiskInput): RiskDecisionRecord {
  const rules = [tradingState(input), limitsSaid(input)].filter(isThere);
  const judged = judgedInput(input);
  for (const group of input.limits) compare(judged, group, rules);
  const closing = reduceOnly(input);
  if (closing !== undefined) rules.push(closing);
  const { referencePrice: price, priceOrigin } = input;
  if (price === undefined || priceOrigin === undefined) return { level: levelOf(rules), rules };
  return { level: levelOf(rules), reference: { price: formatDecimal(price), ...priceOrigin }, rules };
}

/** Adds the strictest limit where the order passes it, and every limit that denies where it does not. */
function compare(input: JudgedInput, { strictest, all }: LimitGroup, rules: RuleResult[]): void {
  const rule = limitRules[strictest.name];
  const result = rule(input, strictest);
  if (result?.verdict === 'pass') rules.push(result);
  else if (result !== undefined) {
    const each = all.map((limit) => rule(input, limit)).filter(isThere);
    rules.push(...each.filter(({ verdict }) => verdict === 'deny'));
  }
}

function isThere(result: RuleResult | undefined): result is RuleResult {
  return result !== undefined;
}

function levelOf(rules: readonly RuleResult[]): RiskLevel {
  const use = rules.reduce((most, rule) => Math.max(most, rule.use ?? 0), 0);
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
  const result = within(rule, working, { hard: left }, 'units', 'quantity');
  if (result.verdict === 'pass') return result;
  const message = `${scope} takes only orders that reduce a position (${reason}): a ${terms.side} of ${formatDecimal(working)} goes beyond the ${formatDecimal(left)} that are left to close`;
  return { ...result, message };
}

/** A limit that nobody has set denies orders that open a position. What is left to close may be closed. */
function limitsSaid(input: RiskInput): RuleResult | undefined {
  const { notSaid } = input;
  if (notSaid.length === 0) return undefined;
  const isClosing = workingQuantity(input) <= leftToClose(input);
  return {
    rule: 'limit_not_set',
    verdict: isClosing ? 'pass' : 'deny',
    input: notSaid.join(', '),
    limit: 'a value or "none" for each limit',
    message: isClosing
      ? `the order closes a position; others are denied until somebody says ${notSaid.join(', ')}`
      : `the configuration leaves out limits: ${notSaid.join(', ')}. ${sayLimits(notSaid)}`,
  };
}

function maxOrderQuantity({ terms }: RiskInput, limit: Limit): RuleResult {
  return within('max_order_quantity', terms.quantity, limit, 'units', 'order quantity');
}

/** An order that brings the position towards zero is never held back by this limit. */
function positionLimit(input: RiskInput, limit: Limit): RuleResult {
  const worst = worstPosition(input);
  return positionResult('position_limit', input, limit, isTowardsZero(input, worst) ? zero : absolute(worst));
}

function longPositionLimit(input: RiskInput, limit: Limit): RuleResult | undefined {
  if (input.terms.side === 'sell') return undefined;
  return positionResult('long_position_limit', input, limit, maximum(zero, worstPosition(input)));
}

function shortPositionLimit(input: RiskInput, limit: Limit): RuleResult | undefined {
  if (input.terms.side === 'buy') return undefined;
  return positionResult('short_position_limit', input, limit, maximum(zero, negate(worstPosition(input))));
}

function positionResult(rule: string, { terms }: RiskInput, limit: Limit, measured: Decimal): RuleResult {
  return within(rule, measured, limit, 'units', `worst-case position in ${terms.symbol}`);
}

function isTowardsZero({ terms }: RiskInput, worst: Decimal): boolean {
  return terms.side === 'buy' ? worst <= zero : worst >= zero;
}

/** How far an order may open or grow a position: by nothing where its symbol is restricted. */
function restrictedSymbol(input: RiskInput, limit: Limit): RuleResult {
  const what = `quantity that opens a position in ${input.terms.symbol}`;
  return within('restricted_symbol', openingQuantity(input), limit, 'units', what);
}

/** A reduce-only order may bring the position to zero and no further, when all open orders on its side are filled. */
function reduceOnly(input: RiskInput): RuleResult | undefined {
  const { terms } = input;
  if (!terms.reduceOnly) return undefined;
  const left = leftToClose(input);
  const working = workingQuantity(input);
  const result = within('reduce_only', working, { hard: left }, 'units', 'reduce-only quantity');
  if (result.verdict === 'pass') return result;
  const message = `a reduce-only ${terms.side} of ${formatDecimal(working)} would go beyond the ${formatDecimal(left)} that are left to close`;
  return { ...result, message };
}
