import { beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal, zero } from '../../../shared/kernel/decimal.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import { defaultConfiguration } from '../configuration.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

const holding: Alert = {
  alertId: ids.alert('overfill:test'),
  kind: 'overfill',
  holdsOrders: true,
  message: 'the test wants orders held',
  advice: 'Acknowledge it.',
};
let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
});

const openIds = () => bed.engine.alerts.open().map(({ alertId }) => alertId);

describe('an alert that holds orders', () => {
  beforeEach(() => bed.until(bed.engine.alerts.raise(holding)));

  test('denies each new order with the alert as the reason, and lets cancels through', async () => {
    const outcome = await bed.signal();
    expect(outcome).toMatchObject({ type: 'denied', reasons: [{ code: 'orders_held' }] });
    expect(JSON.stringify(outcome)).toContain(holding.message);
  });

  test('is in force again after a restart, until it is acknowledged', async () => {
    await bed.restart();
    expect(await bed.signal()).toMatchObject({ type: 'denied' });
    expect(await bed.until(bed.engine.alerts.acknowledge([holding.alertId], operator))).toMatchObject({
      ok: true,
    });
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
    await bed.restart();
    expect(openIds()).toEqual([]);
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });

  test('is not raised a second time by its cause, not even after it was acknowledged', async () => {
    await bed.until(bed.engine.alerts.raise(holding));
    await bed.until(bed.engine.alerts.acknowledge([holding.alertId], operator));
    await bed.restart();
    await bed.until(bed.engine.alerts.raise(holding));
    expect(openIds()).toEqual([]);
    const raised = (await bed.events()).filter(({ type }) => type === 'AlertRaised');
    expect(raised).toHaveLength(1);
  });
});

test('working orders are canceled while orders are held', async () => {
  bed.venue.behaviour = 'rest';
  const orderId = await bed.order();
  await bed.until(bed.engine.alerts.raise(holding));
  expect(await bed.until(bed.engine.orders.cancel(orderId, operator))).toMatchObject({ ok: true });
});

test('an alert that the store can not take holds at once, and is recorded once the store writes', async () => {
  bed.disk.fault = { code: 'disk_full', message: 'no space left' };
  const recorded = bed.engine.alerts.raise(holding);
  expect(openIds()).toEqual([holding.alertId]);
  await bed.time.advance(2_000);
  bed.disk.fault = undefined;
  await bed.until(recorded);
  await bed.restart();
  expect(openIds()).toEqual([holding.alertId]);
});

test('to acknowledge an alert that is not open is refused, and so are the others of that call', async () => {
  await bed.until(bed.engine.alerts.raise(holding));
  const refused = await bed.until(
    bed.engine.alerts.acknowledge([holding.alertId, ids.alert('overfill:none')], operator),
  );
  expect(refused).toMatchObject({ ok: false, error: { code: 'alert_unknown', actual: 'overfill:none' } });
  expect(openIds()).toEqual([holding.alertId]);
});

test('a fill beyond the order raises an alert, once across restarts', async () => {
  const orderId = await bed.order({ quantity: '2', limitPrice: '1400' });
  const executionId = bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('3'));
  await bed.time.advance(100);
  const alertId = `overfill:order-${orderId}:${executionId}`;
  expect(bed.engine.alerts.open()).toMatchObject([{ kind: 'overfill', alertId }]);
  await bed.restart();
  await bed.time.advance(100);
  expect(openIds()).toEqual([alertId]);
});

test('a report that can never be recorded raises an alert, once however often it comes', async () => {
  bed.venue.behaviour = 'rest';
  const orderId = await bed.order();
  const executionId = bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('-4'));
  await bed.time.advance(100);
  bed.venue.repeat(executionId);
  await bed.time.advance(100);
  expect(bed.engine.alerts.open()).toMatchObject([
    {
      kind: 'venue_report_not_applied',
      orderId,
      message: expect.stringContaining('quantity -4 at') as unknown,
    },
  ]);
});

describe('what a venue does beyond the terms of an order is an alert of its own', () => {
  const kinds = () => bed.engine.alerts.open().map(({ kind }) => kind);
  const times = () => bed.engine.alerts.open().map((alert) => [alert.kind, alert.times]);

  test('a fill after the end, live and found after a restart, each once', async () => {
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order();
    await bed.until(bed.engine.orders.cancel(orderId, operator));
    await bed.until(bed.engine.settled());
    bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('3'));
    await bed.time.advance(100);
    expect(kinds()).toEqual(['fill_after_end']);
    bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('2'), true);
    await bed.restart();
    await bed.until(bed.engine.settled());
    await bed.time.advance(100);
    expect(times()).toEqual([['fill_after_end', 2]]);
    await bed.restart();
    await bed.until(bed.engine.settled());
    expect(times()).toEqual([['fill_after_end', 2]]);
  });

  test('a fill at a price worse than the limit', async () => {
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order({ limitPrice: '1390' });
    bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('3'));
    await bed.time.advance(100);
    expect(kinds()).toEqual(['fill_worse_than_limit']);
  });

  test('a fill at a price that the instrument does not take, live and found after a restart, each once', async () => {
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order({ side: 'buy', limitPrice: '1390' });
    bed.venue.price = zero;
    bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('2'));
    await bed.time.advance(100);
    expect(bed.engine.alerts.open()).toMatchObject([
      { kind: 'fill_price_not_taken', message: expect.stringContaining('2 at 0') as unknown },
    ]);
    bed.venue.price = decimal('-3.25');
    bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('3'), true);
    await bed.restart();
    await bed.until(bed.engine.settled());
    await bed.time.advance(100);
    expect(times()).toEqual([['fill_price_not_taken', 2]]);
    await bed.restart();
    await bed.until(bed.engine.settled());
    expect(times()).toEqual([['fill_price_not_taken', 2]]);
  });

  test('and not a fill below zero where priceMin takes it, but one below priceMin', async () => {
    const instruments = defaultConfiguration().instruments.map((one) => ({
      ...one,
      priceMin: decimal('-5'),
    }));
    await bed.restart({ instruments });
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order({ side: 'buy', limitPrice: '1390' });
    bed.venue.price = decimal('-5');
    bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('2'));
    await bed.time.advance(100);
    expect(kinds()).toEqual([]);
    bed.venue.price = decimal('-5.25');
    bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('2'));
    await bed.time.advance(100);
    expect(kinds()).toEqual(['fill_price_not_taken']);
  });

  test('an entry that is filled where its stop-loss trades at once', async () => {
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order({
      orderType: 'stop',
      limitPrice: null,
      stopPrice: '1450',
      stopLoss: '1440',
    });
    bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('3'));
    await bed.time.advance(100);
    expect(kinds()).toEqual(['filled_beyond_exit']);
  });

  test.each([
    ['beyond', '1450', ['filled_beyond_exit']],
    ['exactly at', '1449', []],
  ])('an entry that is filled %s its take-profit', async (_where, price, expected) => {
    bed.venue.behaviour = 'rest';
    const terms = { orderType: 'stop', limitPrice: null, stopPrice: '1448', takeProfit: '1449' };
    const orderId = await bed.order(terms);
    bed.venue.price = decimal(price);
    bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('3'));
    await bed.time.advance(100);
    expect(kinds()).toEqual(expected);
  });

  test('and not a fill while a replace to that limit is on its way', async () => {
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order({ limitPrice: '1390' });
    bed.venue.requests = 'lose_outcome';
    const change = { limitPrice: decimal('1400') };
    expect(await bed.until(bed.engine.orders.amend(orderId, change, operator))).toMatchObject({ ok: true });
    bed.venue.fill(clientOrderIdOf(orderId, 1), decimal('3'));
    await bed.time.advance(100);
    expect(kinds()).toEqual([]);
  });
});
