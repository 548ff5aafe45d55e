/** Answers questions about orders, a page at a time. */
import { assertNever } from '../../../../../shared/kernel/invariant.ts';
import type { Exchange } from './exchange.ts';
import { pageRowsMax, type ClientMessage, type VenueMessage, type WireOrder } from '../wire/protocol.ts';
import type { StoredOrder } from '../record/recordRows.ts';

export type QueryMessage = Extract<
  ClientMessage,
  { type: 'query' | 'openOrders' | 'executions' | 'positions' | 'ping' }
>;

/** Answers a question. A full page carries `after`, where the next page starts. */
export function answerQuery(exchange: Exchange, message: QueryMessage): VenueMessage {
  const { id } = message;
  switch (message.type) {
    case 'query': {
      const order = exchange.find(message.clientOrderId);
      return { type: 'order', id, order: order === undefined ? null : wireOrderOf(order) };
    }
    case 'openOrders': {
      const orders = exchange.openOrders(message.after, pageRowsMax).map(wireOrderOf);
      return { type: 'orders', id, orders, ...nextPage(orders) };
    }
    case 'executions': {
      const rows = exchange.executions(message, message.after, pageRowsMax);
      const executions = rows.map(({ sequence, clientOrderId, executionId, quantity, price, venueTime }) => {
        return { sequence, clientOrderId, executionId, quantity, price, venueTime };
      });
      return { type: 'executions', id, executions, ...nextPage(executions) };
    }
    case 'positions':
      return { type: 'positions', id, positions: exchange.positions() };
    case 'ping':
      return { type: 'pong', id };
    default:
      return assertNever(message);
  }
}

function nextPage(rows: readonly { readonly sequence: number }[]): { after?: number } {
  const last = rows.at(-1);
  return rows.length === pageRowsMax && last !== undefined ? { after: last.sequence } : {};
}

function wireOrderOf(order: StoredOrder): WireOrder {
  return {
    sequence: order.sequence,
    clientOrderId: order.currentClientOrderId,
    venueOrderId: order.venueOrderId,
    account: order.account,
    symbol: order.symbol,
    side: order.side,
    orderType: order.orderType,
    timeInForce: order.timeInForce,
    ...(order.limitPrice !== null && { limitPrice: order.limitPrice }),
    ...(order.stopPrice !== null && { stopPrice: order.stopPrice }),
    ...(order.goodTill !== null && { goodTill: order.goodTill }),
    ...(order.reduceOnly && { reduceOnly: true }),
    status: order.status,
    quantity: order.quantity,
    filledQuantity: order.filledQuantity,
    ...(order.reason !== null && { reason: order.reason }),
  };
}
