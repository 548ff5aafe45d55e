/** Order and pages of what a query gives, and statistics. */
import { ids as named } from '../../../../shared/kernel/testing/ids.ts';
import { orderSortFields } from '../../../domain/order/orderSortFields.ts';
import { describe, expect, it } from 'vitest';
import { orderQueryLimitMax } from '../orderViewStore.ts';
import type { OrderViewContext } from './orderViewContext.ts';
import { sortKeys } from '../orderRowOrder.ts';
import type { OrderView } from '../../orders/orderView.ts';
import { orderIdsOf, sampleOrder } from './sampleOrders.ts';

/** Each field differs; the middle one lacks what may be absent. */
const differentOrders = [
  sampleOrder(1, {
    symbol: 'C',
    side: 'sell',
    orderType: 'stop_limit',
    quantity: '9',
    limitPrice: '99.5',
    stopPrice: '5000',
    filledQuantity: '5',
    averagePrice: '99.25',
    acknowledgeMs: 0.25,
    status: 'partially_filled',
    strategy: 'b',
    venue: 'z',
    position: 55,
  }),
  lacking(
    sampleOrder(2, {
      symbol: 'A',
      side: 'buy',
      orderType: 'market',
      quantity: '10',
      status: 'denied',
      strategy: 'c',
      venue: 'x',
      position: 99,
    }),
  ),
  sampleOrder(3, {
    symbol: 'B',
    side: 'buy',
    orderType: 'stop',
    quantity: '0.5',
    limitPrice: '100',
    filledQuantity: '0.5',
    averagePrice: '100',
    acknowledgeMs: 12,
    status: 'filled',
    strategy: 'a',
    venue: 'y',
    position: 77,
  }),
].map((row) => (row.orderType === 'stop' ? stopped(row) : row));

function lacking(row: OrderView): OrderView {
  const { limitPrice: _none, ...rest } = row;
  return rest;
}

function stopped(row: OrderView): OrderView {
  return { ...lacking(row), stopPrice: '100' };
}

export function sortContract({ save, store, ids }: OrderViewContext): void {
  describe('sorting and paging', () => {
    it('is newest first when nobody says otherwise', () => {
      save([2, 1, 4, 3].map((index) => sampleOrder(index)));
      expect(ids({})).toEqual(['order-4', 'order-3', 'order-2', 'order-1']);
    });

    it('breaks ties by creation position, in the direction of the last field', () => {
      const at = { createdAt: sampleOrder(1).createdAt, updatedAt: sampleOrder(1).updatedAt };
      save([3, 1, 2].map((index) => sampleOrder(index, at)));
      for (const field of ['createdAt', 'updatedAt', 'symbol', 'side', 'quantity', 'venue'] as const) {
        expect(ids({ sort: [{ field, descending: true }] })).toEqual(['order-3', 'order-2', 'order-1']);
        expect(ids({ sort: [{ field, descending: false }] })).toEqual(['order-1', 'order-2', 'order-3']);
      }
    });

    it.each(orderSortFields)('sorts by %s, in both directions', (field) => {
      save(differentOrders);
      const key = (id: string): unknown =>
        sortKeys[field](differentOrders.find((row) => row.orderId === id)!);
      const upwards = ids({ sort: [{ field, descending: false }] });
      expect(upwards).toHaveLength(differentOrders.length);
      for (const [index, id] of upwards.entries()) {
        const [before, after] = [key(upwards[index - 1] ?? id), key(id)] as number[];
        expect(before === undefined || (after !== undefined && before <= after)).toBe(true);
      }
      expect(new Set(upwards.map(key)).size).toBeGreaterThan(1);
      expect(ids({ sort: [{ field, descending: true }] })).toEqual(upwards.toReversed());
    });

    it('has what is absent before everything else', () => {
      save(differentOrders);
      for (const field of ['price', 'averagePrice', 'acknowledgeMs'] as const) {
        expect(ids({ sort: [{ field, descending: false }] })[0]).toBe('order-2');
        expect(ids({ sort: [{ field, descending: true }] }).at(-1)).toBe('order-2');
      }
    });

    it('takes the stop price for the price of an order without a limit', () => {
      save(differentOrders);
      expect(ids({ sort: [{ field: 'price', descending: true }] })).toEqual([
        'order-3',
        'order-1',
        'order-2',
      ]);
    });

    it('takes several fields in turn', () => {
      save([
        sampleOrder(1, { symbol: 'B', quantity: '1' }),
        sampleOrder(2, { symbol: 'A', quantity: '2' }),
        sampleOrder(3, { symbol: 'A', quantity: '10' }),
      ]);
      const sort = [
        { field: 'symbol' as const, descending: false },
        { field: 'quantity' as const, descending: true },
      ];
      expect(ids({ sort })).toEqual(['order-3', 'order-2', 'order-1']);
    });

    it.each(['quantity', 'filledQuantity', 'averagePrice', ['price', 'limitPrice']] as const)(
      'sorts %s by value, however many digits it has',
      (sorted) => {
        const [field, name] = typeof sorted === 'string' ? [sorted, sorted] : sorted;
        const ascending = ['-2', '-1.5', '0', '0.000000001', '0.5', '9', '10', '9007199254740993'];
        ascending.push('9007199254740993.000000001', '999999999999999999999');
        save(ascending.toReversed().map((value, index) => sampleOrder(index, { [name]: value })));
        const { rows } = store().query({ sort: [{ field, descending: false }] });
        expect(rows.map((row) => row[name])).toEqual(ascending);
      },
    );

    it('pages without gaps or repeats, and says how many there are', () => {
      save(Array.from({ length: 25 }, (_, index) => sampleOrder(index)));
      const sort = [{ field: 'status' as const, descending: false }];
      const pages = [0, 10, 20, 30].map((offset) => store().query({ sort, offset, limit: 10 }));
      expect(pages.map(({ rows }) => rows.length)).toEqual([10, 10, 5, 0]);
      expect(pages.map(({ total }) => total)).toEqual([25, 25, 25, 25]);
      expect(new Set(pages.flatMap(({ rows }) => orderIdsOf(rows))).size).toBe(25);
      expect(store().query({ limit: 0 })).toEqual({ rows: [], total: 25 });
    });

    it('lists all that match by their creation positions, in the order of the sort', () => {
      save(
        Array.from({ length: 25 }, (_, index) =>
          sampleOrder(index, { side: index % 3 === 0 ? 'buy' : 'sell' }),
        ),
      );
      for (const descending of [true, false]) {
        const list = {
          filter: { side: 'sell' as const },
          sort: [{ field: 'quantity' as const, descending }],
        };
        const { rows } = store().query(list);
        expect([...store().positions(list)]).toEqual(rows.map(({ createdPosition }) => createdPosition));
        const [first, , third] = rows;
        const createdPositions = [first!.createdPosition, 999_999, third!.createdPosition];
        expect(ids({ ...list, filter: { createdPositions } })).toEqual([first!.orderId, third!.orderId]);
      }
      expect(ids({ filter: { createdPositions: [] } })).toEqual([]);
      expect(store().positions({ filter: { symbol: named.symbol('none') } })).toEqual(new Float64Array());
    });

    it('caps the rows of one page', () => {
      const rows = Array.from({ length: orderQueryLimitMax + 2 }, (_, index) => sampleOrder(index));
      save(rows);
      const page = store().query({ limit: orderQueryLimitMax + 1 });
      expect(page.rows).toHaveLength(orderQueryLimitMax);
      expect(page.total).toBe(orderQueryLimitMax + 2);
    });
  });
}

export function statisticsContract({ save, store }: OrderViewContext): void {
  describe('statistics', () => {
    it('count by status and sum what was bought and sold', () => {
      save([
        sampleOrder(1),
        sampleOrder(2, { status: 'filled', filledQuantity: '10', filledNotional: '14322.5' }),
        sampleOrder(3, { status: 'filled', filledQuantity: '2.5', filledNotional: '0.1' }),
        sampleOrder(4, { status: 'canceled', side: 'sell', filledQuantity: '1', filledNotional: '-37.63' }),
      ]);
      expect(store().statistics()).toEqual({
        orders: 4,
        byStatus: { accepted: 1, filled: 2, canceled: 1 },
        workingByVenue: { sim: 1 },
        buyQuantity: '30',
        sellQuantity: '10',
        boughtQuantity: '12.5',
        soldQuantity: '1',
        boughtNotional: '14322.6',
        soldNotional: '-37.63',
      });
      expect(store().statistics({ statuses: ['canceled'] })).toMatchObject({
        orders: 1,
        boughtQuantity: '0',
      });
      expect(store().statistics({ symbol: named.symbol('NDX') })).toEqual({
        orders: 0,
        byStatus: {},
        workingByVenue: {},
        buyQuantity: '0',
        sellQuantity: '0',
        boughtQuantity: '0',
        soldQuantity: '0',
        boughtNotional: '0',
        soldNotional: '0',
      });
    });

    it('sum up by symbol, side and status, the same however the orders are asked for', () => {
      save([
        sampleOrder(1),
        sampleOrder(2, { status: 'filled', filledQuantity: '10', filledNotional: '14322.5' }),
        sampleOrder(3, { status: 'filled', filledQuantity: '2.5', filledNotional: '0.1' }),
        sampleOrder(4, { status: 'filled', side: 'sell', filledQuantity: '10', filledNotional: '1.005' }),
      ]);
      const symbol = sampleOrder(1).symbol;
      const lines = [
        {
          symbol,
          side: 'buy',
          status: 'accepted',
          orders: 1,
          quantity: '10',
          filledQuantity: '0',
          filledNotional: '0',
        },
        {
          symbol,
          side: 'buy',
          status: 'filled',
          orders: 2,
          quantity: '20',
          filledQuantity: '12.5',
          filledNotional: '14322.6',
        },
        {
          symbol,
          side: 'sell',
          status: 'filled',
          orders: 1,
          quantity: '10',
          filledQuantity: '10',
          filledNotional: '1.005',
        },
      ];
      expect(store().lines({})).toEqual(lines);
      expect(store().lines({ createdFromPosition: 0 })).toEqual(lines);
      expect(store().lines({ orderIds: [sampleOrder(4).orderId] })).toEqual(lines.slice(2));
      expect(store().lines({ symbol: named.symbol('NDX') })).toEqual([]);
    });

    it('count by venue what a venue may still fill', () => {
      const statuses = [
        'submitting',
        'accepted',
        'partially_filled',
        'pending_cancel',
        'pending_replace',
      ] as const;
      save([
        ...statuses.map((status, index) => sampleOrder(index, { status })),
        sampleOrder(10, { venue: 'fix' }),
        ...(['created', 'in_doubt', 'filled'] as const).map((status, index) =>
          sampleOrder(20 + index, { status, venue: 'fix' }),
        ),
      ]);
      expect(store().statistics().workingByVenue).toEqual({ sim: 5, fix: 1 });
      expect(store().statistics({ text: 'order-10' }).workingByVenue).toEqual({ fix: 1 });
    });

    it('are the same however the orders are asked for', () => {
      save([
        sampleOrder(1, { filledQuantity: '2', filledNotional: '20' }),
        sampleOrder(2, { side: 'sell', quantity: '7', filledQuantity: '3', filledNotional: '33' }),
      ]);
      const all = store().statistics();
      expect(all).toMatchObject({ buyQuantity: '10', sellQuantity: '7', soldNotional: '33' });
      expect(store().statistics({ text: 'order' })).toEqual(all);
      expect(store().statistics({ createdFromPosition: 0 })).toEqual(all);
    });

    it('are exact far beyond floating point and 64-bit integers', () => {
      const filledQuantity = '999999999999999.999999999';
      const filledNotional = '999999999999999999999999999999.999999999';
      save(
        Array.from({ length: 1000 }, (_, index) => sampleOrder(index, { filledQuantity, filledNotional })),
      );
      save([sampleOrder(1000, { filledQuantity: '0.000000001', filledNotional: '-0.000000001' })]);
      expect(store().statistics()).toMatchObject({
        boughtQuantity: '999999999999999999.999999001',
        boughtNotional: '999999999999999999999999999999999.999998999',
      });
    });
  });
}
