/** Signals for tests: a market order that fills, unless changed. */
export function sampleSignal(id: string, change: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    source: 'test',
    strategy: 'test',
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

export function ndjson(signals: readonly unknown[]): string {
  return signals.map((signal) => `${JSON.stringify(signal)}\n`).join('');
}
