/** Finds the order, signal, stream or event for an id that somebody pasted. */
import { parseOrderId, orderIdOfStream } from '../../../../shared/kernel/ids.ts';
import type { ApiOutput } from '../../../../shared/contract/api.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import type { ServedRuntime } from '../../ports/servedRuntime.ts';

type IdsFound = ApiOutput<'findId'>;
type IdMatch = IdsFound['matches'][number];

const matchesMax = 20;
const signalPrefix = 'signal-';
const orderPrefix = 'order-';

/** Looks for orders first, since most ids belong to one. Looks for an event only when nothing else matches. */
export async function findId(text: string, runtime: ServedRuntime): Promise<IdsFound> {
  const matches = new Map<string, IdMatch>();
  const add = (match: IdMatch): void => {
    if (matches.size < matchesMax) matches.set(`${match.kind} ${match.id}`, match);
  };
  const orders = await ordersOf(text, runtime);
  for (const order of orders) for (const match of matchesOfOrder(order, text)) add(match);
  const { streams } = await runtime.search.streams({ text, limit: matchesMax });
  for (const { streamId } of streams) for (const match of matchesOfStream(streamId)) add(match);
  if (matches.size > 0) return { matches: [...matches.values()], searchedTo: 1 };
  const { events, searchedTo } = await runtime.search.search({ text, limit: matchesMax });
  return { matches: events.map((event) => matchOfEvent(event, text)), searchedTo };
}

async function ordersOf(text: string, { engine }: ServedRuntime): Promise<readonly OrderView[]> {
  const id = text.startsWith(orderPrefix) ? text.slice(orderPrefix.length) : text;
  const orderId = parseOrderId(id);
  const exact = orderId && (await engine.queries.findOrder(orderId));
  if (exact !== undefined) return [exact];
  // The filter accepts no longer text.
  if (id.length > 64) return [];
  const { rows } = await engine.queries.getOrderHistory({ filter: { text: id }, limit: matchesMax });
  return rows;
}

function matchesOfOrder(order: OrderView, text: string): IdMatch[] {
  const { orderId, signalId } = order;
  const label = `${order.side} ${order.quantity} ${order.symbol}, ${order.status.replaceAll('_', ' ')}`;
  const match: IdMatch = { kind: 'order', id: orderId, orderId, label };
  if (!signalId.includes(text)) return [match];
  return [match, { kind: 'signal', id: signalId, orderId, label: `signal of ${label}` }];
}

/** Order streams are left out, because they are found as orders already. */
function matchesOfStream(streamId: string): IdMatch[] {
  if (streamId.startsWith(orderPrefix)) return [];
  if (!streamId.startsWith(signalPrefix)) {
    return [{ kind: 'stream', id: streamId, label: `stream ${streamId}` }];
  }
  const id = streamId.slice(signalPrefix.length);
  return [{ kind: 'signal', id, label: `signal ${id}` }];
}

function matchOfEvent(event: StoredEvent, text: string): IdMatch {
  const { eventId, type, streamId, position } = event;
  if (event.type === 'OrderFilled' && event.data.executionId.includes(text)) {
    const { executionId, lastQuantity, lastPrice } = event.data;
    return {
      kind: 'execution',
      id: executionId,
      orderId: orderIdOfStream(streamId),
      label: `${executionId}: ${lastQuantity} at ${lastPrice}, position ${position}`,
    };
  }
  return {
    kind: 'event',
    id: eventId,
    ...(streamId.startsWith(orderPrefix) && { orderId: orderIdOfStream(streamId) }),
    label: `${type} at position ${position} of ${streamId}`,
  };
}
