/** How the values of a signal are written. */
import { expect, test } from 'vitest';
import type { SignalView } from '../../../shared/contract/signalRows.ts';
import { withIds } from '../../../shared/kernel/testing/plain.ts';
import { priceText } from './signalLook.ts';

const signalWith = (prices: { readonly limitPrice?: string; readonly stopPrice?: string }) =>
  withIds<SignalView>({
    signalId: 's1',
    actor: 'file',
    origin: undefined,
    signal: {
      id: 's1',
      source: 'file',
      strategy: 'manual',
      account: 'main',
      symbol: 'SPX',
      side: 'buy',
      quantity: '5',
      orderType: 'limit',
      timeInForce: 'DAY',
      confidence: '1',
      createdAt: '2026-11-23T09:31:05.877004Z',
      ...prices,
    },
    outcome: { fate: 'pending' },
    receivedAt: '2026-11-23T09:31:05.877004Z',
    receivedPosition: 1,
    position: 2,
  });

test.each([
  [{ limitPrice: '236.4' }, '236.40'],
  [{ limitPrice: '1506.25', stopPrice: '1440' }, '1\u00a0506.25 stop 1\u00a0440.00'],
  [{ stopPrice: '558' }, '558.00'],
  [{}, ''],
])('the prices %j of a symbol with two places are %s', (prices, text) => {
  expect(priceText(signalWith(prices), (symbol) => (symbol === 'SPX' ? 2 : 0))).toBe(text);
});
