import { beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
});

const open = () => bed.engine.alerts.open().filter(({ kind }) => kind === 'orders_in_doubt');
const recorded = async () =>
  (await bed.events()).filter(
    (event) =>
      (event.type === 'AlertRaised' || event.type === 'AlertEnded') &&
      event.data.alertId.startsWith('orders_in_doubt'),
  );
const inDoubt = () => [...bed.engine.orders.inDoubt()].length;

/** The venue takes orders and says nothing more. */
async function dies(orders: number): Promise<void> {
  bed.venue.behaviour = 'lose_answer';
  bed.venue.answers = false;
  for (let i = 0; i < orders; i++) void bed.submit();
  await bed.time.advance(8_000);
}

function resting(): Promise<OrderId> {
  bed.venue.behaviour = 'rest';
  return bed.order();
}

async function cancelInDoubt(orderId: OrderId): Promise<OrderId> {
  bed.venue.requests = 'lose_request';
  bed.venue.answers = false;
  await bed.until(bed.engine.orders.cancel(orderId, operator));
  const before = inDoubt();
  for (let i = 0; i < 600 && inDoubt() === before; i++) await bed.time.advance(100);
  await bed.time.advance(2_000);
  return orderId;
}

async function isSettled(): Promise<void> {
  bed.venue.behaviour = 'rest';
  bed.venue.requests = 'take';
  bed.venue.answers = true;
  for (let i = 0; i < 400 && inDoubt() > 0; i++) await bed.time.advance(1_000);
  await bed.time.advance(2_000);
}

describe('orders in doubt while trading runs', () => {
  test('are one alert, which counts them and ends by itself once the last one is settled', async () => {
    await dies(40);
    expect(inDoubt()).toBe(40);
    expect(open()).toMatchObject([
      {
        holdsOrders: false,
        venue: ids.venue('sim'),
        message: expect.stringContaining('40 orders at venue sim') as unknown,
      },
    ]);
    await isSettled();
    expect(inDoubt()).toBe(0);
    expect(open()).toEqual([]);
    const [raised, ended, ...more] = await recorded();
    expect(more).toEqual([]);
    expect(raised).toMatchObject({ type: 'AlertRaised', data: { kind: 'orders_in_doubt' } });
    expect(ended).toMatchObject({
      type: 'AlertEnded',
      data: { message: 'no order at venue sim is in doubt any more; it counted 40' },
    });
  });

  test('are told within two seconds, and a doubt that ends sooner is not told', async () => {
    bed.venue.behaviour = 'lose_answer';
    void bed.submit();
    await bed.time.advance(30_000);
    expect(inDoubt()).toBe(0);
    expect(await recorded()).toEqual([]);
    bed.venue.answers = false;
    void bed.submit();
    for (let i = 0; i < 100 && inDoubt() === 0; i++) await bed.time.advance(100);
    expect(open()).toEqual([]);
    await bed.time.advance(2_000);
    expect(open()).toHaveLength(1);
  });

  test('have the same alert after a restart, which ends there too', async () => {
    await dies(3);
    const [alert] = open();
    await bed.restart();
    await bed.time.advance(3_000);
    expect(open()).toMatchObject([{ alertId: alert?.alertId }]);
    await isSettled();
    expect(open()).toEqual([]);
    await bed.restart();
    expect(open()).toEqual([]);
    expect(await recorded()).toHaveLength(2);
  });

  test('that were settled while the engine was down leave no alert open', async () => {
    await dies(2);
    bed.venue.answers = true;
    await bed.restart();
    await isSettled();
    expect(open()).toEqual([]);
  });

  test('are also those whose cancel has no outcome', async () => {
    const orderId = await cancelInDoubt(await resting());
    expect(open()).toMatchObject([{ message: expect.stringContaining(orderId) as unknown }]);
    bed.venue.end(clientOrderIdOf(orderId, 0), 'canceled', false);
    await bed.time.advance(2_000);
    expect(open()).toEqual([]);
  });

  test('are covered by an acknowledgement, and further ones are an alert of their own', async () => {
    const [first, second] = [await resting(), await resting()];
    await cancelInDoubt(first);
    await bed.until(bed.engine.alerts.acknowledge([ids.alert(`orders_in_doubt:sim:${first}`)], operator));
    await bed.time.advance(5_000);
    expect(open()).toEqual([]);
    await cancelInDoubt(second);
    expect(open()).toMatchObject([
      {
        alertId: ids.alert(`orders_in_doubt:sim:${second}`),
        message: expect.stringContaining('2 orders') as unknown,
      },
    ]);
    await isSettled();
    expect(open()).toEqual([]);
  });

  test('and none of it waits for the disk to be told', async () => {
    await dies(1);
    bed.disk.fault = { code: 'disk_full', message: 'no space left' };
    await isSettled();
    bed.disk.fault = undefined;
    await isSettled();
    expect(open()).toEqual([]);
    expect(await recorded()).toHaveLength(2);
  });
});
