// A morning of a desk, as a file of signals: orders that fill, rest, end or are denied, and signals that are refused.
import { writeFile } from 'node:fs/promises';

/** Where each symbol's market begins, and where it trades. */
export const markets = {
  SPX: { price: 1_455.25, tick: 0.25, venue: 'sim' },
  AAPL: { price: 223.02, tick: 0.01, venue: 'sim' },
  AMZN: { price: 128.7, tick: 0.01, venue: 'sim' },
  GOOG: { price: 560.19, tick: 0.01, venue: 'alt' },
  IBM: { price: 125.55, tick: 0.01, venue: 'sim' },
  MSFT: { price: 31.1, tick: 0.01, venue: 'alt' },
} as const;

type Market = (typeof markets)[keyof typeof markets];

const strategies = ['momentum', 'mean-reversion', 'hedge', 'rebalance', 'breakout'];

interface Kind {
  readonly orderType: string;
  readonly timeInForce: string;
  /** Away from the market means below it for a buyer, above it for a seller. */
  readonly away?: number;
}

const kinds: readonly Kind[] = [
  { orderType: 'market', timeInForce: 'DAY' },
  { orderType: 'limit', timeInForce: 'DAY', away: -0.004 },
  { orderType: 'limit', timeInForce: 'GTC', away: 0.02 },
  { orderType: 'limit', timeInForce: 'IOC', away: 0.006 },
  { orderType: 'market', timeInForce: 'IOC' },
  { orderType: 'limit', timeInForce: 'DAY', away: 0.035 },
  { orderType: 'limit', timeInForce: 'FOK', away: -0.006 },
  { orderType: 'stop', timeInForce: 'GTC', away: -0.06 },
  { orderType: 'limit', timeInForce: 'GTD', away: 0.03 },
  // Through the collar.
  { orderType: 'limit', timeInForce: 'DAY', away: -0.09 },
];

const traded = Object.entries(markets).filter(([symbol]) => symbol !== 'IBM');
const restricted = Object.entries(markets).filter(([symbol]) => symbol === 'IBM');

type Signal = Readonly<Record<string, unknown>>;

/** What is wrong with some signals. */
const mistakes: readonly Signal[] = [
  { quantity: '0' },
  { quantity: '1.5' },
  { symbol: 'TSLA' },
  { confidence: '0.02' },
  { limitPrice: '12.345', orderType: 'limit' },
  { account: 'second' },
  { expiresAt: '2026-01-05T10:00:00Z' },
];

const round = (price: number, { tick }: Market): string => (Math.round(price / tick) * tick).toFixed(2);

function signalAt(index: number, name: string): Signal {
  // A restricted symbol is the exception.
  const symbols = index % 60 < 4 ? restricted : traded;
  const [symbol, market] = symbols[index % symbols.length] ?? ['SPX', markets.SPX];
  const kind = kinds[(index * 7) % kinds.length] ?? { orderType: 'market', timeInForce: 'DAY' };
  const side = Math.floor(index / 5) % 2 === 1 ? 'sell' : 'buy';
  const { away, orderType, timeInForce } = kind;
  const share = side === 'buy' ? 1 - (away ?? 0) : 1 + (away ?? 0);
  const price = round(market.price * share, market);
  return {
    id: `${name}-${String(index).padStart(5, '0')}`,
    source: `file:${name}`,
    strategy: strategies[(index * 7) % strategies.length],
    account: 'main',
    symbol,
    side,
    quantity: String(5 + ((index * 13) % 90)),
    orderType,
    timeInForce,
    ...(away !== undefined && (orderType === 'stop' ? { stopPrice: price } : { limitPrice: price })),
    ...(timeInForce === 'GTD' && { goodTill: new Date(Date.now() + 20_000).toISOString() }),
    confidence: (0.55 + ((index * 17) % 40) / 100).toFixed(2),
    createdAt: new Date().toISOString(),
    ...(index % 90 === 89 && mistakes[Math.floor(index / 90) % mistakes.length]),
  };
}

/** The order whose story is shown: larger than what the market gives at its price, with both exits. */
export const shownSignal = 'shown-00001';

export function writeShown(file: string, price: string): Promise<void> {
  return writeSignals(file, [
    {
      ...signalAt(0, 'shown'),
      id: shownSignal,
      strategy: 'rebalance',
      symbol: 'AAPL',
      side: 'buy',
      quantity: '1800',
      orderType: 'limit',
      timeInForce: 'GTC',
      limitPrice: price,
      takeProfit: '229.50',
      stopLoss: '219.00',
      note: 'Second clip, client instruction 4471',
    },
  ]);
}

/** More in a minute than a strategy may send: it is disabled. */
function runaway(): readonly Signal[] {
  return Array.from({ length: 42 }, (_, index) => ({
    ...signalAt(index, 'runaway'),
    strategy: 'scalper',
    symbol: 'MSFT',
    quantity: String(1 + index),
    orderType: 'market',
    timeInForce: 'DAY',
    limitPrice: undefined,
    stopPrice: undefined,
    goodTill: undefined,
  }));
}

export function writeMorning(file: string, count: number): Promise<void> {
  const many = Array.from({ length: count }, (_, index) => signalAt(index, 'morning'));
  return writeSignals(file, [...runaway(), ...many, ...many.slice(-3)]);
}

/** One order for the venue `alt`. */
export function writeForAlt(file: string): Promise<void> {
  const terms = { symbol: 'GOOG', side: 'buy', orderType: 'limit', timeInForce: 'DAY', limitPrice: '558.00' };
  return writeSignals(file, [
    { ...signalAt(2, 'late'), ...terms, stopPrice: undefined, goodTill: undefined },
  ]);
}

function writeSignals(file: string, signals: readonly Signal[]): Promise<void> {
  return writeFile(file, signals.map((signal) => `${JSON.stringify(signal)}\n`).join(''));
}
