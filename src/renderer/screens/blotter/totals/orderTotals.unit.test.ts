import { expect, test } from 'vitest';
import { ids } from '../../../../shared/kernel/testing/ids.ts';
import type { OrderLine } from '../../../../shared/contract/orders.ts';
import { orderTotals } from './orderTotals.ts';

const line = (change: Partial<OrderLine>): OrderLine => ({
  symbol: ids.symbol('SPX'),
  side: 'buy',
  status: 'filled',
  orders: 1,
  quantity: '10',
  filledQuantity: '10',
  filledNotional: '100',
  ...change,
});

test('quantities are told by symbol and side, open ones only of orders that have not ended', () => {
  const { orders, byStatus, bySymbol } = orderTotals(
    [
      line({ orders: 2, quantity: '0.3', filledQuantity: '0.3', filledNotional: '0.1' }),
      line({ status: 'partially_filled', quantity: '5', filledQuantity: '2', filledNotional: '0.2' }),
      line({ status: 'canceled', side: 'sell', quantity: '7', filledQuantity: '1', filledNotional: '9' }),
    ],
    ['partially_filled', 'filled', 'denied', 'canceled'],
    () => 'USD',
  );
  expect(orders).toBe(4);
  expect(byStatus).toEqual([
    ['partially_filled', 1],
    ['filled', 2],
    ['canceled', 1],
  ]);
  expect(bySymbol).toEqual([
    {
      symbol: ids.symbol('SPX'),
      currency: 'USD',
      buy: { orders: 3, ordered: '5.3', filled: '2.3', open: '3', value: '0.3' },
      sell: { orders: 1, ordered: '7', filled: '1', open: '0', value: '9' },
    },
  ]);
});

test('values are never summed over currencies, nor with symbols whose currency nobody knows', () => {
  const currencies: Readonly<Record<string, string>> = { SPX: 'USD', DAX: 'EUR' };
  const { byCurrency } = orderTotals(
    [
      line({ symbol: ids.symbol('SPX') }),
      line({ symbol: ids.symbol('DAX'), side: 'sell', filledNotional: '7.000000001' }),
      line({ symbol: ids.symbol('XYZ'), filledNotional: '3' }),
    ],
    ['filled'],
    (symbol) => currencies[symbol],
  );
  expect(byCurrency).toEqual([
    { currency: 'EUR', bought: '0', sold: '7.000000001' },
    { currency: 'USD', bought: '100', sold: '0' },
    { currency: undefined, bought: '3', sold: '0' },
  ]);
});
