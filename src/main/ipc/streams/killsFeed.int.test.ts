import { beforeEach, expect, test } from 'vitest';
import type { StreamMessage, TopicDelta, TopicSnapshot } from '../../../shared/contract/streams.ts';
import type { KillLedger } from '../../../shared/contract/trading.ts';
import { BridgeDesk } from '../testing/bridgeDesk.ts';
import { StreamWindow } from '../testing/streamWindow.ts';

let desk: BridgeDesk;
let window: StreamWindow;

beforeEach(async () => {
  desk = await new BridgeDesk().open();
  desk.venue.behaviour = 'rest';
  window = new StreamWindow(desk.streams, 'kills').subscribe({});
});

const kill = (scope: string) =>
  desk.call('engageKillSwitch', { scope, flatten: false, reason: 'drill of the desk' });

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

/** The ledgers as a window has them: each row as it last came. */
function folded(messages: readonly StreamMessage[]): readonly KillLedger[] {
  let ledgers: KillLedger[] = [];
  for (const message of messages) {
    if (message.type === 'refused') throw new Error(message.fault.message);
    if (message.type === 'snapshot') {
      ({ ledgers } = message.data as TopicSnapshot<'kills'>);
      continue;
    }
    const delta = message.data as TopicDelta<'kills'>;
    const before = new Map(ledgers.map((ledger) => [ledger.killId, ledger]));
    for (const changed of delta.ledgers) {
      const rows = new Map(before.get(changed.killId)?.rows.map((row) => [row.orderId, row]));
      for (const row of changed.rows) rows.set(row.orderId, row);
      before.set(changed.killId, { ...changed, rows: [...rows.values()] });
    }
    ledgers = delta.killIds.map((killId) => before.get(killId)!);
  }
  return ledgers;
}

async function listed(): Promise<readonly KillLedger[]> {
  const reply = await desk.call('listKillLedgers', {});
  return reply.ok ? reply.value.ledgers : [];
}

test('the ledgers come once, and again only when something in them changed, however much else happens', async () => {
  await desk.resting('t1');
  await kill('desk');
  await passing(10_000);
  expect(folded(window.messages)).toMatchObject([{ scope: 'desk', state: 'cleared', rows: [{}] }]);
  await desk.call('enableTrading', { scope: 'desk', reason: 'drill is over' });
  await passing(1_000);
  for (const signalId of ['t2', 't3', 't4']) await desk.resting(signalId);
  expect(await passing(60_000)).toEqual([]);
  expect(folded(window.messages)).toEqual(await listed());
});

test('a change brings the rows that changed, and no others', async () => {
  const orders = [await desk.resting('t1'), await desk.resting('t2')];
  await kill('desk');
  await passing(5_000);
  const first = folded(window.messages);
  expect(first).toMatchObject([{ state: 'cleared' }]);
  await desk.call('enableTrading', { scope: 'desk', reason: 'drill is over' });
  await passing(1_000);
  const third = await desk.resting('t3');
  const sent: string[] = [];
  await kill('symbol:SPX');
  for (const message of await passing(5_000)) {
    if (message.type !== 'delta') throw new Error(`a ${message.type} came`);
    const delta = message.data as TopicDelta<'kills'>;
    sent.push(...delta.ledgers.flatMap(({ rows }) => rows.map(({ orderId }) => orderId)));
  }
  expect(new Set(sent)).toEqual(new Set([third]));
  const now = folded(window.messages);
  expect(now).toEqual(await listed());
  expect(now.map(({ rows }) => rows.length)).toEqual([1, orders.length]);
});

test('a window that comes later gets them whole', async () => {
  await desk.resting('t1');
  await kill('desk');
  await passing(5_000);
  window = new StreamWindow(desk.streams, 'kills', 's2').subscribe({});
  expect(await passing(1_000)).toMatchObject([{ type: 'snapshot' }]);
  expect(folded(window.messages)).toEqual(await listed());
});
