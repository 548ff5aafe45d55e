/** A limit order to buy 10, unless changed. */
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import {
  parseAccountId,
  parseOrderId,
  parseSignalId,
  parseStrategyId,
  parseTicker,
  parseVenueId,
  trusted,
} from '../../../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../../../domain/order/orderTerms.ts';

export function sampleTerms(change: Partial<OrderTerms> = {}): OrderTerms {
  return {
    orderId: trusted(parseOrderId, 'order-1'),
    signalId: trusted(parseSignalId, 'signal-1'),
    account: trusted(parseAccountId, 'main'),
    strategy: trusted(parseStrategyId, 'test'),
    venue: trusted(parseVenueId, 'exec'),
    symbol: trusted(parseTicker, 'SPX'),
    side: 'buy',
    quantity: decimal('10'),
    orderType: 'limit',
    limitPrice: decimal('1400.25'),
    timeInForce: 'DAY',
    reduceOnly: false,
    ...change,
  };
}
