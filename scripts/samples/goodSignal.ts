/** One signal that validation takes, in the manner of one of several strategies. */
import { add, decimal, formatDecimal, subtract, type Decimal } from '../../src/shared/kernel/decimal.ts';
import type { Side } from '../../src/main/domain/order/orderTerms.ts';
import type { Random } from '../../src/main/engine/ports.ts';
import type { SignalJson } from './badSignals.ts';

export interface Market {
  /** Close of the day's bar: what the venue trades at when the signal comes. */
  readonly close: Decimal;
  /** The day as `2000-01-03`. */
  readonly date: string;
}

export const tick = decimal('0.25');
const strategies = ['momentum', 'mean-reversion', 'breakout', 'rebalance', 'hedge'];
const confidences = ['0.35', '0.5', '0.65', '0.8', '0.95'];

/** What an order asks for beyond side and size. */
type Manner = (side: Side, close: Decimal, random: Random) => SignalJson;

/** Shares of a hundred. The venue's house sells at one tick above the close and buys at the close, 500 lots a level. */
const manners: readonly (readonly [share: number, manner: Manner])[] = [
  [42, () => ({ orderType: 'market', timeInForce: 'DAY' })],
  [18, (side, close) => ({ orderType: 'limit', limitPrice: across(side, close, 1), timeInForce: 'IOC' })],
  [10, (side, close) => ({ orderType: 'limit', limitPrice: across(side, close, 2), timeInForce: 'FOK' })],
  [14, (side, close) => ({ orderType: 'limit', limitPrice: across(side, close, 3), timeInForce: 'DAY' })],
  [8, (side, close, random) => ({ ...away(side, close, 2 + whole(random, 60)), timeInForce: 'GTC' })],
  [3, (side, close, random) => ({ ...away(side, close, 40 + whole(random, 200)), timeInForce: 'DAY' })],
  [3, (side, close) => ({ ...away(side, close, 8), timeInForce: 'IOC' })],
  [2, (side, close) => ({ ...away(side, close, 4), timeInForce: 'FOK' })],
];

export function goodSignal(id: string, market: Market, second: number, random: Random): SignalJson {
  const side: Side = random.next() < 0.5 ? 'buy' : 'sell';
  const manner = pickManner(random);
  const { limitPrice, ...rest } = manner(side, market.close, random);
  return {
    id,
    source: 'file:signals-sp500',
    strategy: pick(strategies, random),
    account: 'main',
    symbol: 'SPX',
    side,
    quantity: String(1 + whole(random, 40) * (random.next() < 0.1 ? 10 : 1)),
    orderType: rest['orderType'],
    ...(limitPrice !== undefined && { limitPrice }),
    timeInForce: rest['timeInForce'],
    confidence: pick(confidences, random),
    // The New York close in winter; what counts is the day.
    createdAt: `${market.date}T21:00:${String(second).padStart(2, '0')}Z`,
  };
}

function pickManner(random: Random): Manner {
  let left = random.next() * 100;
  for (const [share, manner] of manners) {
    left -= share;
    if (left < 0) return manner;
  }
  return () => ({ orderType: 'market', timeInForce: 'DAY' });
}

/** A price that trades at once: that many ticks beyond the other side. */
function across(side: Side, close: Decimal, ticks: number): string {
  const distance = ticksOf(ticks);
  return formatDecimal(side === 'buy' ? add(close, distance) : subtract(close, distance));
}

/** A limit order that finds nobody at its price yet. */
function away(side: Side, close: Decimal, ticks: number): SignalJson {
  const distance = ticksOf(ticks);
  const limitPrice = formatDecimal(side === 'buy' ? subtract(close, distance) : add(close, distance));
  return { orderType: 'limit', limitPrice };
}

export function ticksOf(count: number): Decimal {
  return (tick * BigInt(count)) as Decimal;
}

export function whole(random: Random, below: number): number {
  return Math.floor(random.next() * below);
}

function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[whole(random, list.length)];
}
