import { beforeEach, describe, expect, test } from 'vitest';
import { frameMs, unacknowledgedMax } from '../../../shared/contract/streams.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { OrderBook } from '../testing/orderBook.ts';
import { portPair, type WindowEnd } from '../testing/portPair.ts';
import { StreamWindow } from '../testing/streamWindow.ts';
import { ordersFeeds } from './orders/ordersFeed.ts';
import { OrderTracker } from './orders/orderTracker.ts';
import { FrameClock } from './frameClock.ts';
import { StreamHub, subscriptionsMax, type FeedFactories } from './streamHub.ts';

const start = parseInstant('2026-11-23T10:00:00Z')!;
const all = { limit: 100 };

let time: SimulatedTime;
let book: OrderBook;
let frames: FrameClock;
let feeds: FeedFactories;
let hub: StreamHub;
let end: WindowEnd;

function connect(): WindowEnd {
  const { bridge, window } = portPair();
  hub.connect(bridge);
  return window;
}

function hubOf(feeds: FeedFactories): StreamHub {
  const ports = { clock: time, scheduler: time, logger: { log: () => undefined } };
  return new StreamHub(feeds, ports, frames, () => true);
}

/** Subscribes to orders and takes the first snapshot. */
async function subscribed(parameters: unknown = all, window = end, id = 's1'): Promise<StreamWindow> {
  const subscriber = new StreamWindow(window, 'orders', id).subscribe(parameters);
  // The question goes out in the first frame, and its answer in the second.
  await time.advance(2 * frameMs);
  subscriber.receive();
  subscriber.acknowledge();
  return subscriber;
}

function draw(window: StreamWindow): void {
  window.receive();
  window.acknowledge();
}

const notAsked = (): never => {
  throw new Error('no test asks for this topic');
};

beforeEach(() => {
  time = new SimulatedTime(start);
  book = new OrderBook();
  const orders = ordersFeeds(book.queries, new OrderTracker(book.queries), time);
  const failing = () => {
    throw new Error('the store is gone');
  };
  feeds = {
    orders,
    orderList: notAsked,
    signals: notAsked,
    status: notAsked,
    jobs: notAsked,
    metrics: notAsked,
    kills: notAsked,
    limits: notAsked,
    positions: notAsked,
    exposures: notAsked,
    orderViewers: notAsked,
    log: notAsked,
    events: () => ({ snapshot: failing, delta: failing, pause: () => undefined, close: () => undefined }),
  };
  frames = new FrameClock({ clock: time, scheduler: time }, frameMs);
  hub = hubOf(feeds);
  end = connect();
});

describe('a subscription', () => {
  test('begins with a snapshot at a position', async () => {
    book.commit({ orderId: 'a' }, { orderId: 'b' });
    const window = await subscribed();
    expect(window.messages).toMatchObject([
      { type: 'snapshot', sequence: 1, position: 2, data: { matching: 2, total: 2 } },
    ]);
    expect([...window.rows.keys()]).toEqual(['b', 'a']);
  });

  test('hears of changes in numbered deltas, once a frame, each order once', async () => {
    const window = await subscribed();
    for (let i = 0; i < 10; i++) {
      book.commit({ orderId: 'a', version: i });
      await time.advance(1);
    }
    await time.advance(2 * frameMs);
    window.receive();
    const deltas = window.messages.filter(({ type }) => type === 'delta');
    expect(deltas.map((delta) => delta.type === 'delta' && delta.sequence)).toEqual([2, 3]);
    expect(deltas.at(-1)).toMatchObject({ position: 10, data: { upserts: [{ orderId: 'a', version: 9 }] } });
  });

  test('hears of a change at once after a quiet time', async () => {
    const window = await subscribed();
    await time.advance(1_000);
    book.commit({ orderId: 'a' });
    await time.advance(1);
    window.receive();
    expect(window.rows.has('a')).toBe(true);
  });

  test('hears nothing when nothing changed', async () => {
    const window = await subscribed();
    await time.advance(5_000);
    window.receive();
    expect(window.messages).toHaveLength(1);
  });

  test('ends when the window says so', async () => {
    const window = await subscribed();
    window.post({ type: 'unsubscribe', subscriptionId: 's1' });
    book.commit({ orderId: 'a' });
    await time.advance(frameMs);
    window.receive();
    expect(window.messages).toHaveLength(1);
  });

  test('ends with its port', async () => {
    await subscribed();
    end.close();
    const before = end.received.length;
    book.commit({ orderId: 'a' });
    await time.advance(1_000);
    expect(end.received).toHaveLength(before);
  });
});

describe('a window that falls behind', () => {
  test('gets no more than it has credit for, and then a fresh snapshot', async () => {
    const window = await subscribed();
    for (let i = 0; i < 50; i++) {
      book.commit({ orderId: `o${i}` });
      await time.advance(frameMs);
    }
    expect(end.received).toHaveLength(1 + unacknowledgedMax);
    window.receive();
    window.acknowledge();
    await time.advance(frameMs);
    window.receive();
    expect(window.messages.at(-1)).toMatchObject({ type: 'snapshot', data: { matching: 50 } });
    expect(window.rows.size).toBe(50);
  });

  test('holds back no other window', async () => {
    await subscribed();
    const other = await subscribed(all, connect(), 'other');
    for (let i = 0; i < 50; i++) {
      book.commit({ orderId: `o${i}` });
      await time.advance(frameMs);
      other.receive();
      other.acknowledge();
    }
    expect(other.rows.size).toBe(50);
    expect(other.messages.filter(({ type }) => type === 'snapshot')).toHaveLength(1);
  });

  test('costs the engine nothing while it is away', async () => {
    await subscribed();
    for (let i = 0; i < 20; i++) {
      book.commit({ orderId: `o${i}` });
      await time.advance(frameMs);
    }
    const { asked } = book;
    for (let i = 0; i < 100; i++) {
      book.commit({ orderId: `p${i}` });
      await time.advance(frameMs);
    }
    expect(book.asked).toBe(asked);
  });

  test('that saw a gap asks for a snapshot and goes on from there', async () => {
    const window = await subscribed();
    book.commit({ orderId: 'lost' });
    await time.advance(frameMs);
    window.receive(() => true);
    book.commit({ orderId: 'seen' });
    await time.advance(frameMs);
    window.receive();
    await time.advance(2 * frameMs);
    window.receive();
    expect(window.messages.at(-1)).toMatchObject({ type: 'snapshot' });
    expect([...window.rows.keys()].toSorted()).toEqual(['lost', 'seen']);
  });

  test('that lost all it had credit for gets its snapshot all the same', async () => {
    const window = await subscribed();
    for (let i = 0; i < 20; i++) {
      book.commit({ orderId: `o${i}` });
      await time.advance(frameMs);
    }
    window.receive(() => true);
    window.post({ type: 'resnapshot', subscriptionId: 's1' });
    await time.advance(frameMs);
    window.receive();
    expect(window.rows.size).toBe(20);
  });

  test('gains no credit by acknowledging what was never sent', async () => {
    const window = await subscribed();
    window.post({ type: 'acknowledge', subscriptionId: 's1', sequence: 1_000_000 });
    for (let i = 0; i < 50; i++) {
      book.commit({ orderId: `o${i}` });
      await time.advance(frameMs);
    }
    expect(end.received).toHaveLength(1 + unacknowledgedMax);
  });
});

describe('a window with room for fewer rows than match', () => {
  test('holds the first ones, whatever happens to those behind', async () => {
    for (const orderId of ['d', 'c', 'b', 'a']) {
      book.commit({ orderId, status: 'accepted' }, { orderId: `-${orderId}` });
    }
    const window = await subscribed({ filter: { statuses: ['accepted'] }, limit: 2 });
    expect([...window.rows.keys()]).toEqual(['a', 'b']);
    book.commit({ orderId: 'a', status: 'filled' }, { orderId: 'd', quantity: '7' });
    await time.advance(frameMs);
    window.receive();
    expect([...window.rows.keys()]).toEqual(['b']);
    await time.advance(1_000);
    window.receive();
    expect([...window.rows.keys()]).toEqual(['b', 'c']);
    expect(window.matching).toBe(3);
  });
});

describe('many subscriptions', () => {
  test('of two consoles with the same parameters are served by one question, and go on by themselves', async () => {
    const first = await subscribed();
    const { bridge, window } = portPair();
    hubOf(feeds).connect(bridge);
    for (let i = 0; i < 3; i++) {
      book.commit({ orderId: `o${i}` });
      await time.advance(frameMs);
      draw(first);
    }
    const { asked } = book;
    const second = await subscribed(all, window);
    expect(second.messages).toMatchObject([{ type: 'snapshot', position: 3, data: { matching: 3 } }]);
    // The first draws no more: only it gets a snapshot later.
    for (let i = 3; i < 30; i++) {
      book.commit({ orderId: `o${i}` });
      await time.advance(frameMs);
      draw(second);
    }
    expect(second.messages.filter(({ type }) => type === 'snapshot')).toHaveLength(1);
    first.receive();
    first.acknowledge();
    await time.advance(frameMs);
    first.receive();
    expect(first.messages.at(-1)).toMatchObject({ type: 'snapshot', position: 30 });
    expect(new Set(first.rows.keys())).toEqual(new Set(second.rows.keys()));
    expect(book.asked).toBe(asked);
  });

  test('of many windows each get their own rows', async () => {
    const windows = await Promise.all(
      Array.from({ length: 20 }, (_, i) => subscribed({ filter: { symbol: `S${i}` }, limit: 10 }, connect())),
    );
    for (let i = 0; i < 20; i++) book.commit({ orderId: `o${i}`, symbol: `S${i}` });
    await time.advance(frameMs);
    for (const window of windows) window.receive();
    expect(windows.map(({ rows }) => [...rows.keys()])).toEqual(windows.map((_, i) => [`o${i}`]));
  });

  test('are bounded by window', async () => {
    for (let i = 0; i <= subscriptionsMax; i++) new StreamWindow(end, 'orders', `s${i}`).subscribe(all);
    expect(end.received).toMatchObject([
      { type: 'refused', subscriptionId: `s${subscriptionsMax}`, fault: { code: 'busy' } },
    ]);
    end.post({ type: 'unsubscribe', subscriptionId: 's0' });
    new StreamWindow(end, 'orders', 'again').subscribe(all);
    await time.advance(frameMs);
    const later = end.received.slice(1).map((message) => (message as { type: string }).type);
    expect(later).toEqual(Array.from({ length: subscriptionsMax }, () => 'snapshot'));
  });

  test('one that fails is refused, and the others go on', async () => {
    const good = await subscribed();
    new StreamWindow(end, 'events', 'bad').subscribe({ query: {} });
    book.commit({ orderId: 'a' });
    await time.advance(frameMs);
    good.receive();
    expect(end.received).toContainEqual(
      expect.objectContaining({
        type: 'refused',
        subscriptionId: 'bad',
        fault: expect.objectContaining({ code: 'internal' }),
      }),
    );
    expect(good.rows.has('a')).toBe(true);
  });
});

describe('a malformed request', () => {
  const cases: Readonly<Record<string, readonly [unknown, string]>> = {
    nothing: [null, ''],
    'a text': ['subscribe', ''],
    'an unknown type': [{ type: 'drop', subscriptionId: 's1' }, 's1'],
    'an unknown topic': [{ type: 'subscribe', subscriptionId: 's1', topic: 'secrets', parameters: {} }, 's1'],
    'the topic __proto__': [
      { type: 'subscribe', subscriptionId: 's1', topic: '__proto__', parameters: {} },
      's1',
    ],
    'an id that is no text': [{ type: 'unsubscribe', subscriptionId: 5 }, ''],
    'an id without end': [{ type: 'unsubscribe', subscriptionId: 'x'.repeat(70) }, ''],
    'parameters of the wrong form': [
      { type: 'subscribe', subscriptionId: 's1', topic: 'orders', parameters: { limit: 'all' } },
      's1',
    ],
    'more rows than a window may have': [
      { type: 'subscribe', subscriptionId: 's1', topic: 'orders', parameters: { limit: 5_000 } },
      's1',
    ],
    'an unknown key': [{ type: 'unsubscribe', subscriptionId: 's1', also: 1 }, 's1'],
    'a negative sequence': [{ type: 'acknowledge', subscriptionId: 's1', sequence: -1 }, 's1'],
    'parameters without end': [
      {
        type: 'subscribe',
        subscriptionId: 's1',
        topic: 'orders',
        parameters: { limit: 1, filter: { text: 'x'.repeat(50_000) } },
      },
      's1',
    ],
    bytes: [
      { type: 'subscribe', subscriptionId: 's1', topic: 'orders', parameters: new Uint8Array(8) },
      's1',
    ],
  };
  test.each(Object.entries(cases))('(%s) is answered with a refusal', (_name, [message, id]) => {
    end.post(message);
    expect(end.received).toMatchObject([
      { type: 'refused', subscriptionId: id, fault: { code: 'invalid_message' } },
    ]);
  });

  test('that names a subscription nobody made is told so', () => {
    end.post({ type: 'resnapshot', subscriptionId: 'ghost' });
    expect(end.received).toMatchObject([
      { type: 'refused', subscriptionId: 'ghost', fault: { code: 'subscription_unknown' } },
    ]);
  });

  test('that makes a subscription twice ends it', async () => {
    await subscribed();
    new StreamWindow(end, 'orders').subscribe(all);
    expect(end.received.at(-1)).toMatchObject({ type: 'refused', subscriptionId: 's1' });
    const before = end.received.length;
    book.commit({ orderId: 'a' });
    await time.advance(1_000);
    expect(end.received).toHaveLength(before);
  });
});
