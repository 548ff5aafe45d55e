/** What positions hold and have made, on the whole engine: fills, corrections, a restart, and another day. */
import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';
import type { CostMethod } from '../../../domain/trading/dayPosition.ts';
import { spx, TradingBed } from '../testing/tradingBed.ts';

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

const lines = async (method?: CostMethod) => (await bed.until(bed.engine.trading.positions(method))).lines;
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

describe.each<CostMethod>(['average', 'fifo'])('by %s', (method) => {
  const figures = async () => {
    const [line] = await lines(method);
    const { quantity, averageCost, realized, open, day } = line ?? {};
    return { quantity, averageCost, realized, open, day };
  };
  /** A position that grew, shrank and turned. */
  const trades: readonly Parameters<typeof trade>[] = [
    ['buy', '10', '1400'],
    ['buy', '10', '1410'],
    ['sell', '25', '1405'],
    ['buy', '8', '1403'],
  ];

  test.each([0, 1, 2, 3])('a bust of trade %i gives what there was without it', async (busted) => {
    for (const [i, [...terms]] of trades.entries()) if (i !== busted) await trade(...terms);
    const without = await figures();
    bed = await TradingBed.open();
    bed.venue.behaviour = 'rest';
    const ids = [];
    for (const terms of trades) ids.push(await trade(...terms));
    bed.venue.quote(spx, decimal(trades.filter((_, i) => i !== busted).at(-1)?.[2] ?? ''));
    bed.venue.bust(ids[busted]!);
    await bed.until(bed.engine.settled());
    expect(await figures()).toEqual(without);
    await trade('sell', '1', '1403');
    const later = await figures();
    await bed.restart();
    bed.venue.quote(spx, decimal('1403'));
    expect(await figures()).toEqual(later);
  });

  test('a correction counts as if it had been right from the start', async () => {
    const rest = trades.slice(1);
    await trade('buy', '7', '1390');
    for (const terms of rest) await trade(...terms);
    const right = await figures();
    bed = await TradingBed.open();
    bed.venue.behaviour = 'rest';
    const wrong = await trade('buy', '10', '1400');
    for (const terms of rest) await trade(...terms);
    bed.venue.correct(wrong, decimal('7'), decimal('1390'));
    await bed.until(bed.engine.settled());
    expect(await figures()).toEqual(right);
  });

  test('an execution that comes while one is recounted is counted', async () => {
    const [first] = [await trade('buy', '10', '1400'), await trade('buy', '10', '1410')];
    bed.venue.bust(first);
    const clientOrderId = bed.engine.queries.getOrder(await bed.order({ quantity: '3' }))!.clientOrderId!;
    const asked = bed.engine.trading.positions(method);
    bed.venue.fill(clientOrderId, decimal('3'));
    await bed.until(asked);
    await bed.until(bed.engine.settled());
    expect(await figures()).toMatchObject({ quantity: '13' });
    expect((await lines('average'))[0]?.day.volume).toBe('13');
  });
});

test('fifo closes the oldest lots first, and the configuration says which method is reported', async () => {
  await trade('buy', '10', '1400');
  await trade('buy', '10', '1410');
  await trade('sell', '5', '1420');
  expect(await lines('fifo')).toMatchObject([
    { averageCost: '1406.666666667', realized: '100', open: '200', day: { realized: '100', profit: '300' } },
  ]);
  expect(await lines()).toMatchObject([{ realized: '75', open: '225' }]);
  await bed.restart({ costMethod: 'fifo' });
  bed.venue.quote(spx, decimal('1420'));
  expect(await bed.until(bed.engine.trading.positions())).toMatchObject({
    method: 'fifo',
    lines: [{ realized: '100', open: '200' }],
  });
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
