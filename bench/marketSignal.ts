/** A signal of the bench at the market. They buy and sell in turn, so that no position grows. */
export function marketSignal(id: string, index: number, account = 'main'): object {
  return {
    id,
    source: 'bench',
    strategy: 'bench',
    account,
    symbol: 'SPX',
    side: index % 2 === 0 ? 'buy' : 'sell',
    quantity: '10',
    orderType: 'market',
    timeInForce: 'IOC',
    confidence: '0.9',
    createdAt: '2026-11-23T09:59:59Z',
  };
}
