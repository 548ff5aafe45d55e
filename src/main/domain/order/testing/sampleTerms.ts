/** The terms of an order to buy 10 SPX at 1400. */
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../orderTerms.ts';

export const sampleTerms: OrderTerms = {
  orderId: 'o' as OrderId,
  signalId: 's' as never,
  account: 'main' as never,
  strategy: 'manual' as never,
  venue: 'sim' as never,
  symbol: 'SPX' as never,
  side: 'buy',
  quantity: decimal('10'),
  orderType: 'limit',
  limitPrice: decimal('1400'),
  timeInForce: 'GTC',
  reduceOnly: false,
};
