/** The feeds while the reading side answers late, not at all, or with a fault. */
import { expect, test } from 'vitest';
import { frameMs } from '../../../shared/contract/streams.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { OrderBook } from '../testing/orderBook.ts';
import { askAgainMs } from './feedQuestion.ts';
import { changesSinceMax, ordersFeeds } from './orders/ordersFeed.ts';
import { OrderTracker } from './orders/orderTracker.ts';

const start = parseInstant('2026-11-23T10:00:00Z')!;

function feedOf(book: OrderBook, queries = book.queries) {
  const time = new SimulatedTime(start);
  let told = 0;
  const feed = ordersFeeds(queries, new OrderTracker(queries), time)({ limit: 10 }, () => told++);
  return { time, feed, told: () => told };
}

test('a snapshot holds what was found, and what came after it follows', async () => {
  const book = new OrderBook();
  book.isSlow = true;
  book.commit({ orderId: 'a' });
  const { feed, time, told } = feedOf(book);
  expect(feed.snapshot()).toBeUndefined();
  book.commit({ orderId: 'b' });
  book.find();
  book.commit({ orderId: 'a', status: 'filled' }, { orderId: 'c' });
  book.commit({ orderId: 'c', status: 'filled' });
  expect(feed.snapshot()).toBeUndefined();
  const before = told();
  book.answer();
  await time.advance(1);
  expect(told()).toBeGreaterThan(before);
  expect(feed.snapshot()).toMatchObject({
    position: 2,
    data: { rows: [{ orderId: 'b' }, { orderId: 'a', status: 'created' }], total: 2, matching: 2 },
  });
  expect(feed.delta()).toMatchObject({
    position: 5,
    data: {
      upserts: [
        { orderId: 'a', status: 'filled' },
        { orderId: 'c', status: 'filled' },
      ],
      total: 3,
      totals: { byStatus: { created: 1, filled: 2 } },
    },
  });
  expect(feed.delta()).toBeUndefined();
});

test('after too many changes since the question, the question is asked again', async () => {
  const book = new OrderBook();
  book.isSlow = true;
  const { feed, time } = feedOf(book);
  feed.snapshot();
  book.find();
  for (let index = 0; index <= changesSinceMax; index++) book.commit({ orderId: `o${index % 20}` });
  book.answer();
  await time.advance(1);
  expect(feed.snapshot()).toBeUndefined();
  expect(book.asked).toBe(2);
  book.answer();
  await time.advance(1);
  expect(feed.snapshot()).toMatchObject({ position: changesSinceMax + 1, data: { total: 20 } });
});

test('a question that the reading side could not answer is asked again a little later', async () => {
  const book = new OrderBook();
  book.commit({ orderId: 'a' });
  const { queries } = book;
  let isDown = true;
  const fault = new StoreReadError({ code: 'reader_ended', message: 'the reading thread has ended' });
  const flaky = Object.create(queries, {
    getBlotter: {
      value: (query: object) => (isDown ? Promise.reject(fault) : queries.getBlotter(query)),
    },
  }) as typeof queries;
  const { feed, time, told } = feedOf(book, flaky);
  feed.snapshot();
  await time.advance(frameMs);
  expect(feed.snapshot()).toBeUndefined();
  isDown = false;
  const before = told();
  await time.advance(askAgainMs);
  expect(told()).toBeGreaterThan(before);
  feed.snapshot();
  await time.advance(frameMs);
  expect(feed.snapshot()).toMatchObject({ data: { total: 1 } });
});

test('an answer to a feed that was closed or paused is not taken', async () => {
  const book = new OrderBook();
  book.isSlow = true;
  const { feed, time } = feedOf(book);
  feed.snapshot();
  feed.pause();
  book.commit({ orderId: 'a' });
  expect(feed.snapshot()).toBeUndefined();
  book.answer();
  await time.advance(1);
  expect(feed.snapshot()).toMatchObject({ position: 1, data: { total: 1 } });
});
