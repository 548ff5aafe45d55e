/**
 * The rules that look at prices: what an order is worth at worst, and how far its limit reaches through the market. A
 * price may be zero or negative where the instrument says so, so these rules use the absolute value.
 */
import { age } from '../../../shared/kernel/age.ts';
import {
  fromUnits,
  absolute,
  decimal,
  divide,
  formatDecimal,
  maximum,
  negate,
  subtract,
  toApproximateNumber,
  wholeDecimal,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import { worthOf } from '../../../shared/kernel/notional.ts';
import { originWords, sourceWords } from '../instrument/referencePrice.ts';
import type { OrderTerms } from '../order/orderTerms.ts';
import { noReference, ofScopeWords, within } from './measure.ts';
import type { RuleResult } from '../order/riskDecision.ts';
import type { Limit } from './limits.ts';
import type { JudgedInput, RiskInput } from './riskInput.ts';

type Priced = Pick<OrderTerms, 'side' | 'limitPrice' | 'stopPrice'>;
/** The prices at which risk counts what an order is worth. */
export type RiskPrices = Partial<Pick<RiskInput, 'referencePrice' | 'touchPrice' | 'tickSize'>>;

export function maxOrderNotional(input: JudgedInput, limit: Limit): RuleResult {
  const { terms, currency, multiplier, worstPrice: price } = input;
  const rule = 'max_order_notional';
  if (price === undefined) return noReference(rule, limit);
  return within(rule, worthOf(terms.quantity, price, multiplier), limit, currency, 'order notional');
}

/**
 * How far a limit reaches through the market, in per cent of the market's price; below zero for a limit that rests away
 * from it. Only the harmful side is held to the collar: a buy above the market, a sell below it.
 *
 * A trigger is no price to trade at. So a plain stop has no distance, like a market order: it takes the market's price,
 * whatever that is. The limit of a stop_limit counts from its trigger, where the market will be when the limit begins
 * to work. Exchanges do the same: CME fills a stop-limit order "at all price levels between the trigger price and the
 * limit price", NSE bounds the "difference between limit price and trigger price".
 */
export function priceCollar(input: RiskInput, limit: Limit): RuleResult {
  const { terms, referencePrice, currency } = input;
  const rule = 'price_collar';
  const collar = inPercent(limit);
  if (referencePrice === undefined) return noReference(rule, collar);
  const { side, limitPrice } = terms;
  const market = marketAtWork(terms, referencePrice);
  const through = limitPrice === undefined ? zero : distanceThrough(side, limitPrice, market);
  const beyond = maximum(zero, through);
  // Nothing can be a share of zero, so a limit may not reach through such a market at all.
  if (market === zero && beyond > zero) {
    const message = `price ${formatDecimal(limitPrice ?? zero)} is ${wordOf(side)} ${nameOf(market, input)}, of which a collar allows nothing`;
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
    const message = `price ${formatDecimal(limitPrice)} is ${formatDecimal(negate(measured))} % ${where} ${nameOf(market, input)}: the collar holds back only a ${side} ${held} it`;
    return { ...result, use: 0, message };
  }
  if (result.verdict === 'pass' || limitPrice === undefined) return result;
  const message = `price ${formatDecimal(limitPrice)} is ${formatDecimal(measured)} % ${wordOf(side)} ${nameOf(market, input)}, the ${result.soft === true ? 'soft ' : ''}collar${ofScopeWords(limit.scope)} allows ${result.limit} %`;
  return { ...result, message };
}

/** The age of the price by which the order is judged, where a venue sends it. A fixed price has no age. */
export function marketDataAge(input: JudgedInput, limit: Limit): RuleResult | undefined {
  return input.priceOrigin?.source === 'file' ? undefined : priceAge('market_data_age', input, limit);
}

/** The age of the price by which the order is judged, where it comes from the price file. */
export function priceFileAge(input: JudgedInput, limit: Limit): RuleResult | undefined {
  return input.priceOrigin?.source === 'file' ? priceAge('price_file_age', input, limit) : undefined;
}

/**
 * The limit does not hold back an order of a kill switch: it closes a position, and a venue without prices is a reason
 * to close.
 */
function priceAge(rule: string, { terms, priceOrigin }: JudgedInput, limit: Limit): RuleResult | undefined {
  if (terms.killId !== undefined) return undefined;
  if (priceOrigin === undefined) return noReference(rule, limit);
  const { ageMs } = priceOrigin;
  const result = within(rule, wholeDecimal(ageMs ?? 0), limit, 'ms', 'age of the price');
  if (ageMs === undefined) return { ...result, input: 'fixed', message: 'a fixed price has no age' };
  if (result.verdict === 'pass') return { ...result, message: originWords(priceOrigin) };
  const most = toApproximateNumber(decimal(result.limit));
  // Where the short unit makes both ages equal, they are shown in milliseconds.
  const words = age(ageMs) === age(most) ? (ms: number) => `${ms} ms` : age;
  const told = `${sourceWords(priceOrigin.source)}, ${words(ageMs)} old`;
  const word = result.soft === true ? 'the soft limit' : 'the limit';
  const message = `the price is too old: ${told}; ${word}${ofScopeWords(limit.scope)} allows ${words(most)}`;
  return { ...result, message };
}

/**
 * The largest price, by its absolute value, at which the order can be expected to trade: the reference price or the
 * touch, whichever is worse, and never less than a tick. Undefined while no reference price is known.
 */
export function worstPrice(
  terms: Priced,
  { referencePrice, touchPrice, tickSize = zero }: RiskPrices,
): Decimal | undefined {
  if (referencePrice === undefined) return undefined;
  const { side, limitPrice } = terms;
  const atWork = marketAtWork(terms, referencePrice);
  const isNow = atWork === referencePrice && touchPrice !== undefined;
  const prices = isNow ? [atWork, touchPrice] : [atWork];
  let worst = maximum(absolute(limitPrice ?? zero), absolute(tickSize));
  for (const price of prices) {
    // An order with a limit trades at once where the market is within the limit: at prices between the two.
    const isReached = limitPrice === undefined || distanceThrough(side, limitPrice, price) >= zero;
    if (isReached) worst = maximum(worst, absolute(price));
  }
  return worst;
}

/** The market's price once the order works: the present price, or the trigger where the market has not reached it. */
function marketAtWork({ side, stopPrice }: Priced, referencePrice: Decimal): Decimal {
  if (stopPrice === undefined) return referencePrice;
  const isReached = side === 'buy' ? referencePrice >= stopPrice : referencePrice <= stopPrice;
  return isReached ? referencePrice : stopPrice;
}

/** How far a limit reaches through the market; negative for a limit that rests away from it. */
function distanceThrough(side: OrderTerms['side'], limit: Decimal, market: Decimal): Decimal {
  return side === 'buy' ? subtract(limit, market) : subtract(market, limit);
}

function wordOf(side: OrderTerms['side']): string {
  return side === 'buy' ? 'above' : 'below';
}

/** Names the source of the reference price, unless it is the order's own venue. */
function nameOf(market: Decimal, { terms, referencePrice, priceOrigin }: RiskInput): string {
  if (market !== referencePrice) return `the trigger ${formatDecimal(market)}`;
  const isOwn = priceOrigin === undefined || priceOrigin.source === terms.venue;
  return `the reference ${formatDecimal(market)}${isOwn ? '' : ` (${originWords(priceOrigin)})`}`;
}

/** A limit judges many orders, so its percentage is computed once. */
const inPercents = new WeakMap<Limit, Limit>();

function inPercent(limit: Limit): Limit {
  const known = inPercents.get(limit);
  if (known !== undefined) return known;
  const { soft, hard, ...rest } = limit;
  const made = {
    ...rest,
    ...(soft !== undefined && { soft: percent(soft) }),
    ...(hard !== undefined && { hard: percent(hard) }),
  };
  inPercents.set(limit, made);
  return made;
}

function percent(share: Decimal): Decimal {
  return fromUnits(share * 100n);
}
