/** The entry of the brackets that the properties work on. */
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../orderTerms.ts';

export const price = decimal('1400');
export const entryTerms: OrderTerms = {
  orderId: 'e' as OrderId,
  signalId: 's' as never,
  account: 'main' as never,
  strategy: 'manual' as never,
  venue: 'sim' as never,
  symbol: 'SPX' as never,
  side: 'buy',
  quantity: decimal('20'),
  orderType: 'limit',
  limitPrice: price,
  timeInForce: 'GTC',
  reduceOnly: false,
  bracket: { takeProfit: decimal('1410'), stopLoss: decimal('1390') },
};
