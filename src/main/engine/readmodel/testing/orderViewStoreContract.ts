/** What every implementation of the OrderViewStore port does; registered as vitest tests beside each one. */
import { ids as named } from '../../../../shared/kernel/testing/ids.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../orders/orderView.ts';
import type { OrderFilter, OrderQuery, OrderViewStore } from '../orderViewStore.ts';
import { sortContract, statisticsContract } from './orderPageContract.ts';
import type { OrderViewContext } from './orderViewContext.ts';
import { orderIdsOf, sampleOrder } from './sampleOrders.ts';

export interface OrderViewStoreFixture {
  open(): OrderViewStore;
  /** Removes everything. The store is closed by then. */
  dispose(): void;
}

const checkpoint = { version: 3, position: 7 };

export function orderViewStoreContract(name: string, createFixture: () => OrderViewStoreFixture): void {
  describe(`${name} as a store of the orders read model`, () => {
    let fixture: OrderViewStoreFixture;
    let store: OrderViewStore;
    beforeEach(() => {
      fixture = createFixture();
      store = fixture.open();
    });
    afterEach(() => {
      store.close();
      fixture.dispose();
    });
    const context = {
      save: (rows: readonly OrderView[]) => store.save(rows, checkpoint),
      store: () => store,
      found: (filter: OrderFilter) => orderIdsOf(store.query({ filter }).rows).sort(),
      ids: (query: OrderQuery) => orderIdsOf(store.query(query).rows),
    };
    savingContract(context);
    filterContract(context);
    sortContract(context);
    statisticsContract(context);
  });
}

function savingContract({ save, store, ids }: OrderViewContext): void {
  describe('saving', () => {
    it('starts empty at version 0 and position 0', () => {
      expect(store().checkpoint()).toEqual({ version: 0, position: 0 });
      expect(store().get('order-1')).toBeUndefined();
      expect(store().query({})).toEqual({ rows: [], total: 0 });
    });

    it('keeps rows whole, with the checkpoint', () => {
      const full = sampleOrder(1, {
        clientOrderId: 'client-1',
        venueOrderId: 'venue-1',
        averagePrice: '1432.123456789',
        reason: 'a "quoted" reason with ü and \u2028',
        acknowledgeMs: 1.25,
      });
      save([full, sampleOrder(2)]);
      expect(store().get('order-1')).toStrictEqual(full);
      expect(store().get('order-2')).toStrictEqual(sampleOrder(2));
      expect(store().checkpoint()).toEqual(checkpoint);
    });

    it('replaces a row, whichever of its fields changed', () => {
      save([sampleOrder(1), sampleOrder(2)]);
      const changed = sampleOrder(1, {
        status: 'filled',
        symbol: 'NDX',
        side: 'sell',
        quantity: '12.5',
        filledQuantity: '12.5',
        createdPosition: 400,
        position: 500,
        venueOrderId: 'late',
      });
      store().save([changed], { version: 3, position: 500 });
      expect(store().get('order-1')).toStrictEqual(changed);
      expect(ids({ filter: { symbol: named.symbol('NDX'), statuses: ['filled'], text: 'late' } })).toEqual([
        'order-1',
      ]);
      expect(ids({ filter: { symbol: named.symbol('SPX') } })).toEqual(['order-2']);
      expect(store().query({}).total).toBe(2);
      expect(store().checkpoint().position).toBe(500);
    });

    it('keeps the last of two rows for one order in one save', () => {
      save([sampleOrder(1), sampleOrder(1, { status: 'canceled' })]);
      expect(store().query({}).rows).toEqual([sampleOrder(1, { status: 'canceled' })]);
    });

    it('moves the checkpoint also without rows', () => {
      save([]);
      expect(store().checkpoint()).toEqual(checkpoint);
    });

    it('forgets everything when cleared', () => {
      save([sampleOrder(1)]);
      store().clear(9);
      expect(store().checkpoint()).toEqual({ version: 9, position: 0 });
      expect(store().query({}).total).toBe(0);
      expect(store().get('order-1')).toBeUndefined();
      expect(store().statistics().orders).toBe(0);
    });
  });
}

function filterContract({ save, store, found }: OrderViewContext): void {
  describe('filtering', () => {
    it('takes each field alone and all together', () => {
      save([
        sampleOrder(1),
        sampleOrder(2, { symbol: 'NDX' }),
        sampleOrder(3, { account: 'second' }),
        sampleOrder(4, { strategy: 'manual' }),
        sampleOrder(5, { venue: 'fix' }),
        sampleOrder(6, { side: 'sell', status: 'filled' }),
      ]);
      expect(found({ symbol: named.symbol('NDX') })).toEqual(['order-2']);
      expect(found({ account: named.account('second') })).toEqual(['order-3']);
      expect(found({ strategy: named.strategy('manual') })).toEqual(['order-4']);
      expect(found({ venue: named.venue('fix') })).toEqual(['order-5']);
      expect(found({ side: 'sell' })).toEqual(['order-6']);
      expect(found({ statuses: ['filled', 'canceled'] })).toEqual(['order-6']);
      expect(found({ statuses: [] })).toEqual([]);
      expect(found({})).toHaveLength(6);
      const all = {
        symbol: named.symbol('SPX'),
        account: named.account('main'),
        strategy: named.strategy('sma-cross'),
        venue: named.venue('sim'),
      };
      expect(found({ ...all, side: 'buy', statuses: ['accepted'] })).toEqual(['order-1']);
      expect(store().query({ filter: { symbol: named.symbol('SPX') }, limit: 2 }).total).toBe(5);
    });

    it('finds the orders that protect another one', () => {
      save([
        sampleOrder(1),
        sampleOrder(2, { parentOrderId: 'order-1', role: 'stop_loss' }),
        sampleOrder(3, { parentOrderId: 'order-1', role: 'take_profit', status: 'filled' }),
        sampleOrder(4, { parentOrderId: 'order-9', role: 'stop_loss' }),
      ]);
      expect(found({ parentOrderId: named.order('order-1') })).toEqual(['order-2', 'order-3']);
      expect(found({ parentOrderId: named.order('order-1'), statuses: ['filled'] })).toEqual(['order-3']);
      expect(found({ parentOrderId: named.order('order-2') })).toEqual([]);
      expect(store().statistics({ parentOrderId: named.order('order-1') }).orders).toBe(2);
    });

    it('takes creation by time and by position, from inclusive and to exclusive', () => {
      const rows = [1, 2, 3, 4].map((index) => sampleOrder(index));
      save(rows);
      const [, second, third] = rows.map(({ createdAt }) => createdAt);
      expect(found({ createdFrom: second ?? '', createdTo: third ?? '' })).toEqual(['order-2']);
      expect(found({ createdFrom: third ?? '' })).toEqual(['order-3', 'order-4']);
      expect(found({ createdFromPosition: 21, createdToPosition: 31 })).toEqual(['order-2']);
      expect(found({ createdToPosition: 22 })).toEqual(['order-1', 'order-2']);
    });

    it('finds a part of any id, whatever its case, taking every character for itself', () => {
      save([
        sampleOrder(1, { clientOrderId: 'CL_100%' }),
        sampleOrder(2, { venueOrderId: 'V-abc\\1' }),
        sampleOrder(3, { signalId: 'x.CLAB.100' }),
      ]);
      expect(found({ text: 'ORDER-2' })).toEqual(['order-2']);
      expect(found({ text: 'cl_1' })).toEqual(['order-1']);
      expect(found({ text: '100%' })).toEqual(['order-1']);
      expect(found({ text: '_' })).toEqual(['order-1']);
      expect(found({ text: 'c\\1' })).toEqual(['order-2']);
      expect(found({ text: 'clab' })).toEqual(['order-3']);
      expect(found({ text: '%' })).toEqual(['order-1']);
      expect(found({ text: 'none' })).toEqual([]);
      expect(found({ text: '' })).toHaveLength(3);
      expect(found({ text: "'; DROP TABLE orders; --" })).toEqual([]);
    });
  });
}
