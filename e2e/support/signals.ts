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
