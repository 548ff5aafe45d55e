import { beforeEach, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Ticker } from '../../../shared/kernel/ids.ts';
import type { LimitLine } from '../../../shared/contract/limits.ts';
import type { StreamMessage, TopicDelta, TopicSnapshot } from '../../../shared/contract/streams.ts';
import { BridgeDesk } from '../testing/bridgeDesk.ts';
import { StreamWindow } from '../testing/streamWindow.ts';

const reason = 'calm markets';
let desk: BridgeDesk;
let window: StreamWindow;

beforeEach(async () => {
  desk = await new BridgeDesk().open();
  desk.venue.behaviour = 'rest';
  window = new StreamWindow(desk.streams, 'limits').subscribe({});
});

/** Lets time pass with a window that draws what comes, and gives that. */
async function passing(ms: number): Promise<readonly StreamMessage[]> {
  const before = window.messages.length;
  for (let passed = 0; passed < ms; passed += 100) {
    await desk.time.advance(100);
    window.receive();
    window.acknowledge();
  }
  return window.messages.slice(before);
}

const deltasIn = (messages: readonly StreamMessage[]): readonly TopicDelta<'limits'>[] =>
  messages.flatMap((message) => (message.type === 'delta' ? [message.data as TopicDelta<'limits'>] : []));

const changedIn = (messages: readonly StreamMessage[]): readonly LimitLine[] =>
  deltasIn(messages).flatMap(({ rows }) => rows);

const lastRow = (messages: readonly StreamMessage[]) =>
  messages
    .flatMap((message) => (message.type === 'delta' ? (message.data as TopicDelta<'positions'>).rows : []))
    .at(-1);

const named = ({ limit, scope }: LimitLine): string => `${scope} ${limit}`;

test('every limit comes once, and then those that changed: set, used, and given back', async () => {
  const [first] = await passing(1_000);
  if (first?.type !== 'snapshot') throw new Error('no snapshot came');
  const { rows } = first.data as TopicSnapshot<'limits'>;
  expect(rows.map(named)).toContain('desk positionMax');
  expect(await passing(30_000)).toEqual([]);

  const place = { limit: 'positionMax', scope: 'account:main' };
  expect(await desk.call('setLimit', { ...place, soft: '8', hard: '10', reason })).toMatchObject({
    ok: true,
  });
  const set = changedIn(await passing(1_000));
  expect(set).toMatchObject([{ ...place, soft: '8', hard: '10', reason }]);

  await desk.resting('t1', { quantity: '6' });
  const used = changedIn(await passing(1_000));
  expect(used.find((row) => named(row) === 'account:main positionMax')?.use).toMatchObject({
    value: '6',
    where: 'main SPX',
    share: 0.75,
    soft: true,
  });
  expect(used.map(named)).not.toContain('desk orderQuantityMax');

  expect(await desk.call('clearLimit', { ...place, reason })).toMatchObject({ ok: true });
  await passing(1_000);
  expect(deltasIn(window.messages).flatMap(({ removals }) => removals)).toEqual(['positionMax account:main']);
});

test('what a change would do is asked before it is done', async () => {
  const orderId = await desk.resting('t1', { quantity: '6' });
  const place = { limit: 'positionMax', scope: 'symbol:SPX' };
  expect(await desk.call('previewLimit', { ...place, to: { hard: '5' } })).toMatchObject({
    ok: true,
    value: { from: { hard: 'none' }, to: { hard: '5' }, orders: 1, deniedCount: 1, denied: [{ orderId }] },
  });
  expect(await desk.call('previewLimit', { ...place, to: { hard: 'much' } })).toMatchObject({
    ok: false,
    fault: { code: 'limit_invalid' },
  });
  expect(await desk.call('previewLimit', { limit: 'mood', scope: 'desk', to: { hard: '1' } })).toMatchObject({
    ok: false,
    fault: { code: 'limit_unknown' },
  });
});

test('a position comes with what it is worth and when it was priced, and again only when something in it changed', async () => {
  window = new StreamWindow(desk.streams, 'positions', 's2').subscribe({});
  expect(await passing(1_000)).toMatchObject([{ type: 'snapshot', data: { rows: [] } }]);
  const orderId = await desk.resting('t1', { quantity: '4' });
  const { clientOrderId } = desk.engine.queries.getOrder(ids.order(orderId))!;
  desk.venue.fill(clientOrderId!, decimal('3'));
  expect(lastRow(await passing(1_000))).toMatchObject({
    account: ids.account('main'),
    symbol: ids.symbol('SPX'),
    quantity: '3',
    venues: [{ venue: ids.venue('sim'), quantity: '3' }],
    worth: '4200',
    open: '0',
    method: 'average',
    mark: { price: '1400', source: 'sim' },
    day: { profit: '0' },
  });
  expect(await passing(3_000)).toEqual([]);
  desk.venue.quote('SPX' as Ticker, decimal('1410'));
  expect(await passing(1_000)).toMatchObject([{ data: { rows: [{ open: '30', mark: { price: '1410' } }] } }]);
});

test('positions come by the method that the window asks for', async () => {
  desk.venue.behaviour = 'rest';
  const fill = async (signalId: string, side: string, quantity: string, price: string): Promise<void> => {
    desk.venue.price = decimal(price);
    const orderId = await desk.resting(signalId, { side, quantity, limitPrice: price });
    const { clientOrderId } = desk.engine.queries.getOrder(ids.order(orderId))!;
    desk.venue.fill(clientOrderId!, decimal(quantity));
  };
  await fill('t1', 'buy', '1', '1390');
  await fill('t2', 'buy', '1', '1398');
  await fill('t3', 'sell', '1', '1402');
  await desk.time.advance(1_000);
  const byMethod = async (method: 'average' | 'fifo') => {
    window = new StreamWindow(desk.streams, 'positions', method).subscribe({ method });
    return passing(1_000);
  };
  expect(await byMethod('fifo')).toMatchObject([
    { data: { rows: [{ method: 'fifo', averageCost: '1398' }] } },
  ]);
  expect(await byMethod('average')).toMatchObject([
    { data: { rows: [{ method: 'average', averageCost: '1394' }] } },
  ]);
});

test('the exposures of the desk and of each account count open orders at their worst', async () => {
  await desk.resting('t1', { quantity: '2' });
  window = new StreamWindow(desk.streams, 'exposures', 's2').subscribe({});
  const rows = ['desk', 'account:main'].map((scope) => ({
    scope,
    currency: 'USD',
    gross: '2800',
    net: '2800',
  }));
  expect(await passing(1_000)).toMatchObject([{ type: 'snapshot', data: { rows } }]);
});
