import { describe, expect, it } from 'vitest';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import { OrderHistory } from '../readmodel/testing/orderHistories.ts';
import { LiveOrders } from '../orders/liveOrders.ts';
import { createOrderQueries } from './createOrderQueries.ts';
import { readerOn } from './testing/readerOn.ts';
import { answerMsMax } from './withinDeadline.ts';

async function desk() {
  const time = manualTime();
  const views = memoryOrderViewStore();
  const save = views.save.bind(views);
  let full = false;
  views.save = (rows, checkpoint) => {
    if (full) throw new StoreReadError({ code: 'disk_full', message: 'The disk is full' });
    save(rows, checkpoint);
  };
  const store = memoryEventStore(time);
  const live = new LiveOrders(store);
  const reader = readerOn(store, time, views);
  const { scheduler } = time;
  const queries = createOrderQueries({ reader, live, scheduler, head: () => store.head().position });
  store.onCommitted((events) => {
    reader.follow(store.head().position);
    queries.publish({ position: store.head().position, rows: live.apply(events) });
  });
  await reader.start(false);
  const history = new OrderHistory();
  /** Makes an order: each call is one commit. */
  const trade = async (order: number): Promise<void> => {
    const refused = { type: 'RecordCancelRejection', evidence: 'venue', code: '0', reason: '' } as const;
    const append = history.take({ order, command: refused });
    if (append !== undefined) await store.appendAll([append]);
  };
  return { queries, views, trade, reader, time, fill: (state: boolean) => void (full = state) };
}

/** The message with which an answer is refused. */
const whyRefused = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'not refused',
    (error: unknown) => String(error),
  );

describe('an answer', () => {
  it('holds what was on disk before the question, and says up to where', async () => {
    const { queries, trade } = await desk();
    await trade(0);
    const one = queries.getStatistics();
    await trade(1);
    expect(await one).toMatchObject({ orders: 1 });
    const { orders, position } = await queries.getStatistics();
    expect(orders).toBe(2);
    expect(position).toBe(queries.position);
    expect((await queries.getOrderHistory({})).rows).toEqual(queries.getActiveOrders().toReversed());
  });

  it('waits for the position that is asked for, and not without end', async () => {
    const { queries, trade, time } = await desk();
    await trade(0);
    const atLeast = queries.position + 1;
    const later = queries.getStatistics(undefined, { atLeast });
    await trade(1);
    expect(await later).toMatchObject({ orders: 2 });
    const never = queries.getStatistics(undefined, { atLeast: 1_000 });
    const refused = whyRefused(never);
    time.advance(answerMsMax);
    expect(await refused).toMatch(/hold the events up to position \d+, and position 1000 was asked for/);
  });

  it('is a fault at once when the reading side is closed', async () => {
    const { queries, reader, trade } = await desk();
    await trade(0);
    const waiting = queries.getStatistics(undefined, { atLeast: 1_000 });
    const refused = whyRefused(waiting);
    await reader.close();
    expect(await refused).toMatch(/closed/);
    await expect(queries.getStatistics()).rejects.toThrow(StoreReadError);
  });
});

describe('queries while the rows can not be written', () => {
  it('know every active order, and no other', async () => {
    const { queries, trade, fill, views } = await desk();
    await trade(0);
    await trade(1);
    expect(queries.getActiveOrders()).toHaveLength(2);
    expect(await queries.getStatistics()).toMatchObject({ orders: 2 });
    fill(true);
    await trade(2);
    expect(queries.getActiveOrders()).toHaveLength(3);
    // The answer says up to which position it holds every event, so it must hold what waits to be written too.
    expect(await queries.getStatistics()).toMatchObject({ orders: 3, position: queries.position });
    expect((await queries.getOrderHistory({})).rows).toEqual(queries.getActiveOrders().toReversed());
    fill(false);
    expect(await queries.getStatistics()).toMatchObject({ orders: 3 });
    const { rows } = views.query({});
    views.save(
      rows.map((row) => ({ ...row, status: 'canceled' as const })),
      views.checkpoint(),
    );
    expect(queries.getActiveOrders()).toHaveLength(3);
  });

  it('end without them: the next start reads the events again', async () => {
    const { reader, views, trade, fill } = await desk();
    await trade(0);
    fill(true);
    await reader.close();
    expect(views.checkpoint().position).toBe(0);
    expect(views.query({}).total).toBe(0);
  });
});
