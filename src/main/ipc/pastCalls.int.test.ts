/** The desk as it stood, through the bridge, beside the live one. */
import { expect, it } from 'vitest';
import { ids } from '../../shared/kernel/testing/ids.ts';
import { activeStatuses } from '../domain/order/orderState.ts';
import { BridgeDesk } from './testing/bridgeDesk.ts';

const reason = 'test of the past';

async function valueOf<Value>(asked: Promise<{ ok: boolean; value?: Value }>): Promise<Value> {
  const reply = await asked;
  if (!reply.ok || reply.value === undefined) throw new Error(JSON.stringify(reply));
  return reply.value;
}

async function done<Value>(
  asked: Promise<{ ok: boolean; value?: { done: true; value: Value } | { done: false } }>,
): Promise<Value> {
  const answer = await valueOf(asked);
  if (!answer.done) throw new Error('not done in one turn');
  return answer.value;
}

it('is the live desk at the head, and stays what it was at every position before', async () => {
  const desk = await new BridgeDesk().open();
  desk.venue.behaviour = 'rest';
  const headNow = async (): Promise<number> => (await valueOf(desk.call('getStatus', {}))).store.headPosition;
  const begun = await headNow();
  const first = await desk.resting('P-1');
  await desk.resting('P-2');
  const calm = await headNow();
  const then = await done(desk.call('getDeskAt', { position: calm }));
  await valueOf(desk.call('setLimit', { limit: 'positionMax', scope: 'desk', hard: '77', reason }));
  await valueOf(desk.call('cancelOrders', { orderIds: [first], reason }));
  await valueOf(desk.call('tripBreaker', { venue: ids.venue('sim'), reason }));
  await valueOf(desk.call('setTradingState', { scope: 'symbol:SPX', state: 'halted', reason }));
  await desk.time.advance(200);
  const head = await headNow();
  const now = await done(desk.call('getDeskAt', { position: head }));
  const status = await valueOf(desk.call('getStatus', {}));
  expect(now.scopes).toEqual(status.trading.states);
  const idsOf = (alerts: readonly { readonly alertId: string }[]) =>
    new Set(alerts.map(({ alertId }) => alertId));
  expect(idsOf(now.alerts)).toEqual(idsOf(status.alerts));
  expect(now.venues).toMatchObject(
    status.venues.map(({ venue, connected, breaker: { state, since } }) => {
      return { venue, connected, breaker: { state, since } };
    }),
  );
  expect(now.limits).toContainEqual(
    expect.objectContaining({
      limit: 'positionMax',
      scope: 'desk',
      hard: '77',
      set: expect.objectContaining({ reason }),
    }),
  );
  const statistics = await valueOf(desk.call('getStatistics', {}));
  expect(now.orders).toEqual(statistics.byStatus);

  // What was then stays so, whatever came after it.
  expect(await done(desk.call('getDeskAt', { position: calm }))).toEqual(then);
  expect(then.scopes).toMatchObject([{ scope: 'desk', state: 'active' }]);
  expect(then.venues).toMatchObject([{ breaker: { state: 'closed' } }]);
  const page = { offset: 0, limit: 10 };
  const open = await done(desk.call('queryOrdersAt', { position: calm, open: true, ...page }));
  expect(open.total).toBe(2);
  const every = await done(desk.call('queryOrdersAt', { position: calm, open: false, ...page }));
  expect(every.rows).toEqual(open.rows);
  expect(every.rows.every(({ status: one }) => activeStatuses.includes(one))).toBe(true);

  const difference = await done(desk.call('compareDesk', { from: calm, to: head }));
  expect(difference).toMatchObject({
    created: 0,
    changed: 1,
    fills: 0,
    orders: [{ order: { orderId: first } }],
  });
  expect(difference.states).toEqual(
    expect.arrayContaining([
      { what: 'breaker', name: 'sim', from: 'closed', to: 'open' },
      { what: 'trading', name: 'symbol:SPX', to: 'halted' },
      { what: 'limit', name: 'positionMax desk', from: expect.any(String), to: '77' },
    ]),
  );
  const all = await done(desk.call('compareDesk', { from: begun, to: head }));
  expect(all).toMatchObject({ created: 2, changed: 0 });
});

it('refuses a position that is not there yet, and a comparison backwards', async () => {
  const desk = await new BridgeDesk().open();
  expect(await desk.call('getDeskAt', { position: 100_000 })).toMatchObject({
    ok: false,
    fault: { code: 'position_unknown' },
  });
  expect(await desk.call('compareDesk', { from: 2, to: 1 })).toMatchObject({
    ok: false,
    fault: { code: 'invalid_message' },
  });
});
