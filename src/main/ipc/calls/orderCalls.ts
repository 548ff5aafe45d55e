/** Queries on orders, and their cancellation. */
import type { CancelResult } from '../../../shared/contract/api.ts';
import type { RiskDecisionView } from '../../../shared/contract/signals.ts';
import { parseOrderId } from '../../../shared/kernel/ids.ts';
import type { OperatorContext } from '../../engine/engine.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import { eventView } from '../views/eventView.ts';
import { failed, replied } from '../views/faultView.ts';
import { orderQueryOf } from '../views/orderQueryOf.ts';
import { riskView } from '../views/riskView.ts';
import type { CallContext, Handlers } from './handlers.ts';

type Methods = 'queryOrders' | 'getOrder' | 'getStatistics' | 'cancelOrders';

export function orderCalls(context: CallContext): Handlers<Methods> {
  const { engine } = context.runtime;
  return {
    queryOrders: (query) => {
      const page = engine.queries.getOrderHistory(orderQueryOf(query));
      return replied({ rows: [...page.rows], total: page.total });
    },
    getOrder: async ({ orderId }) => {
      const order = engine.queries.getOrder(orderId);
      if (order === undefined) {
        return failed({
          code: 'order_unknown',
          message: `There is no order ${orderId}.`,
          details: { orderId },
        });
      }
      const events = await engine.queries.getOrderEvents(orderId);
      const risk = riskOf(events);
      return replied({ order, events: events.map(eventView), ...(risk !== undefined && { risk }) });
    },
    getStatistics: ({ symbol }) => {
      const statistics = engine.queries.getStatistics(symbol);
      return replied({ ...statistics, byStatus: { ...statistics.byStatus } });
    },
    cancelOrders: async ({ orderIds, reason }) => {
      const operator: OperatorContext = { actor: context.actor, reason };
      // All at once: they share commits, and the guard keeps their order.
      const results = await Promise.all(
        [...new Set(orderIds)].map((orderId) => cancel(context, orderId, operator)),
      );
      return replied({ results });
    },
  };
}

async function cancel(context: CallContext, text: string, operator: OperatorContext): Promise<CancelResult> {
  const orderId = parseOrderId(text);
  if (orderId === undefined) {
    const refusal = { code: 'order_unknown', message: `There is no order ${text}.`, actual: text };
    return { orderId: text, requested: false, refusal };
  }
  const result = await context.runtime.engine.orders.cancel(orderId, operator);
  return result.ok
    ? { orderId, requested: true }
    : { orderId, requested: false, refusal: { ...result.error } };
}

/** The decision that the order was made or denied with. */
function riskOf(events: readonly StoredEvent[]): RiskDecisionView | undefined {
  for (const event of events) {
    if (event.type === 'OrderCreated') return riskView(event.data.risk);
    if (event.type === 'OrderDenied' && event.data.risk !== undefined) return riskView(event.data.risk);
  }
  return undefined;
}
