/**
 * What positions are worth, long and short added or one less the other, with all open orders at their worst: every open
 * buy filled, or every open sell. Only instruments of the order's currency count. A unit is worth the reference price
 * by its absolute value, times the multiplier.
 */
import { absolute, add, maximum, subtract, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { worthOf } from '../../../shared/kernel/notional.ts';
import type { RuleResult } from '../order/riskDecision.ts';
import type { Limit } from './limits.ts';
import { noReference, unmeasured, within } from './measure.ts';
import { openingQuantity, workingQuantity, worstPosition } from './positionAfter.ts';
import { worstPrice } from './priceRules.ts';
import type { ExposureSum, JudgedInput, RiskInput } from './riskInput.ts';

interface Quantities {
  readonly position: Decimal;
  readonly openBuyQuantity: Decimal;
  readonly openSellQuantity: Decimal;
}

/** The exposure of one account in one symbol. */
export function exposureOf(held: Quantities, price: Decimal, multiplier: Decimal | undefined): ExposureSum {
  const high = worthOf(add(held.position, held.openBuyQuantity), price, multiplier);
  const low = worthOf(subtract(held.position, held.openSellQuantity), price, multiplier);
  return { gross: maximum(absolute(high), absolute(low)), high, low };
}

export function addExposure(a: ExposureSum, b: ExposureSum): ExposureSum {
  return { gross: add(a.gross, b.gross), high: add(a.high, b.high), low: add(a.low, b.low) };
}

export function subtractExposure(a: ExposureSum, b: ExposureSum): ExposureSum {
  return {
    gross: subtract(a.gross, b.gross),
    high: subtract(a.high, b.high),
    low: subtract(a.low, b.low),
  };
}

export function grossExposure(input: JudgedInput, limit: Limit): RuleResult {
  return exposureResult(input, limit, {
    rule: 'gross_exposure',
    what: 'gross exposure',
    measure: ({ gross }) => gross,
    closingIsSafe: true,
    // Towards zero in its own symbol, however much is held elsewhere.
    onOwnSide: (others, own, toZero) => (toZero(own) ? zero : add(others.gross, absolute(own))),
  });
}

export function netExposure(input: JudgedInput, limit: Limit): RuleResult {
  return exposureResult(input, limit, {
    rule: 'net_exposure',
    what: 'net exposure',
    measure: netOf,
    // What is closed may have been the other side of what is held elsewhere.
    closingIsSafe: false,
    onOwnSide: ({ high, low }, own, toZero) => {
      const net = add(input.terms.side === 'buy' ? high : low, own);
      return toZero(net) ? zero : absolute(net);
    },
  });
}

/** Long less short, whichever side's open orders are filled. */
export function netOf({ high, low }: ExposureSum): Decimal {
  return maximum(absolute(high), absolute(low));
}

interface ExposureRule {
  readonly rule: string;
  readonly what: string;
  readonly measure: (sum: ExposureSum) => Decimal;
  /** Whether an order that only closes makes it no larger, whatever else is held. */
  readonly closingIsSafe: boolean;
  /**
   * What the scope comes to when the open orders on the order's side and the order are filled, and none on the other
   * side; `own` is what its account and symbol are worth then. Zero where the order only brings it towards zero.
   */
  readonly onOwnSide: (others: ExposureSum, own: Decimal, toZero: (worth: Decimal) => boolean) => Decimal;
}

/**
 * The limit does not hold back an order that makes the exposure no larger, as long as the order opens no exposure
 * beyond the limit on the other side: an account that is long far above the limit may close, and may not go equally
 * short.
 */
function exposureResult(
  input: JudgedInput,
  limit: Limit,
  { rule, what, measure, closingIsSafe, onOwnSide }: ExposureRule,
): RuleResult {
  const { terms, referencePrice, currency, measured, own } = input;
  if (referencePrice === undefined) return noReference(rule, limit);
  const others = measured.exposures?.get(limit.scope);
  if (others === undefined || own === undefined) {
    const message = 'a position of the scope has no reference price, a stale one, or no instrument';
    const unknown = unmeasured(rule, limit, message);
    if (!closingIsSafe || openingQuantity(input) !== zero) return unknown;
    return { ...unknown, verdict: 'pass', message: `the order only closes: it makes the ${what} no larger` };
  }
  const before = measure(addExposure(others, own.before));
  const after = measure(addExposure(others, own.after));
  const result = within(rule, after, limit, currency, what);
  if (result.verdict === 'pass' || after > before) return result;
  const toZero = (worth: Decimal): boolean => (terms.side === 'buy' ? worth <= zero : worth >= zero);
  const otherSide = within(rule, onOwnSide(others, own.worst, toZero), limit, currency, what);
  if (otherSide.verdict === 'deny') return otherSide;
  return { ...result, verdict: 'pass', message: `the order makes the ${what} no larger` };
}

/** Computes once what several limits compare. */
export function judgedInput(input: RiskInput): JudgedInput {
  const { terms, referencePrice, multiplier, measured } = input;
  const worst = worstPrice(terms, input);
  if (referencePrice === undefined || worst === undefined || measured.exposures === undefined) {
    return { ...input, worstPrice: worst, own: undefined };
  }
  const price = maximum(absolute(referencePrice), worst);
  const own = {
    before: exposureOf(input, price, multiplier),
    after: exposureOf(withOrder(input), price, multiplier),
    worst: worthOf(worstPosition(input), price, multiplier),
  };
  return { ...input, worstPrice: worst, own };
}

function withOrder(input: RiskInput): Quantities {
  const { terms, position, openBuyQuantity, openSellQuantity } = input;
  const working = workingQuantity(input);
  return terms.side === 'buy'
    ? { position, openBuyQuantity: add(openBuyQuantity, working), openSellQuantity }
    : { position, openBuyQuantity, openSellQuantity: add(openSellQuantity, working) };
}
