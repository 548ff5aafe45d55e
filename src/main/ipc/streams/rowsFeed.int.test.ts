import { beforeEach, expect, test } from 'vitest';
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
