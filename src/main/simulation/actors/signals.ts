/** Makes the signals of a run: mostly valid ones of every kind, and now and then one that breaks a rule. */
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import { parseSignalId, trusted, type SignalId, type Ticker } from '../../../shared/kernel/ids.ts';
import { epochMicros, formatMicros } from '../../../shared/kernel/time.ts';
import {
  hasLimitPrice,
  hasStopPrice,
  orderTypes,
  timesInForce,
  type OrderType,
  type TimeInForce,
} from '../../domain/order/orderTerms.ts';
import type { EngineConfiguration } from '../../engine/configuration.ts';
import { refusedEdges, takenEdges } from './edgeInstants.ts';
import type { Faults } from '../machine/faults.ts';
import type { Prng } from '../machine/prng.ts';
import type { SimulatedTime } from '../machine/simulatedTime.ts';
import type { SimulatedMarket } from '../venue/market.ts';

export interface SignalTools {
  readonly random: Prng;
  readonly time: SimulatedTime;
  readonly market: SimulatedMarket;
  readonly configuration: EngineConfiguration;
  readonly faults: () => Faults;
}

export interface SimulatedSignal extends Readonly<Record<string, unknown>> {
  readonly id: SignalId;
}

/** The strategy of what a person sends. */
export const byHand = 'manual';
export const simulatedStrategies = ['cross', 'pairs', byHand] as const;
const quantityMax = 20;
/** Limit and stop prices are at most this many ticks away from the market. */
const awayTicksMax = 12;
const exitTicks = { min: 8, max: 40 };
const goodTillSecondsMax = 120;

export function makeSignal(number: number, tools: SignalTools): SimulatedSignal {
  const { random, time, market, configuration, faults } = tools;
  const { symbol } = random.pick(configuration.instruments);
  const side = random.pick(['buy', 'sell'] as const);
  const orderType = random.pick<OrderType>(['limit', ...orderTypes]);
  const timeInForce = random.pick<TimeInForce>(['GTC', ...timesInForce]);
  const goodTill = epochMicros(time.now() + random.integer(5, goodTillSecondsMax) * 1_000_000);
  const signal = {
    id: trusted(parseSignalId, `s${number}`),
    source: 'simulation',
    strategy: random.pick(simulatedStrategies),
    account: random.pick(configuration.accounts),
    symbol,
    side,
    quantity: String(random.integer(1, quantityMax)),
    orderType,
    ...prices(orderType, side === 'buy' ? 1 : -1, symbol, tools),
    timeInForce,
    ...(timeInForce === 'GTD' && { goodTill: formatMicros(goodTill) }),
    ...exits(side === 'buy' ? 1 : -1, symbol, tools),
    ...(random.chance(0.05) && { reduceOnly: true }),
    confidence: '0.9',
    createdAt: formatMicros(time.now()),
  };
  return {
    ...signal,
    ...(random.chance(faults().edge_instant) && edgeInstant(random)),
    ...(random.chance(faults().bad_signal) && badChange(random, market, symbol)),
  };
}

function prices(orderType: OrderType, sign: number, symbol: Ticker, { random, market }: SignalTools) {
  const away = random.integer(-awayTicksMax, awayTicksMax);
  // A stop price must be one that the market has not reached yet.
  const stop = sign * random.integer(1, awayTicksMax);
  const limit = orderType === 'stop_limit' ? stop + sign * random.integer(0, 4) : away;
  return {
    ...(hasLimitPrice(orderType) && {
      limitPrice: formatDecimal(market.near(symbol, limit)),
    }),
    ...(hasStopPrice(orderType) && {
      stopPrice: formatDecimal(market.near(symbol, stop)),
    }),
  };
}

function exits(sign: number, symbol: Ticker, { random, market }: SignalTools) {
  if (!random.chance(0.4)) return {};
  const away = (): number => sign * (awayTicksMax + random.integer(exitTicks.min, exitTicks.max));
  return {
    ...(random.chance(0.7) && { takeProfit: formatDecimal(market.near(symbol, away())) }),
    ...(random.chance(0.8) && { stopLoss: formatDecimal(market.near(symbol, -away())) }),
  };
}

function edgeInstant(random: Prng): Readonly<Record<string, unknown>> {
  const at = random.pick<string>(random.chance(0.5) ? takenEdges : refusedEdges);
  return random.pick([{ createdAt: at }, { expiresAt: at }, { timeInForce: 'GTD', goodTill: at }]);
}

function badChange(random: Prng, market: SimulatedMarket, symbol: Ticker): Readonly<Record<string, unknown>> {
  return random.pick([
    { quantity: '0' },
    { quantity: '1.5' },
    { symbol: 'NONE' },
    { account: 'nobody' },
    { confidence: '0.01' },
    { side: 'hold' },
    { orderType: 'limit', limitPrice: formatDecimal(market.near(symbol, 1_000)) },
  ]);
}
