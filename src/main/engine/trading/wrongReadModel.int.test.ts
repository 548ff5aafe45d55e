/** Decisions while the read model says something else than the events: they never ask it. */
import type { AccountId } from '../../../shared/kernel/ids.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import { parseTradingScope } from '../../domain/trading/tradingScope.ts';
import type { OrderViewStore } from '../readmodel/orderViewStore.ts';
import type { OrderView } from '../orders/orderView.ts';
import { operator, TradingBed } from './testing/tradingBed.ts';

const desk = parseTradingScope('desk')!;

/** Gives every order as canceled, of another account and with other quantities. */
function lyingViews(): OrderViewStore {
  const views = memoryOrderViewStore();
  const lie = (row: OrderView): OrderView => ({
    ...row,
    status: 'canceled',
    account: 'somebody-else' as AccountId,
    side: 'sell',
    filledQuantity: '77',
  });
  const get: OrderViewStore['get'] = (orderId) => {
    const row = views.get(orderId);
    return row === undefined ? undefined : lie(row);
  };
  const query: OrderViewStore['query'] = () => ({ rows: [], total: 0 });
  const statistics: OrderViewStore['statistics'] = () => memoryOrderViewStore().statistics();
  const lies: Partial<OrderViewStore> = { get, query, statistics };
  return new Proxy(views, {
    get: (target, key) => {
      const value: unknown = Reflect.get(lies, key) ?? Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

let bed: TradingBed;
beforeEach(async () => {
  bed = await TradingBed.open({}, undefined, {}, lyingViews());
  bed.venue.behaviour = 'rest';
});

describe.each([['as it goes on', false] as const, ['after a restart', true] as const])(
  '%s',
  (_when, restarts) => {
    const maybeRestart = async (): Promise<void> => {
      if (restarts) await bed.restart();
    };

    test('the kill switch cancels every order', async () => {
      await bed.orders(9);
      await maybeRestart();
      expect(bed.engine.trading.previewKill(desk)).toMatchObject({ orders: 9 });
      const killed = await bed.until(bed.engine.trading.kill(desk, { flatten: false }, operator));
      expect(killed).toMatchObject({ ok: true, value: { orders: 9 } });
      const done = await bed.reaches('cleared');
      expect(done.rows.filter(({ state }) => state === 'canceled')).toHaveLength(9);
      expect(await bed.openAtVenue()).toBe(0);
    });

    test('positions, open quantities and the orders that work are those of the events', async () => {
      const [filled] = await bed.orders(3);
      bed.venue.fill(clientOrderIdOf(filled!, 0), decimal('1'));
      await bed.time.advance(500);
      await maybeRestart();
      expect(bed.engine.queries.getActiveOrders()).toHaveLength(3);
      expect(bed.engine.trading.previewKill(desk).positions).toMatchObject([
        { account: 'main', quantity: '1' },
      ]);
      expect(bed.engine.queries.getOrder(filled!)).toMatchObject({ status: 'partially_filled' });
    });

    test('a fill after the end of an order is counted where it belongs', async () => {
      const [order] = await bed.orders(1);
      await bed.until(bed.engine.orders.cancel(order!, operator));
      await bed.time.advance(500);
      await maybeRestart();
      bed.venue.fill(clientOrderIdOf(order!, 0), decimal('1'));
      await bed.time.advance(500);
      expect(bed.engine.trading.previewKill(desk).positions).toMatchObject([
        { account: 'main', quantity: '1' },
      ]);
    });

    test('a comparison with the venue finds no difference', async () => {
      await bed.orders(3);
      await maybeRestart();
      const report = await bed.until(bed.engine.reconciliation.run('sim' as never, operator));
      expect(report).toMatchObject({ ok: true, value: { differences: [] } });
    });
  },
);
