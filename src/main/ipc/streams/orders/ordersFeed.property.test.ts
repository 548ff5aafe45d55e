import { ids } from '../../../../shared/kernel/testing/ids.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderSortFields } from '../../../domain/order/orderSortFields.ts';
import { frameMs } from '../../../../shared/contract/streams.ts';
import { parseInstant } from '../../../../shared/kernel/time.ts';
import { orderStatuses, type OrderStatus } from '../../../domain/order/orderState.ts';
import { type OrderQuery } from '../../../engine/readmodel/orderViewStore.ts';
import { rowOrder } from '../../../engine/readmodel/orderRowOrder.ts';
import { SimulatedTime } from '../../../simulation/machine/simulatedTime.ts';
import { OrderBook } from '../../testing/orderBook.ts';
import { portPair } from '../../testing/portPair.ts';
import { StreamWindow } from '../../testing/streamWindow.ts';
import { FrameClock } from '../frameClock.ts';
import { StreamHub, type FeedFactories } from '../streamHub.ts';
import { ordersFeeds, refillMs } from './ordersFeed.ts';
import { OrderTracker } from './orderTracker.ts';

const start = parseInstant('2026-11-23T10:00:00Z')!;

interface Change {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly filledNotional: string;
  readonly averagePrice?: string;
  readonly venue: string;
  readonly symbol: string;
}

type Step =
  | { readonly type: 'commit'; readonly changes: readonly Change[] }
  | { readonly type: 'frame'; readonly ms: number }
  | { readonly type: 'rebuild'; readonly changes: readonly Change[] }
  | { readonly type: 'receive'; readonly lost: number }
  | { readonly type: 'acknowledge' }
  /** The reading side finds what it was asked for, or gives what it found. */
  | { readonly type: 'find' }
  | { readonly type: 'answer' };

const change: fc.Arbitrary<Change> = fc.record(
  {
    orderId: fc.integer({ min: 0, max: 14 }).map((n) => `o${n}`),
    status: fc.constantFrom(...orderStatuses),
    quantity: fc.integer({ min: 1, max: 30 }).map(String),
    filledQuantity: fc.constantFrom('0', '3', '11.5'),
    filledNotional: fc.constantFrom('0', '4296.75'),
    averagePrice: fc.constantFrom('99', '1432.25'),
    venue: fc.constantFrom('sim', 'fix'),
    symbol: fc.constantFrom(ids.symbol('SPX'), ids.symbol('NDX')),
  },
  { requiredKeys: ['orderId', 'status', 'quantity', 'filledQuantity', 'filledNotional', 'venue', 'symbol'] },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('commit' as const),
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('frame' as const), ms: fc.constantFrom(1, frameMs, refillMs) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('receive' as const), lost: fc.integer({ min: 0, max: 15 }) }),
  },
  { weight: 3, arbitrary: fc.constant({ type: 'acknowledge' as const }) },
  { weight: 2, arbitrary: fc.constant({ type: 'find' as const }) },
  { weight: 3, arbitrary: fc.constant({ type: 'answer' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('rebuild' as const),
      changes: fc.array(change, { maxLength: 3 }),
    }),
  },
);

const query: fc.Arbitrary<OrderQuery & { readonly limit: number }> = fc.record(
  {
    filter: fc.record(
      {
        symbol: fc.constantFrom(ids.symbol('SPX'), ids.symbol('NDX')),
        statuses: fc.subarray([...orderStatuses], { minLength: 1 }),
        text: fc.constantFrom('o1', 's-o'),
      },
      { requiredKeys: [] },
    ),
    sort: fc.array(fc.record({ field: fc.constantFrom(...orderSortFields), descending: fc.boolean() }), {
      maxLength: 2,
    }),
    limit: fc.integer({ min: 1, max: 8 }),
  },
  { requiredKeys: ['limit'] },
);

test('whatever changes, is lost or comes late, the windows of two consoles end with what the engine says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { maxLength: 20, size: 'max' }),
      query,
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.boolean(),
      async (before, asked, steps, isSlow) => {
        const { time, book, window, other } = build();
        book.isSlow = isSlow;
        for (const one of before) book.commit(one);
        window.subscribe(asked);
        for (const [at, one] of steps.entries()) {
          // The other console comes later, with the same question, and draws every frame.
          if (at === 3) other.subscribe(asked);
          await perform(one, time, book, window);
          if (one.type === 'frame') draw(other);
        }
        if (steps.length <= 3) other.subscribe(asked);
        await settle(time, book, [window, other]);
        const page = book.page(asked);
        for (const { rows, matching, total, totals } of [window, other]) {
          expect([...rows.values()].toSorted(rowOrder(asked.sort) as never)).toEqual(page.rows);
          expect(matching).toBe(page.total);
          expect(total).toBe(book.page({}).total);
          expect(totals).toEqual(book.totals(asked.filter));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('at every moment, the window holds the first matching rows of the position it was told', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { maxLength: 30, size: 'max' }),
      query,
      fc.array(step, { maxLength: 40, size: 'max' }),
      fc.boolean(),
      async (before, asked, steps, isSlow) => {
        const { time, book, window } = build();
        book.isSlow = isSlow;
        for (const one of before) book.commit(one);
        window.subscribe(asked);
        for (const one of steps) {
          if (one.type === 'receive') continue;
          await perform(one, time, book, window);
          if (one.type !== 'frame' || one.ms < frameMs) continue;
          window.receive();
          // A late answer comes as a snapshot of its own position, and what changed since it in the frame after that.
          for (let frames = 0; frames < 2; frames++) {
            window.acknowledge();
            book.answer();
            await time.advance(frameMs);
            window.receive();
          }
          // Rows that have yet to move up may be missing at the end, never in between.
          const rows = [...window.rows.values()].toSorted(rowOrder(asked.sort) as never);
          expect(rows).toEqual(book.page(asked).rows.slice(0, rows.length));
        }
      },
    ),
    { numRuns: 500 },
  );
});

const notAsked = (): never => {
  throw new Error('no test asks for this topic');
};

function build() {
  const time = new SimulatedTime(start);
  const book = new OrderBook();
  const orders = ordersFeeds(book.queries, new OrderTracker(book.queries), time);
  const feeds: FeedFactories = {
    orders,
    orderList: notAsked,
    status: notAsked,
    signals: notAsked,
    events: notAsked,
    metrics: notAsked,
    kills: notAsked,
    limits: notAsked,
    positions: notAsked,
    exposures: notAsked,
    orderViewers: notAsked,
    log: notAsked,
    jobs: notAsked,
  };
  const ports = { clock: time, scheduler: time, logger: { log: () => undefined } };
  const frames = new FrameClock(ports, frameMs);
  const windowOfAConsole = (): StreamWindow => {
    const { bridge, window } = portPair();
    new StreamHub(feeds, ports, frames, () => true).connect(bridge);
    return new StreamWindow(window, 'orders');
  };
  return { time, book, window: windowOfAConsole(), other: windowOfAConsole() };
}

async function perform(one: Step, time: SimulatedTime, book: OrderBook, window: StreamWindow): Promise<void> {
  switch (one.type) {
    case 'commit':
      book.commit(...one.changes);
      return;
    case 'rebuild':
      book.rebuild(...one.changes);
      return;
    case 'frame':
      await time.advance(one.ms);
      return;
    case 'receive': {
      // One bit a delta: whether it gets lost. A loss shows as a gap, so there is always something after it.
      let bit = 1;
      window.receive(
        (message, after) => message.type === 'delta' && after > 0 && (one.lost & (bit <<= 1)) !== 0,
      );
      return;
    }
    case 'acknowledge':
      window.acknowledge();
      return;
    case 'find':
      book.find();
      return;
    case 'answer':
      book.answer();
  }
}

function draw(window: StreamWindow): void {
  window.receive();
  window.acknowledge();
}

/** The windows draw everything from now on; one more change shows them what they lost, and then nothing changes. */
async function settle(time: SimulatedTime, book: OrderBook, windows: readonly StreamWindow[]): Promise<void> {
  book.isSlow = false;
  for (let i = 0; i < 6; i++) {
    book.answer();
    for (const window of windows) draw(window);
    if (i < 3) book.commit({ orderId: 'last', symbol: 'SPX', status: 'filled' });
    await time.advance(refillMs + frameMs);
  }
  for (const window of windows) window.receive();
}
