/** Order and pages of what a query gives, and statistics. */
import { describe, expect, it } from 'vitest';
import { orderQueryLimitMax, orderSortFields } from '../orderViewStore.ts';
import type { OrderViewContext } from './orderViewContext.ts';
import { orderIdsOf, sampleOrder } from './sampleOrders.ts';

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

    it('sorts by every field, in both directions', () => {
      save([
        sampleOrder(1, {
          symbol: 'C',
          side: 'sell',
          status: 'filled',
          strategy: 'b',
          venue: 'z',
          position: 5,
        }),
        sampleOrder(2, {
          symbol: 'A',
          side: 'buy',
          status: 'accepted',
          strategy: 'c',
          venue: 'x',
          position: 9,
        }),
        sampleOrder(3, {
          symbol: 'B',
          side: 'buy',
          status: 'denied',
          strategy: 'a',
          venue: 'y',
          position: 7,
        }),
      ]);
      for (const field of orderSortFields) {
        const value = (id: string): string => String(store().get(id)?.[field]);
        const upwards = ids({ sort: [{ field, descending: false }] });
        expect(upwards).toHaveLength(3);
        expect(upwards.map(value)).toEqual(upwards.map(value).toSorted());
        expect(ids({ sort: [{ field, descending: true }] })).toEqual(upwards.toReversed());
      }
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

    it('sorts quantities by value, however many digits they have', () => {
      const ascending = ['-2', '-1.5', '0', '0.000000001', '0.5', '9', '10', '9007199254740993'];
      ascending.push('9007199254740993.000000001', '999999999999999999999');
      save(ascending.toReversed().map((quantity, index) => sampleOrder(index, { quantity })));
      const rows = store().query({ sort: [{ field: 'quantity', descending: false }] }).rows;
      expect(rows.map(({ quantity }) => quantity)).toEqual(ascending);
    });

    it('pages without gaps or repeats, and says how many there are', () => {
      save(Array.from({ length: 25 }, (_, index) => sampleOrder(index)));
      const sort = [{ field: 'status' as const, descending: false }];
      const pages = [0, 10, 20, 30].map((offset) => store().query({ sort, offset, limit: 10 }));
      expect(pages.map(({ rows }) => rows.length)).toEqual([10, 10, 5, 0]);
      expect(pages.map(({ total }) => total)).toEqual([25, 25, 25, 25]);
      expect(new Set(pages.flatMap(({ rows }) => orderIdsOf(rows))).size).toBe(25);
      expect(store().query({ limit: 0 })).toEqual({ rows: [], total: 25 });
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
        boughtQuantity: '12.5',
        soldQuantity: '1',
        boughtNotional: '14322.6',
        soldNotional: '-37.63',
      });
      expect(store().statistics({ statuses: ['canceled'] })).toMatchObject({
        orders: 1,
        boughtQuantity: '0',
      });
      expect(store().statistics({ symbol: 'NDX' })).toEqual({
        orders: 0,
        byStatus: {},
        boughtQuantity: '0',
        soldQuantity: '0',
        boughtNotional: '0',
        soldNotional: '0',
      });
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
