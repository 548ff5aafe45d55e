import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { ReplaceTerms } from '../orderState.ts';
import type { OrderTerms, OrderType, Side } from '../orderTerms.ts';
import { onlyReduces } from './reducingChange.ts';

interface Change {
  readonly quantity?: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
}

function reduces(side: Side, orderType: OrderType, change: Change): boolean {
  const terms: OrderTerms = {
    orderId: 'o' as never,
    signalId: 's' as never,
    account: 'main' as never,
    strategy: 'manual' as never,
    venue: 'sim' as never,
    symbol: 'SPX' as never,
    side,
    quantity: decimal('10'),
    orderType,
    ...((orderType === 'limit' || orderType === 'stop_limit') && { limitPrice: decimal('100') }),
    ...((orderType === 'stop' || orderType === 'stop_limit') && { stopPrice: decimal('90') }),
    timeInForce: 'GTC',
    reduceOnly: false,
  };
  const asked = Object.entries(change).map(([field, value]) => [field, decimal(value)]);
  return onlyReduces({ terms }, Object.fromEntries(asked) as ReplaceTerms);
}

describe('a change only reduces', () => {
  test.each<[Side, OrderType, Change]>([
    ['buy', 'limit', { quantity: '9' }],
    ['buy', 'limit', { quantity: '10' }],
    ['sell', 'market', { quantity: '9' }],
    ['buy', 'limit', { limitPrice: '99' }],
    ['buy', 'limit', { limitPrice: '100' }],
    ['buy', 'limit', { limitPrice: '-1' }],
    ['sell', 'limit', { limitPrice: '101' }],
    ['buy', 'stop', { stopPrice: '91' }],
    ['sell', 'stop', { stopPrice: '89' }],
    ['buy', 'stop_limit', { stopPrice: '91', limitPrice: '99', quantity: '1' }],
    ['sell', 'stop_limit', { stopPrice: '89', limitPrice: '101' }],
  ])('%s %s to %o', (side, type, change) => {
    expect(reduces(side, type, change)).toBe(true);
  });

  test.each<[Side, OrderType, Change]>([
    ['buy', 'limit', { quantity: '11' }],
    ['sell', 'limit', { quantity: '11', limitPrice: '101' }],
    ['buy', 'limit', { quantity: '1', limitPrice: '101' }],
    ['sell', 'limit', { limitPrice: '99' }],
    ['buy', 'stop', { stopPrice: '89' }],
    ['sell', 'stop', { stopPrice: '91' }],
    ['buy', 'stop_limit', { stopPrice: '91', limitPrice: '101' }],
    ['sell', 'stop_limit', { stopPrice: '91', limitPrice: '101' }],
    ['buy', 'market', { limitPrice: '1' }],
    ['sell', 'limit', { stopPrice: '1' }],
  ])('not a %s %s to %o', (side, type, change) => {
    expect(reduces(side, type, change)).toBe(false);
  });
});
