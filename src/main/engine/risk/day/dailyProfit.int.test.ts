import { expect, test } from 'vitest';
import { parseAccountId, type OrderId } from '../../../../shared/kernel/ids.ts';
import { decimal, zero } from '../../../../shared/kernel/decimal.ts';
import { spx, TradingBed } from '../../trading/testing/tradingBed.ts';
import { DailyProfit } from './dailyProfit.ts';

const held = { openBuyQuantity: zero, openSellQuantity: zero, openOrders: 0 };
const main = parseAccountId('main')!;

/** Reads the day with no order in memory, and says which orders were read by themselves. */
async function read(bed: TradingBed, position: string): Promise<{ profit: DailyProfit; found: OrderId[] }> {
  const found: OrderId[] = [];
  const profit = new DailyProfit({
    clock: bed.time,
    store: bed.store,
    exposures: { all: () => [{ account: main, symbol: spx, ...held, position: decimal(position) }] },
    priceOf: () => decimal('1394'),
    isFresh: () => true,
    instrumentOf: () => ({ currency: 'USD' }),
    live: {
      get: () => undefined,
      find(orderId) {
        found.push(orderId);
        return Promise.resolve({ account: main, symbol: spx, side: 'buy' } as never);
      },
    },
  });
  await bed.until(profit.load());
  return { profit, found };
}

test('the day is read without its orders, which say themselves whose their fills are', async () => {
  const bed = await TradingBed.open();
  await bed.order({ quantity: '10' });
  await bed.order({ quantity: '4', side: 'sell' });
  const { profit, found } = await read(bed, '6');
  expect(found).toEqual([]);
  // Six are left, bought at 1400 and worth 1394.
  expect(profit.loss(main, 'USD')).toBe(decimal('36'));
});

test('an order of the day before is read by itself', async () => {
  const bed = await TradingBed.open({}, '2026-11-23T23:59:50Z');
  bed.venue.behaviour = 'rest';
  const resting = await bed.order({ limitPrice: '1380' });
  await bed.time.advance(20_000);
  bed.venue.fill(bed.venue.records[0]!.clientOrderId, decimal('10'));
  await bed.time.advance(1_000);
  const { found } = await read(bed, '10');
  expect(new Set(found)).toEqual(new Set([resting]));
});
