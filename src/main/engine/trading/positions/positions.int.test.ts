/** What positions hold and have made, on the whole engine: fills, corrections, a restart, and another day. */
import { beforeEach, expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';
import { spx, TradingBed } from '../testing/tradingBed.ts';

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

const lines = () => bed.until(bed.engine.trading.positions());
const only = async () => (await lines())[0];

/** Trades at the price, which is the market's from then on. */
async function trade(side: 'buy' | 'sell', quantity: string, price: string) {
  bed.venue.price = decimal(price);
  bed.venue.quote(spx, bed.venue.price);
  const orderId = await bed.order({ side, quantity, limitPrice: price });
  const { clientOrderId } = bed.engine.queries.getOrder(orderId)!;
  const executionId = bed.venue.fill(clientOrderId as ClientOrderId, decimal(quantity));
  await bed.until(bed.engine.settled());
  return executionId;
}

test('a position has its average cost, and what it made: realized, open and today, also after a restart', async () => {
  expect(await lines()).toEqual([]);
  await trade('buy', '10', '1400');
  await trade('buy', '10', '1410');
  await trade('sell', '5', '1420');
  const expected = {
    account: 'main',
    symbol: 'SPX',
    currency: 'USD',
    quantity: '15',
    averageCost: '1405',
    realized: '75',
    open: '225',
    mark: { price: '1420', source: 'sim' },
    day: { volume: '25', realized: '75', profit: '300' },
  };
  expect(await lines()).toMatchObject([expected]);
  await bed.restart();
  bed.venue.quote(spx, decimal('1420'));
  expect(await lines()).toMatchObject([expected]);
});

test('a short position, and one that turns, are valued by the part that is open', async () => {
  await trade('sell', '10', '1400');
  expect(await only()).toMatchObject({ quantity: '-10', averageCost: '1400', open: '0' });
  await trade('buy', '15', '1390');
  expect(await only()).toMatchObject({ quantity: '5', averageCost: '1390', realized: '100', open: '0' });
  await trade('sell', '5', '1395');
  const flat = await only();
  expect(flat).toMatchObject({
    quantity: '0',
    realized: '125',
    open: '0',
    day: { profit: '125', volume: '30' },
  });
  expect(flat).not.toHaveProperty('averageCost');
});

test('an execution that is taken back makes nothing', async () => {
  const wrong = await trade('buy', '10', '1400');
  await trade('buy', '10', '1410');
  bed.venue.bust(wrong);
  await bed.until(bed.engine.settled());
  const line = await only();
  expect(line).toMatchObject({ quantity: '10', day: { volume: '10', profit: '0' } });
  expect(decimal(line?.realized ?? '') + decimal(line?.open ?? '')).toBe(decimal('0'));
});

test('the next day counts from the first price of that day', async () => {
  await trade('buy', '10', '1400');
  await lines();
  bed.venue.quote(spx, decimal('1408'));
  await bed.time.advance(14 * 3_600_000 + 2_000);
  bed.venue.quote(spx, decimal('1410'));
  await bed.time.advance(2_000);
  expect(await only()).toMatchObject({ realized: '0', open: '100', day: { volume: '0', profit: '20' } });
});

test('the age of the price is told', async () => {
  await trade('buy', '10', '1400');
  await bed.time.advance(3_000);
  const mark = (await only())?.mark;
  expect(mark?.ageMs).toBeGreaterThanOrEqual(3_000);
});
