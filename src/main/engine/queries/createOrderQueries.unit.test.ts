import { describe, expect, it } from 'vitest';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { LiveOrders } from '../orders/liveOrders.ts';
import { OrdersProjection } from '../readmodel/ordersProjection.ts';
import { orderCreated, orderEvent } from '../readmodel/testing/sampleOrderEvents.ts';
import { orderAnswers } from './orderAnswers.ts';
import { createOrderQueries } from './createOrderQueries.ts';

function desk() {
  const time = manualTime();
  const views = memoryOrderViewStore();
  const save = views.save.bind(views);
  let full = false;
  views.save = (rows, checkpoint) => {
    if (full) throw new StoreReadError({ code: 'disk_full', message: 'The disk is full' });
    save(rows, checkpoint);
  };
  const projection = new OrdersProjection(
    views,
    time.scheduler,
    { log: () => undefined },
    (applied) => applied,
  );
  projection.markCaughtUp();
  const store = memoryEventStore(time);
  const live = new LiveOrders(store);
  const queries = createOrderQueries(projection, orderAnswers(projection, store), live);
  const take = (...events: StoredEvent[]): void =>
    projection.take(live.apply(events), events.at(-1)?.position ?? 0);
  return { projection, queries, views, take, fill: (state: boolean) => void (full = state) };
}

describe('queries while the rows can not be written', () => {
  it('know every active order, and no other', async () => {
    const { queries, take, fill } = desk();
    const active = (symbol?: string): string[] =>
      queries
        .getActiveOrders(symbol)
        .map(({ orderId }) => orderId)
        .toSorted((a, b) => a.localeCompare(b));
    take(orderCreated(1, 'a'), orderCreated(2, 'b'));
    expect(active()).toEqual(['a', 'b']);
    expect((await queries.getStatistics()).orders).toBe(2);
    fill(true);
    take(orderEvent(3, 'a', 'OrderDenied', { reasons: [] }), orderCreated(4, 'c'));
    expect(active()).toEqual(['b', 'c']);
    expect(active('XYZ')).toEqual([]);
    expect(queries.getOrder('c')?.status).toBe('created');
    // Answered from what was written last.
    expect((await queries.getStatistics()).orders).toBe(2);
    fill(false);
    expect((await queries.getStatistics()).orders).toBe(3);
    expect(active()).toEqual(['b', 'c']);
  });

  it('know it whatever the read model says', () => {
    const { projection, queries, views, take } = desk();
    take(orderCreated(1, 'a'), orderCreated(2, 'b'));
    projection.flush();
    const { rows } = views.query({});
    views.save(
      rows.map((row) => ({ ...row, status: 'canceled' as const })),
      views.checkpoint(),
    );
    expect(queries.getActiveOrders().map(({ orderId }) => orderId)).toEqual(['a', 'b']);
    expect(queries.getOrder('a')?.status).toBe('created');
  });

  it('end without them: the next start reads the events again', () => {
    const { projection, views, take, fill } = desk();
    take(orderCreated(1, 'a'));
    fill(true);
    projection.close();
    expect(views.checkpoint().position).toBe(0);
    expect(views.query({}).total).toBe(0);
  });
});
