// Files of signals, made for a test.
import { writeFile } from 'node:fs/promises';

/** Market orders and, every third, a limit order below the market that rests. Ids tell one file's signals from others. */
export async function writeSignals(file: string, count: number, lastPrice: number): Promise<void> {
  const resting = (Math.round(lastPrice * 0.97 * 4) / 4).toFixed(2);
  const lines = Array.from({ length: count }, (_, index) => {
    const rests = index % 3 === 2;
    return JSON.stringify({
      id: `file-${String(index).padStart(6, '0')}`,
      source: 'file:test',
      strategy: 'sma-cross',
      account: 'main',
      symbol: 'SPX',
      side: rests || index % 2 === 0 ? 'buy' : 'sell',
      quantity: '1',
      orderType: rests ? 'limit' : 'market',
      ...(rests && { limitPrice: resting }),
      timeInForce: rests ? 'GTC' : 'DAY',
      confidence: '0.9',
      createdAt: new Date().toISOString(),
    });
  });
  await writeFile(file, `${lines.join('\n')}\n`);
}

const strategies = ['momentum', 'mean-reversion', 'hedge', 'rebalance', 'breakout'];

/** A mixed morning of a desk around the market's price: fills, resting orders, some that are canceled or denied. */
export async function writeDaySignals(file: string, lastPrice: number): Promise<void> {
  const price = (share: number): string => (Math.round(lastPrice * (1 + share) * 4) / 4).toFixed(2);
  const kinds = [
    { orderType: 'market', timeInForce: 'DAY' },
    { orderType: 'limit', timeInForce: 'DAY', away: -0.002 },
    { orderType: 'limit', timeInForce: 'GTC', away: 0.012 },
    { orderType: 'limit', timeInForce: 'IOC', away: 0.004 },
    { orderType: 'market', timeInForce: 'DAY' },
    { orderType: 'limit', timeInForce: 'DAY', away: 0.025 },
    { orderType: 'stop', timeInForce: 'GTC', away: -0.03 },
    { orderType: 'limit', timeInForce: 'DAY', away: 0.09 },
  ] as const;
  const lines = Array.from({ length: 400 }, (_, index) => {
    const kind = kinds[(index * 5) % kinds.length];
    const side = index % 3 === 0 ? 'sell' : 'buy';
    // Away from the market means below it for a buyer, above it for a seller.
    const text =
      kind !== undefined && 'away' in kind ? price(side === 'buy' ? -kind.away : kind.away) : undefined;
    return JSON.stringify({
      id: `morning-${String(index).padStart(4, '0')}`,
      source: 'file:morning',
      strategy: strategies[(index * 7) % strategies.length],
      account: 'main',
      symbol: 'SPX',
      side,
      quantity: String(5 + ((index * 13) % 60)),
      ...(kind !== undefined && { orderType: kind.orderType, timeInForce: kind.timeInForce }),
      ...(text !== undefined && (kind?.orderType === 'stop' ? { stopPrice: text } : { limitPrice: text })),
      confidence: '0.8',
      createdAt: new Date().toISOString(),
    });
  });
  await writeFile(file, `${lines.join('\n')}\n`);
}
