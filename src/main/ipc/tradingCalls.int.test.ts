import { beforeEach, describe, expect, test } from 'vitest';
import type { TopicSnapshot } from '../../shared/contract/streams.ts';
import { BridgeDesk } from './testing/bridgeDesk.ts';
import { StreamWindow } from './testing/streamWindow.ts';

const reason = 'drill of the desk';
let desk: BridgeDesk;

beforeEach(async () => {
  desk = await new BridgeDesk().open();
  desk.venue.behaviour = 'rest';
});

async function trading(): Promise<TopicSnapshot<'status'>['trading']> {
  const window = new StreamWindow(desk.streams, 'status').subscribe({});
  await desk.time.advance(300);
  window.receive();
  const last = window.messages.at(-1);
  if (last === undefined || last.type === 'refused') throw new Error('no status came');
  return (last.data as TopicSnapshot<'status'>).trading;
}

const outcomeOf = async (signalId: string): Promise<unknown> => {
  const reply = await desk.call('submitTicket', {
    signalId,
    account: 'main',
    strategy: 'manual',
    symbol: 'SPX',
    side: 'buy',
    quantity: '1',
    orderType: 'limit',
    limitPrice: '1399',
    timeInForce: 'DAY',
  });
  return reply.ok ? reply.value.outcome : reply.fault;
};

describe('the kill switch', () => {
  test('says what it would cancel, cancels it, and keeps a row per order until the venue has confirmed', async () => {
    const orders = [await desk.resting('t1'), await desk.resting('t2')];
    expect(await desk.call('previewKill', { scope: 'desk' })).toMatchObject({
      ok: true,
      value: { orders: 2, venues: ['sim'], positions: [] },
    });
    const killed = await desk.call('engageKillSwitch', { scope: 'desk', flatten: false, reason });
    expect(killed).toMatchObject({ ok: true, value: { orders: 2 } });
    await desk.time.advance(5_000);
    const listed = await desk.call('listKillLedgers', {});
    const [ledger] = listed.ok ? listed.value.ledgers : [];
    expect(ledger).toMatchObject({ scope: 'desk', reason, actor: 'operator:ak', flatten: false });
    expect(ledger?.rows.map(({ orderId, state }) => `${orderId} ${state}`).toSorted()).toEqual(
      orders.map((orderId) => `${orderId} canceled`).toSorted(),
    );
    expect((await trading()).states).toMatchObject([{ scope: 'desk', state: 'halted', reason }]);
  });

  test('on a store that can not write says what is not on record, wherever it is asked', async () => {
    await desk.resting('t1');
    desk.disk.fault = { code: 'disk_full', message: 'no space left' };
    const offRecord = 'no space left';
    const killed = await desk.call('engageKillSwitch', { scope: 'desk', flatten: false, reason });
    expect(killed).toMatchObject({ ok: true, value: { orders: 1, offRecord } });
    const halted = await desk.call('setTradingState', { scope: 'account:main', state: 'halted', reason });
    expect(halted).toMatchObject({ ok: true, value: { from: 'active', to: 'halted', offRecord } });
    await desk.time.advance(3_000);
    const kill = { fault: 'no space left', lostOnStop: true, cancels: 1, cancelsSent: 1, ended: 1 };
    const listed = await desk.call('listKillLedgers', {});
    expect(listed).toMatchObject({ ok: true, value: { ledgers: [{ offRecord: kill }] } });
    expect(await trading()).toMatchObject({
      states: [
        { scope: 'desk', state: 'halted', offRecord },
        { scope: 'account:main', state: 'halted', offRecord },
      ],
      kills: [{ scope: 'desk', offRecord: kill }],
    });
  });

  test('on one strategy leaves the orders of others alone', async () => {
    const [mine, other] = [await desk.resting('t1', { strategy: 'cross' }), await desk.resting('t2')];
    expect(await desk.call('previewKill', { scope: 'strategy:cross' })).toMatchObject({
      ok: true,
      value: { orders: 1 },
    });
    await desk.call('engageKillSwitch', { scope: 'strategy:cross', flatten: false, reason });
    await desk.time.advance(5_000);
    const statusOf = async (orderId: string): Promise<unknown> => {
      const reply = await desk.call('getOrder', { orderId });
      return reply.ok && reply.value.order.status;
    };
    expect(await statusOf(mine)).toBe('canceled');
    expect(await statusOf(other)).toBe('accepted');
    expect(await outcomeOf('t3')).toBe('ordered');
  });
});

describe('trading states', () => {
  test('are set and taken back, with what changes said before', async () => {
    const set = await desk.call('setTradingState', { scope: 'symbol:SPX', state: 'halted', reason });
    expect(set).toEqual({ ok: true, value: { scope: 'symbol:SPX', from: 'active', to: 'halted' } });
    expect(await desk.call('previewEnable', { scope: 'symbol:SPX' })).toEqual({
      ok: true,
      value: {
        changes: [{ scope: 'symbol:SPX', from: 'halted', to: 'active' }],
        stillRestricted: [],
        openKills: [],
      },
    });
    expect(await desk.call('enableTrading', { scope: 'symbol:SPX', reason })).toMatchObject({ ok: true });
    expect(await outcomeOf('t2')).toBe('ordered');
    expect((await trading()).states).toMatchObject([{ scope: 'desk', state: 'active' }]);
  });

  test('of a scope that is none are refused with what was wanted', async () => {
    for (const scope of ['planet:earth', 'venue:', 'desk:1']) {
      for (const reply of [
        await desk.call('previewKill', { scope }),
        await desk.call('engageKillSwitch', { scope, flatten: false, reason }),
        await desk.call('setTradingState', { scope, state: 'halted', reason }),
        await desk.call('enableTrading', { scope, reason }),
      ]) {
        expect(reply).toMatchObject({ ok: false, fault: { code: 'scope_unknown' } });
      }
    }
    expect((await trading()).states).toMatchObject([{ scope: 'desk', state: 'active' }]);
  });

  test('that they are in already are refused', async () => {
    expect(await desk.call('setTradingState', { scope: 'desk', state: 'active', reason })).toMatchObject({
      ok: false,
      fault: { code: 'trading_state_unchanged' },
    });
  });
});

describe('an amendment', () => {
  test('changes a resting order, and says why it can not change others', async () => {
    const orderId = await desk.resting('t1');
    const reply = await desk.call('amendOrders', {
      amendments: [
        { orderId, quantity: '5', limitPrice: '1398.5' },
        { orderId: 'nobody', quantity: '5' },
        { orderId, limitPrice: 'cheap' },
      ],
      reason,
    });
    expect(reply.ok && reply.value.results).toMatchObject([
      { orderId, requested: true },
      { orderId: 'nobody', requested: false, refusal: { code: 'order_unknown' } },
      { orderId, requested: false, refusal: { code: 'decimal_malformed', field: 'limitPrice' } },
    ]);
    await desk.time.advance(1_000);
    expect(await desk.call('getOrder', { orderId })).toMatchObject({
      ok: true,
      value: { order: { quantity: '5', limitPrice: '1398.5' } },
    });
  });
});
