/** Signals for tests: a market order that fills, unless changed. */
export function sampleSignal(id: string, change: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    source: 'test',
    strategy: 'manual',
    account: 'main',
    symbol: 'SPX',
    side: 'buy',
    quantity: '10',
    orderType: 'market',
    timeInForce: 'DAY',
    confidence: '0.9',
    createdAt: '2000-01-03T21:00:00Z',
    ...change,
  };
}

/** A limit order at 1400 until it is canceled, unless changed. */
export function limitSignal(id: string, change: Readonly<Record<string, unknown>> = {}) {
  return sampleSignal(id, { orderType: 'limit', limitPrice: '1400', timeInForce: 'GTC', ...change });
}

export function ndjson(signals: readonly unknown[]): string {
  return signals.map((signal) => `${JSON.stringify(signal)}\n`).join('');
}
