/** Orders for tests of the simulated venue. */
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import {
  parseAccountId,
  parseOrderId,
  parseSignalId,
  parseStrategyId,
  parseVenueId,
  trusted,
} from '../../../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../../../domain/order/orderTerms.ts';
import { spx } from './simTestBed.ts';

/** A buy of 10 at the market, with the given changes. */
export function sampleTerms(change: Partial<OrderTerms> = {}): OrderTerms {
  return {
    orderId: trusted(parseOrderId, 'order-1'),
    signalId: trusted(parseSignalId, 'signal-1'),
    account: trusted(parseAccountId, 'main'),
    strategy: trusted(parseStrategyId, 'test'),
    venue: trusted(parseVenueId, 'sim'),
    symbol: spx,
    side: 'buy',
    quantity: decimal('10'),
    orderType: change.limitPrice === undefined ? 'market' : 'limit',
    timeInForce: 'GTC',
    reduceOnly: false,
    ...change,
  };
}
