/** Makes the terms of an order from a signal. */
import type { OrderId, VenueId } from '../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { Signal } from '../../domain/signal/signal.ts';

export function termsOf(signal: Signal, orderId: OrderId, venue: VenueId): OrderTerms {
  return {
    orderId,
    signalId: signal.id,
    account: signal.account,
    strategy: signal.strategy,
    venue,
    symbol: signal.symbol,
    side: signal.side,
    quantity: signal.quantity,
    orderType: signal.orderType,
    ...(signal.limitPrice !== undefined && { limitPrice: signal.limitPrice }),
    ...(signal.stopPrice !== undefined && { stopPrice: signal.stopPrice }),
    timeInForce: signal.timeInForce,
    ...(signal.goodTill !== undefined && { goodTill: signal.goodTill }),
    reduceOnly: signal.reduceOnly,
    ...((signal.takeProfit !== undefined || signal.stopLoss !== undefined) && {
      bracket: {
        ...(signal.takeProfit !== undefined && { takeProfit: signal.takeProfit }),
        ...(signal.stopLoss !== undefined && { stopLoss: signal.stopLoss }),
      },
    }),
  };
}
