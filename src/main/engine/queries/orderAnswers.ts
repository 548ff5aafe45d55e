/** Answers questions about orders from the rows of the read model and from the events. */
import { orderStream, signalStream } from '../../../shared/kernel/ids.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { OrdersProjection } from '../readmodel/ordersProjection.ts';
import type { OrderQuestion, OrderQuestions } from './orderReader.ts';
import { orderAt } from './ordersAt.ts';

type Handlers = {
  readonly [Question in OrderQuestion]: (
    asked: OrderQuestions[Question]['asked'],
  ) => OrderQuestions[Question]['answer'] | Promise<OrderQuestions[Question]['answer']>;
};

export type OrderAnswers = <Question extends OrderQuestion>(
  question: Question,
  asked: OrderQuestions[Question]['asked'],
) => OrderQuestions[Question]['answer'] | Promise<OrderQuestions[Question]['answer']>;

/** Questions that need only the rows are answered in the same turn. */
export function orderAnswers(projection: OrdersProjection, events: Pick<EventStore, 'read'>): OrderAnswers {
  const handlers: Handlers = {
    page: (query) => projection.rows().query(query),
    positions: (list) => projection.rows().positions(list),
    blotter(query) {
      const rows = projection.rows();
      const totals = rows.statistics(query.filter);
      const orders = query.filter === undefined ? totals.orders : rows.statistics().orders;
      return { rows: rows.query(query).rows, totals, orders };
    },
    totals: (filter) => projection.rows().statistics(filter),
    lines: (filter) => projection.rows().lines(filter),
    order: (orderId) => projection.get(orderId),
    orderAt({ orderId, position }) {
      const row = projection.get(orderId);
      return row && orderAt(events, row.orderId, position);
    },
    orderEvents(orderId) {
      const row = projection.get(orderId);
      return row === undefined ? [] : eventsOf(events, row);
    },
  };
  return (question, asked) => handlers[question](asked);
}

async function eventsOf(
  events: Pick<EventStore, 'read'>,
  { orderId, signalId, external }: OrderView,
): Promise<readonly StoredEvent[]> {
  const found: StoredEvent[] = [];
  // An order that somebody else sent has no signal.
  if (external !== true) for await (const event of events.read(signalStream(signalId))) found.push(event);
  for await (const event of events.read(orderStream(orderId))) found.push(event);
  return found.toSorted((a, b) => a.position - b.position);
}
