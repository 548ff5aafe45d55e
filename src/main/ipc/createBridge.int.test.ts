/** The bridge with the whole engine behind it, as a window uses it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../shared/kernel/testing/ids.ts';
import { apiContract, apiMethods, type ApiMethod } from '../../shared/contract/api.ts';
import { replySchema } from '../../shared/contract/faults.ts';
import type { Ticket } from '../../shared/contract/signals.ts';
import { frameMs, topics, type Topic, type TopicSnapshot } from '../../shared/contract/streams.ts';
import { BridgeDesk } from './testing/bridgeDesk.ts';
import { noFaults } from './testing/noFaults.ts';
import { sampleCalls } from './testing/sampleCalls.ts';
import { StreamWindow } from './testing/streamWindow.ts';

const reason = 'a test of the desk';

function ticket(signalId: string, change: Partial<Ticket> = {}): Ticket {
  return {
    signalId,
    account: ids.account('main'),
    strategy: ids.strategy('manual'),
    symbol: ids.symbol('SPX'),
    side: 'buy',
    quantity: '10',
    orderType: 'limit',
    limitPrice: '1400',
    timeInForce: 'DAY',
    ...change,
  };
}

let desk: BridgeDesk;

beforeEach(async () => {
  desk = await new BridgeDesk().open();
});

/** Subscribes and gives the first snapshot. */
async function snapshotOf<T extends Topic>(topic: T, parameters: unknown): Promise<TopicSnapshot<T>> {
  const window = new StreamWindow(desk.streams, topic, `${topic}-1`).subscribe(parameters);
  await desk.time.advance(frameMs);
  window.receive();
  const [message] = window.messages;
  if (message?.type !== 'snapshot') throw new Error(`no snapshot but ${JSON.stringify(message)}`);
  return topics[topic].snapshot.parse(message.data) as TopicSnapshot<T>;
}

describe('the ticket', () => {
  test('submits a signal in the name of the operator, and tells its outcome', async () => {
    const reply = await desk.call('submitTicket', ticket('t1'));
    expect(reply).toMatchObject({
      ok: true,
      value: { signalId: ids.signal('t1'), outcome: 'ordered', reasons: [] },
    });
    const { value } = reply as { value: { orderId: string } };
    const detail = await desk.call('getOrder', { orderId: value.orderId });
    expect(detail).toMatchObject({
      ok: true,
      value: { order: { status: 'filled', signalId: ids.signal('t1') }, risk: { level: 'low' } },
    });
    if (!detail.ok) return;
    const recorded = await desk.engine.queries.getOrderEvents(ids.order(value.orderId));
    expect(detail.value.events.map(({ type, position }) => `${position} ${type}`)).toEqual(
      recorded.map(({ type, position }) => `${position} ${type}`),
    );
    expect(recorded.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['SignalReceived', 'OrderCreated', 'OrderSubmitting', 'OrderFilled']),
    );
    expect(detail.value.events[0]).toMatchObject({ actor: ids.actor('operator:ak') });
  });

  test('submitted twice is one order', async () => {
    const first = await desk.call('submitTicket', ticket('t1'));
    const again = await desk.call('submitTicket', ticket('t1'));
    expect(again).toMatchObject({ ok: true, value: { outcome: 'duplicate' } });
    expect(again.ok && again.value.orderId).toBe(first.ok && first.value.orderId);
  });

  test('with a wrong value is refused with every reason', async () => {
    const wrong = ticket('t1', { quantity: '0', symbol: ids.symbol('XXX') });
    const reply = await desk.call('submitTicket', wrong);
    expect(reply).toMatchObject({ ok: true, value: { outcome: 'rejected' } });
    expect(reply.ok && reply.value.reasons.length).toBeGreaterThan(1);
    const dryRun = await desk.call('dryRunTicket', wrong);
    expect(dryRun.ok && dryRun.value.refusals).toEqual(reply.ok && reply.value.reasons);
  });

  test('that risk denies is an order that never left', async () => {
    const reply = await desk.call('submitTicket', ticket('t1', { quantity: '999999' }));
    expect(reply).toMatchObject({ ok: true, value: { outcome: 'denied', status: 'denied' } });
    expect(desk.venue.submissions).toEqual([]);
  });

  test('gets the verdict of every rule from a dry run, without a trace', async () => {
    const before = desk.engine.store.head().position;
    const reply = await desk.call('dryRunTicket', ticket('t1'));
    expect(reply).toMatchObject({ ok: true, value: { refusals: [], risk: { level: 'low' } } });
    expect(desk.engine.store.head().position).toBe(before);
  });

  test('whose venue never answers is told as taken and not settled', async () => {
    desk.venue.behaviour = 'lose_answer';
    const reply = await desk.call('submitTicket', ticket('t1'));
    expect(reply).toMatchObject({
      ok: true,
      value: { signalId: ids.signal('t1'), orderId: expect.any(String) },
    });
    expect(reply.ok && ['pending', 'ordered']).toContain(reply.ok && reply.value.outcome);
  });

  test('is not taken by an engine that has stopped', async () => {
    await desk.until(desk.engine.stop('test'));
    expect(await desk.call('submitTicket', ticket('t1'))).toMatchObject({
      ok: false,
      fault: { code: 'not_running' },
    });
  });
});

describe('orders', () => {
  test('that rest are canceled with a reason, and the others say why not', async () => {
    desk.venue.behaviour = 'rest';
    const resting = await desk.call('submitTicket', ticket('t1'));
    const orderId = (resting.ok && resting.value.orderId) || '';
    expect(desk.bridge.openOrders().map((order) => order.orderId)).toEqual([orderId]);
    const reply = await desk.call('cancelOrders', {
      orderIds: [orderId, orderId, ids.order('nobody'), '?'],
      reason,
    });
    expect(reply.ok && reply.value.results).toMatchObject([
      { orderId, requested: true },
      { orderId: ids.order('nobody'), requested: false, refusal: { code: 'order_unknown' } },
      { orderId: '?', requested: false, refusal: { code: 'order_unknown' } },
    ]);
    await desk.time.advance(1_000);
    expect(await desk.call('getOrder', { orderId })).toMatchObject({
      ok: true,
      value: { order: { status: 'canceled' } },
    });
    expect(desk.bridge.openOrders()).toEqual([]);
  });

  test('are found by filter, and counted', async () => {
    await desk.call('submitTicket', ticket('t1'));
    await desk.call('submitTicket', ticket('t2', { side: 'sell' }));
    const sells = await desk.call('queryOrders', { filter: { side: 'sell', symbol: undefined }, limit: 5 });
    expect(sells).toMatchObject({ ok: true, value: { total: 1, rows: [{ signalId: ids.signal('t2') }] } });
    expect(await desk.call('getStatistics', {})).toMatchObject({
      ok: true,
      value: { orders: 2, byStatus: { filled: 2 } },
    });
  });

  test('are listed by the positions at which they were created, which name them', async () => {
    for (const id of ['t1', 't2', 't3']) await desk.call('submitTicket', ticket(id));
    const sort = [{ field: 'createdAt', descending: false }] as const;
    const listed = await desk.call('queryOrders', { sort: [...sort] });
    const positions = listed.ok ? listed.value.rows.map((row) => row.createdPosition) : [];
    expect(positions).toHaveLength(3);
    const before = { filter: { createdToPosition: positions[2] }, sort };
    expect((await snapshotOf('orderList', before)).positions).toEqual(
      Float64Array.from(positions.slice(0, 2)),
    );
    const named = await desk.call('queryOrders', { filter: { createdPositions: [positions[1]!, 1] } });
    expect(named).toMatchObject({ ok: true, value: { total: 1, rows: [{ signalId: ids.signal('t2') }] } });
  });

  test('that nobody knows are a fault', async () => {
    expect(await desk.call('getOrder', { orderId: ids.order('nobody') })).toMatchObject({
      ok: false,
      fault: { code: 'order_unknown' },
    });
  });
});

describe('ids', () => {
  test('lead to the order, its signal and streams', async () => {
    const reply = await desk.call('submitTicket', ticket('ticket-4711'));
    const orderId = (reply.ok && reply.value.orderId) || '';
    const find = async (text: string) => {
      const found = await desk.call('findId', { text });
      return found.ok ? found.value.matches.map(({ kind, id }) => `${kind} ${id}`) : [];
    };
    expect(await find(orderId)).toContain(`order ${orderId}`);
    expect(await find(orderId.slice(-8))).toContain(`order ${orderId}`);
    expect(await find(`order-${orderId}`)).toContain(`order ${orderId}`);
    expect(await find('ticket-4711')).toEqual([`order ${orderId}`, 'signal ticket-4711']);
    expect(await find('venue-sim')).toContain('stream venue-sim');
    expect(await find('nothing like it')).toEqual([]);
  });
});

describe('the breaker', () => {
  test('is tripped and reset by hand, and orders meanwhile are refused with the reason', async () => {
    expect(await desk.call('tripBreaker', { venue: ids.venue('sim'), reason })).toEqual({
      ok: true,
      value: {},
    });
    expect(await desk.call('submitTicket', ticket('t1'))).toMatchObject({
      ok: true,
      value: { outcome: 'denied' },
    });
    const { venues } = await snapshotOf('status', {});
    expect(venues).toMatchObject([
      {
        venue: ids.venue('sim'),
        kind: 'simulated',
        breaker: { state: 'open', actor: ids.actor('operator:ak') },
      },
    ]);
    expect(await desk.call('resetBreaker', { venue: ids.venue('sim'), reason })).toEqual({
      ok: true,
      value: {},
    });
    expect(await desk.call('submitTicket', ticket('t2'))).toMatchObject({
      ok: true,
      value: { outcome: 'ordered' },
    });
  });

  test('of no venue is a fault', async () => {
    const input = { venue: ids.venue('nowhere'), reason };
    for (const method of ['tripBreaker', 'resetBreaker', 'isolateBreaker'] as const) {
      expect(await desk.call(method, input)).toMatchObject({ ok: false, fault: { code: 'venue_unknown' } });
    }
    expect(await desk.call('configureSim', { ...input, faults: noFaults })).toMatchObject({
      ok: false,
    });
  });
});

test('the simulated venue is told its faults', async () => {
  const faults = { ...noFaults, latencyMs: 50 };
  expect(await desk.call('configureSim', { venue: ids.venue('sim'), faults, reason })).toEqual({
    ok: true,
    value: {},
  });
  expect(desk.faults).toEqual(faults);
});

test('strategies are started and stopped, and an unknown one is refused', async () => {
  expect(await desk.call('startStrategy', { strategy: ids.strategy('demo') })).toEqual({
    ok: true,
    value: {},
  });
  expect((await snapshotOf('status', {})).strategies).toMatchObject([
    { strategy: ids.strategy('demo'), state: 'running' },
  ]);
  expect(await desk.call('stopStrategy', { strategy: ids.strategy('demo'), reason })).toEqual({
    ok: true,
    value: {},
  });
  expect(await desk.call('startStrategy', { strategy: ids.strategy('other') })).toMatchObject({
    ok: false,
    fault: { code: 'strategy_unknown' },
  });
});

test('jobs report their progress on their topic, and can be canceled', async () => {
  const jobs = new StreamWindow(desk.streams, 'jobs').subscribe({});
  desk.chosenFile = '/signals/day.csv';
  const started = await desk.call('startReplay', { source: 'dialog' });
  const jobId = started.ok && 'jobId' in started.value ? started.value.jobId : '';
  desk.job?.onProgress({ done: 5, total: 10 });
  await desk.time.advance(500);
  expect(await desk.call('cancelJob', { jobId })).toEqual({ ok: true, value: {} });
  await desk.time.advance(500);
  jobs.receive();
  const seen = jobs.messages.flatMap((message) =>
    message.type === 'refused' ? [] : (message.data as TopicSnapshot<'jobs'>).jobs,
  );
  expect(seen.map(({ state, done }) => `${state} ${done}`)).toEqual(['running 0', 'running 5', 'canceled 5']);
  expect(seen[0]).toMatchObject({ jobId, kind: 'replay', title: 'Replay of day.csv' });
  expect(await desk.call('cancelJob', { jobId })).toMatchObject({
    ok: false,
    fault: { code: 'job_unknown' },
  });
});

describe('files', () => {
  const titles = async () => {
    const listed = await desk.call('listJobs', {});
    return listed.ok ? listed.value.jobs.map(({ title }) => title) : [];
  };

  test('a window names no path, whatever the path is', async () => {
    desk.chosenFile = '/home/ak/other.db';
    for (const method of ['startReplay', 'startBackup']) {
      for (const path of ['/home/ak/day.csv', 'copy.db', '/dev/null', '../up']) {
        expect(await desk.callWith(method, { path })).toMatchObject({
          ok: false,
          fault: { code: 'path_not_taken' },
        });
      }
      for (const input of [
        { source: 'dialog', path: '/home/ak/day.csv' },
        { source: 'sample', path: '/home/ak/day.csv' },
        { source: '/home/ak/day.csv' },
      ]) {
        expect(await desk.callWith(method, input)).toMatchObject({
          ok: false,
          fault: { code: 'invalid_message' },
        });
      }
    }
    expect(await titles()).toEqual([]);
  });

  test('a file that a person chose is named in the title of its job', async () => {
    desk.chosenFile = '/home/ak/copy.db';
    expect(await desk.call('startBackup', { source: 'dialog' })).toMatchObject({ ok: true });
    expect(await desk.call('startReplay', { source: 'sample' })).toMatchObject({ ok: true });
    expect(await titles()).toEqual(expect.arrayContaining(['Backup to copy.db', 'Replay of signals.ndjson']));
  });

  test('a canceled dialog is an answer, and starts nothing', async () => {
    for (const method of ['startReplay', 'startBackup'] as const) {
      expect(await desk.call(method, { source: 'dialog' })).toEqual({ ok: true, value: { canceled: true } });
    }
    expect(await titles()).toEqual([]);
  });

  test('without a window a file is named by its path, and no dialog is opened', async () => {
    const api = desk.bridge.controlCalls();
    expect(await api.startBackup({ path: 'copy.db' })).toMatchObject({ ok: true });
    expect(await titles()).toEqual(['Backup to copy.db']);
    expect(await api.startReplay({ source: 'dialog' })).toMatchObject({
      ok: false,
      fault: { code: 'dialog_not_here' },
    });
  });
});

describe('topics', () => {
  test('status tells the desk as it is, four times a second', async () => {
    const window = new StreamWindow(desk.streams, 'status').subscribe({});
    for (let i = 0; i < 40; i++) {
      await desk.time.advance(50);
      window.receive();
      window.acknowledge();
    }
    expect(window.messages.length).toBeGreaterThanOrEqual(8);
    expect(window.messages.length).toBeLessThanOrEqual(10);
    expect(window.messages.at(-1)).toMatchObject({
      data: {
        environment: 'SIMULATION',
        session: { operator: 'ak', login: 'not_asked' },
        accepting: true,
        tradingState: 'active',
        ordersWorking: 0,
      },
    });
  });

  test('status says when the engine takes no orders, and why', async () => {
    await desk.until(desk.engine.stop('test'));
    expect(await snapshotOf('status', {})).toMatchObject({
      accepting: false,
      fault: { code: 'not_running' },
    });
  });

  test('events follow a search as they happen', async () => {
    const window = new StreamWindow(desk.streams, 'events').subscribe({
      query: { types: ['OrderCreated'], limit: 3 },
    });
    await desk.time.advance(frameMs);
    await desk.call('submitTicket', ticket('t1'));
    await desk.time.advance(frameMs);
    window.receive();
    expect(window.messages).toMatchObject([
      { type: 'snapshot', data: { events: [] } },
      { type: 'delta', data: { events: [{ type: 'OrderCreated' }] } },
    ]);
  });

  test('more events than the window shows come as its newest page', async () => {
    const window = new StreamWindow(desk.streams, 'events').subscribe({ query: { limit: 2 } });
    await desk.time.advance(frameMs);
    await Promise.all(['t1', 't2', 't3'].map((id) => desk.call('submitTicket', ticket(id))));
    await desk.time.advance(frameMs);
    window.receive();
    expect(window.messages.every(({ type }) => type === 'snapshot')).toBe(true);
    const last = window.messages.at(-1);
    expect(last?.type === 'snapshot' && last.position).toBe(desk.engine.store.head().position);
  });

  test('metrics bring each second once', async () => {
    const window = new StreamWindow(desk.streams, 'metrics').subscribe({});
    for (let i = 0; i < 60; i++) {
      await desk.time.advance(100);
      window.receive();
      window.acknowledge();
    }
    const times = window.messages.flatMap((message) =>
      message.type === 'refused'
        ? []
        : (message.data as TopicSnapshot<'metrics'>).points.map(({ time }) => time),
    );
    expect(times.length).toBeGreaterThanOrEqual(5);
    expect(new Set(times).size).toBe(times.length);
  });
});

describe('every call', () => {
  const methods = apiMethods.flatMap((method) =>
    sampleCalls[method].map(({ input }): [ApiMethod, unknown] => [method, input]),
  );

  test.each(methods)('%s answers in the form of the contract', async (method, input) => {
    const reply = await desk.callWith(method, input);
    expect(replySchema(apiContract[method].output).safeParse(reply).error).toBeUndefined();
  });

  test.each(methods)('%s refuses an input of the wrong form', async (method) => {
    for (const input of [null, 'text', 7, [], { surprise: true }, { orderId: {}, venue: [], text: 3 }]) {
      expect(await desk.callWith(method, input)).toMatchObject({
        ok: false,
        fault: { code: 'invalid_message' },
      });
    }
  });
});
