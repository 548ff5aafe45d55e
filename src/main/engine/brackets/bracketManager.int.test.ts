/** Brackets on the whole engine in simulated time: what is filled is protected, whatever happens. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, OrderId, VenueId } from '../../../shared/kernel/ids.ts';
import { parseTradingScope } from '../../domain/trading/tradingScope.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

const levels = { takeProfit: '1410', stopLoss: '1390' };
const fill = (id: string, quantity: string, silent = false) =>
  bed.venue.fill(id as ClientOrderId, decimal(quantity), silent);
const view = (id: string) => bed.engine.queries.getOrder(ids.order(id));
const settled = () => bed.until(bed.engine.settled());

function liveExits(entryId: OrderId): string[] {
  return bed.engine.queries
    .getActiveOrders()
    .filter(({ parentOrderId }) => parentOrderId === entryId)
    .map(({ role, leavesQuantity }) => `${role} ${leavesQuantity}`)
    .toSorted();
}

test('a fill that comes after the bracket was done with is protected', async () => {
  const orderId = await bed.order(levels);
  await bed.until(bed.engine.orders.cancel(orderId, operator));
  await settled();
  fill(orderId, '3');
  await settled();
  expect(view(orderId)).toMatchObject({ status: 'canceled', filledQuantity: '3' });
  expect(liveExits(orderId)).toEqual(['stop_loss 3', 'take_profit 3']);
});

test('a late fill found after a restart is protected too', async () => {
  const orderId = await bed.order(levels);
  await bed.until(bed.engine.orders.cancel(orderId, operator));
  await settled();
  fill(orderId, '3', true);
  await bed.restart();
  await settled();
  expect(liveExits(orderId)).toEqual(['stop_loss 3', 'take_profit 3']);
});

test('partial fills on both sides keep both exits at what is open', async () => {
  const orderId = await bed.order(levels);
  const steps: [string, string, string[]][] = [
    [orderId, '4', ['stop_loss 4', 'take_profit 4']],
    [`${orderId}-tp`, '1', ['stop_loss 3', 'take_profit 3']],
    [orderId, '6', ['stop_loss 9', 'take_profit 9']],
    [`${orderId}-sl`, '2', ['stop_loss 7', 'take_profit 7']],
    [`${orderId}-tp`, '7', []],
  ];
  for (const [id, quantity, exits] of steps) {
    const clientOrderId = view(id)?.clientOrderId ?? id;
    fill(clientOrderId, quantity);
    await settled();
    expect(liveExits(orderId)).toEqual(exits);
  }
  expect(bed.engine.brackets.unprotected()).toEqual([]);
});

test('exits refused for as long as the breaker is open are placed once it is not', async () => {
  const orderId = await bed.order(levels);
  const guard = bed.engine.guards.get('sim' as VenueId)!;
  await bed.until(guard.control.isolate(operator));
  fill(orderId, '4');
  await bed.time.advance(300_000);
  expect(bed.engine.brackets.unprotected()).toMatchObject([{ orderId, quantity: '4' }]);
  const tried = (await bed.engine.queries.getOrderHistory({ filter: { statuses: ['denied'] } })).total;
  expect(tried).toBeGreaterThan(10);
  expect(tried).toBeLessThan(60);
  await bed.until(guard.control.reset(operator));
  await bed.time.advance(50);
  expect(liveExits(orderId)).toEqual(['stop_loss 4', 'take_profit 4']);
  expect(bed.engine.brackets.unprotected()).toEqual([]);
});

test('filled quantity without a stop is an alert that says what keeps the stop away, once each time', async () => {
  const orderId = await bed.order(levels);
  const guard = bed.engine.guards.get('sim' as VenueId)!;
  await bed.until(guard.control.isolate(operator));
  fill(orderId, '4');
  await bed.time.advance(1_000);
  expect(bed.engine.alerts.open()).toEqual([]);
  await bed.time.advance(60_000);
  const alert = { kind: 'unprotected', orderId, holdsOrders: false };
  expect(bed.engine.alerts.open()).toMatchObject([alert]);
  const { message, alertId } = bed.engine.alerts.open()[0]!;
  expect(message).toMatch(/^4 of SPX in main .* without a stop-loss: .*isolated/);
  await bed.until(bed.engine.alerts.acknowledge([alertId], operator));
  await bed.until(guard.control.reset(operator));
  await settled();
  expect(bed.engine.alerts.open()).toEqual([]);
  const halt = async (state: 'halted' | 'active') =>
    bed.until(bed.engine.trading.setState(parseTradingScope('desk')!, state, operator));
  await halt('halted');
  fill(orderId, '2');
  const stop = bed.engine.queries.getActiveOrders().find(({ role }) => role === 'stop_loss');
  bed.venue.end(stop?.clientOrderId as ClientOrderId, 'canceled', false);
  await bed.time.advance(10_000);
  expect(bed.engine.alerts.open()).toMatchObject([alert]);
  expect(bed.engine.alerts.open()[0]?.message).toMatch(/halted/);
  await halt('active');
  await bed.time.advance(50);
  expect(bed.engine.brackets.unprotected()).toEqual([]);
});

test('exits are placed at once when the venue is connected again, whatever they waited for', async () => {
  const orderId = await bed.order(levels);
  bed.venue.disconnect();
  bed.venue.fill(orderId as string as ClientOrderId, decimal('4'));
  await bed.time.advance(100_000);
  expect(bed.engine.brackets.unprotected()).toMatchObject([{ orderId }]);
  bed.venue.reconnect();
  await bed.time.advance(50);
  expect(liveExits(orderId)).toEqual(['stop_loss 4', 'take_profit 4']);
});

test('an exit that a crash left unsent is given up and made anew once, beside the other one', async () => {
  const orderId = await bed.order(levels);
  let isLost = false;
  // The connection is lost when the exit is on disk, and before it is sent.
  bed.store.onCommitted((events) => {
    if (isLost || !events.some(({ streamId }) => streamId === `order-${orderId}-sl`)) return;
    isLost = true;
    bed.venue.answers = false;
    bed.venue.disconnect();
    bed.venue.reconnect();
  });
  fill(orderId, '4');
  await bed.time.advance(100);
  expect(view(`${orderId}-sl`)).toMatchObject({ status: 'created' });
  bed.venue.answers = true;
  await bed.restart();
  await bed.time.advance(2_000);
  await settled();
  expect(view(`${orderId}-sl`)).toMatchObject({ status: 'denied', reasonCode: 'interrupted' });
  expect(liveExits(orderId)).toEqual(['stop_loss 4', 'take_profit 4']);
  expect(await bed.engine.queries.getChildOrders(orderId)).toHaveLength(3);
});

test('a fill before the record of the venue was compared says so in its alert, and has its exits after', async () => {
  const orderId = await bed.order(levels);
  bed.venue.answers = false;
  bed.venue.disconnect();
  bed.venue.reconnect();
  fill(orderId, '4');
  await bed.time.advance(5_000);
  expect(liveExits(orderId)).toEqual([]);
  const alert = bed.engine.alerts.open().find(({ kind }) => kind === 'unprotected');
  expect(alert?.message).toContain('the record of venue sim has not been compared with ours yet');
  bed.venue.answers = true;
  await bed.time.advance(60_000);
  await settled();
  expect(liveExits(orderId)).toEqual(['stop_loss 4', 'take_profit 4']);
});

describe('an exit whose submission has no answer', () => {
  test('is found at the venue, and there is one of it', async () => {
    const orderId = await bed.order({ stopLoss: '1390' });
    bed.venue.behaviour = 'lose_answer';
    fill(orderId, '4');
    await settled();
    expect(liveExits(orderId)).toEqual(['stop_loss 4']);
    expect(bed.venue.submissions).toHaveLength(2);
  });

  test('is made anew once it is proven that it never arrived', async () => {
    const orderId = await bed.order({ stopLoss: '1390' });
    bed.venue.behaviour = 'lose_request';
    fill(orderId, '4');
    await bed.time.advance(5_500);
    bed.venue.behaviour = 'rest';
    await settled();
    expect(view(`${orderId}-sl`)).toMatchObject({ status: 'rejected', reasonCode: 'never_received' });
    expect(liveExits(orderId)).toEqual(['stop_loss 4']);
    expect(bed.engine.brackets.unprotected()).toEqual([]);
  });
});

test('an exit that the venue will not change is not asked for without end', async () => {
  const orderId = await bed.order({ stopLoss: '1390' });
  fill(orderId, '4');
  await settled();
  bed.venue.requests = 'refuse';
  fill(orderId, '6');
  await bed.time.advance(120_000);
  expect(bed.venue.requested.length).toBeLessThan(20);
  expect(bed.engine.brackets.unprotected()).toMatchObject([{ orderId, quantity: '6' }]);
  bed.venue.requests = 'take';
  await bed.time.advance(31_000);
  expect(liveExits(orderId)).toEqual(['stop_loss 10']);
});

describe('at a venue that takes orders of the day alone', () => {
  beforeEach(() => {
    bed.venue.capabilities = { ...bed.venue.capabilities, timesInForce: ['DAY', 'IOC'] };
  });

  test('exits are orders of the day, and are made anew where the day has ended them', async () => {
    const orderId = await bed.order({ ...levels, timeInForce: 'DAY' });
    fill(orderId, '10');
    await settled();
    const exits = ['sl', 'tp'].map((mark) => `${orderId}-${mark}`);
    expect(exits.map((id) => view(id))).toMatchObject([
      { orderType: 'stop', timeInForce: 'DAY' },
      { orderType: 'limit', timeInForce: 'DAY' },
    ]);
    for (const id of exits) bed.venue.end(id as ClientOrderId, 'expired', false);
    await bed.time.advance(5_000);
    expect(liveExits(orderId)).toEqual(['stop_loss 10', 'take_profit 10']);
    expect(view(`${orderId}-sl2`)).toMatchObject({ timeInForce: 'DAY' });
  });

  test('a venue that has come to take no resting order gets no exit, and the alert says why', async () => {
    const orderId = await bed.order({ ...levels, timeInForce: 'DAY' });
    bed.venue.capabilities = { ...bed.venue.capabilities, timesInForce: ['IOC'] };
    fill(orderId, '10');
    await bed.time.advance(5_000);
    expect(liveExits(orderId)).toEqual([]);
    expect(bed.engine.alerts.open()).toMatchObject([
      { kind: 'unprotected', message: expect.stringContaining('does not support the stop order, GTC') },
    ]);
  });
});
