/**
 * The rules that look at prices: what an order is worth at worst, and how far
 * through the market its limit reaches. Prices may be zero or negative where
 * the instrument says so: what counts is always the absolute value.
 */
import {
  absolute,
  divide,
  formatDecimal,
  maximum,
  multiply,
  negate,
  subtract,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import type { OrderTerms } from '../order/orderTerms.ts';
import { noReference, within } from './measure.ts';
import type { RuleResult } from './riskDecision.ts';
import type { RiskInput } from './riskInput.ts';

type Priced = Pick<OrderTerms, 'side' | 'limitPrice' | 'stopPrice'>;
type Market = Pick<RiskInput, 'referencePrice' | 'touchPrice' | 'tickSize'>;

export function maxOrderNotional(input: RiskInput): RuleResult {
  const { terms, limits, currency } = input;
  const rule = 'max_order_notional';
  const worth = worthOfUnit(terms, input);
  if (worth === undefined) return noReference(rule, formatDecimal(limits.orderNotionalMax));
  const notional = multiply(terms.quantity, worth);
  return within(rule, notional, limits.orderNotionalMax, currency, 'order notional');
}

/**
 * How far a limit reaches through the market, in per cent of it; below zero for one that rests away from it. Only the
 * harmful side is held to the collar: a buy above the market, a sell below it.
 *
 * A trigger is no price to trade at, so a plain stop has no distance, like a market order: it takes the market's
 * price, whatever it is. The limit of a stop_limit counts from its trigger, where the market will be when the limit
 * begins to work. So do exchanges: CME fills a stop-limit order "at all price levels between the trigger price and the
 * limit price", NSE bounds the "difference between limit price and trigger price".
 */
export function priceCollar({ terms, limits, referencePrice, currency }: RiskInput): RuleResult {
  const rule = 'price_collar';
  const collar = percent(limits.priceCollar);
  if (referencePrice === undefined) return noReference(rule, formatDecimal(collar));
  const { side, limitPrice } = terms;
  const market = marketAtWork(terms, referencePrice);
  const through = limitPrice === undefined ? zero : distanceThrough(side, limitPrice, market);
  const beyond = maximum(zero, through);
  // No share of zero can be measured: a limit may not reach through the market at all.
  if (market === zero && beyond > zero) {
    const message = `price ${formatDecimal(limitPrice ?? zero)} is ${wordOf(side)} ${nameOf(market, referencePrice)}, of which a collar of ${formatDecimal(collar)} % allows nothing`;
    const headroom = formatDecimal(subtract(zero, beyond));
    return {
      rule,
      verdict: 'deny',
      input: formatDecimal(beyond),
      limit: '0',
      headroom,
      use: 1,
      unit: currency,
      message,
    };
  }
  const measured = market === zero ? zero : percent(divide(through, absolute(market)));
  const result = within(rule, measured, collar, '%', 'distance from the market');
  if (limitPrice !== undefined && measured < zero) {
    const [where, held] = side === 'buy' ? ['below', 'above'] : ['above', 'below'];
    const message = `price ${formatDecimal(limitPrice)} is ${formatDecimal(negate(measured))} % ${where} ${nameOf(market, referencePrice)}: the collar holds back only a ${side} ${held} it`;
    return { ...result, use: 0, message };
  }
  if (result.verdict === 'pass' || limitPrice === undefined) return result;
  const message = `price ${formatDecimal(limitPrice)} is ${formatDecimal(measured)} % ${wordOf(side)} ${nameOf(market, referencePrice)}, the collar allows ${formatDecimal(collar)} %`;
  return { ...result, message };
}

/**
 * The largest price, by its absolute value, that the order can be expected to trade at: the reference price or the
 * touch, whichever is worse, and never less than a tick. Undefined while no reference price is known.
 */
export function worthOfUnit(
  terms: Priced,
  { referencePrice, touchPrice, tickSize = zero }: Market,
): Decimal | undefined {
  if (referencePrice === undefined) return undefined;
  const { side, limitPrice } = terms;
  const atWork = marketAtWork(terms, referencePrice);
  const isNow = atWork === referencePrice && touchPrice !== undefined;
  const prices = isNow ? [atWork, touchPrice] : [atWork];
  // With a limit it trades at once where the market is within that: at prices between the two.
  const reached = prices.filter(
    (price) => limitPrice === undefined || distanceThrough(side, limitPrice, price) >= zero,
  );
  return [limitPrice ?? zero, tickSize, ...reached].map(absolute).reduce(maximum);
}

/** Where the market is once the order works: now, or at its trigger where that has not been reached. */
function marketAtWork({ side, stopPrice }: Priced, referencePrice: Decimal): Decimal {
  if (stopPrice === undefined) return referencePrice;
  const isReached = side === 'buy' ? referencePrice >= stopPrice : referencePrice <= stopPrice;
  return isReached ? referencePrice : stopPrice;
}

/** How far a limit reaches through the market; negative for one that rests away from it. */
function distanceThrough(side: OrderTerms['side'], limit: Decimal, market: Decimal): Decimal {
  return side === 'buy' ? subtract(limit, market) : subtract(market, limit);
}

function wordOf(side: OrderTerms['side']): string {
  return side === 'buy' ? 'above' : 'below';
}

function nameOf(market: Decimal, referencePrice: Decimal): string {
  return `the ${market === referencePrice ? 'reference' : 'trigger'} ${formatDecimal(market)}`;
}

function percent(share: Decimal): Decimal {
  return (share * 100n) as Decimal;
}
