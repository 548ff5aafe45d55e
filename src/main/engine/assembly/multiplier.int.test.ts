/** An instrument whose unit is worth more or less than its price: each sum of money counts the multiplier, each price does not. */
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId } from '../../../shared/kernel/ids.ts';
import { defaultConfiguration, type EngineConfiguration, type RiskSettings } from '../configuration.ts';
import { operator, spx, TradingBed } from '../trading/testing/tradingBed.ts';
import { WhatIf } from '../trading/whatIf.ts';

const defaults = defaultConfiguration();
const noCollar = { priceCollar: 'none' } as const;

function desk(multiplier: string, risk: Partial<RiskSettings> = {}): Partial<EngineConfiguration> {
  return {
    instruments: defaults.instruments.map((one) => ({
      ...one,
      multiplier: decimal(multiplier),
      priceMin: decimal('-10000'),
    })),
    risk: { ...defaults.risk, ...noCollar, ...risk },
  };
}

async function open(multiplier: string, risk?: Partial<RiskSettings>): Promise<TradingBed> {
  const bed = await TradingBed.open(desk(multiplier, risk));
  bed.venue.behaviour = 'rest';
  return bed;
}

function quote(bed: TradingBed, price: string): void {
  bed.venue.price = decimal(price);
  bed.venue.quote(spx, bed.venue.price);
}

/** Trades at the price, which is the market's from then on. */
async function trade(bed: TradingBed, side: 'buy' | 'sell', quantity: string, price: string) {
  quote(bed, price);
  const orderId = await bed.order({ side, quantity, limitPrice: price });
  const { clientOrderId } = bed.engine.queries.getOrder(orderId)!;
  bed.venue.fill(clientOrderId as ClientOrderId, decimal(quantity));
  await bed.until(bed.engine.settled());
  return orderId;
}

const lines = async (bed: TradingBed, method?: 'fifo' | 'average') =>
  (await bed.until(bed.engine.trading.positions(method))).lines;

describe.each([
  { multiplier: '50', at: '1400', next: '1390.25', spent: '280000', worth: '278050', made: '-1950' },
  { multiplier: '0.01', at: '1400', next: '1390.25', spent: '56', worth: '55.61', made: '-0.39' },
  { multiplier: '50', at: '-37.5', next: '-40.25', spent: '-7500', worth: '-8050', made: '-550' },
  { multiplier: '0.01', at: '-37.5', next: '-40.25', spent: '-1.5', worth: '-1.61', made: '-0.11' },
])('4 bought at $at with a multiplier of $multiplier', ({ multiplier, at, next, spent, worth, made }) => {
  test('are a position whose profit is money, at a cost that is a price, also after a restart', async () => {
    const bed = await open(multiplier);
    await trade(bed, 'buy', '4', at);
    quote(bed, next);
    const held = { quantity: '4', multiplier, averageCost: at, worth, open: made, day: { profit: made } };
    expect(await lines(bed)).toMatchObject([held]);
    expect(await lines(bed, 'fifo')).toMatchObject([held]);
    await bed.restart();
    quote(bed, next);
    expect(await lines(bed)).toMatchObject([held]);
    await trade(bed, 'sell', '4', next);
    expect(await lines(bed)).toMatchObject([
      { quantity: '0', realized: made, open: '0', day: { profit: made } },
    ]);
  });

  test('are an order whose notional is money and whose average is a price, and so are the sums', async () => {
    const bed = await open(multiplier);
    const orderId = await trade(bed, 'buy', '4', at);
    expect(await bed.until(bed.engine.queries.findOrder(orderId))).toMatchObject({
      multiplier,
      filledNotional: spent,
      averagePrice: at,
    });
    expect(await bed.until(bed.engine.queries.getStatistics())).toMatchObject({ boughtNotional: spent });
  });
});

describe('limits in money', () => {
  test.each([
    ['50', '1400', '279999', '280000'],
    ['0.01', '1400', '55.99', '56'],
    ['50', '-37.5', '7499', '7500'],
  ])(
    'an order of 4 with a multiplier of %s at %s is denied by %s, and not by %s',
    async (multiplier, at, less, just) => {
      for (const name of ['orderNotionalMax', 'grossExposureMax', 'netExposureMax'] as const) {
        for (const [limit, type] of [[less, 'denied'] as const, [just, 'ordered'] as const]) {
          const bed = await open(multiplier, { [name]: decimal(limit) });
          quote(bed, at);
          expect([name, await bed.signal({ quantity: '4', limitPrice: at })]).toMatchObject([name, { type }]);
        }
      }
    },
  );

  test('what is held counts in the exposure with its multiplier, and an amend is judged by it', async () => {
    const bed = await open('50', {
      grossExposureMax: decimal('560000'),
      orderNotionalMax: decimal('300000'),
    });
    await trade(bed, 'buy', '4', '1400');
    const second = await bed.order({ quantity: '4' });
    expect(await bed.signal({ quantity: '1' })).toMatchObject({ type: 'denied' });
    const amend = (quantity: string) =>
      bed.until(bed.engine.orders.amend(second, { quantity: decimal(quantity) }, operator));
    expect(await amend('5')).toMatchObject({ ok: false });
    expect(await amend('3')).toMatchObject({ ok: true });
  });

  test("the day's loss is money, for the limit and for the kill switch that engages by itself", async () => {
    for (const [multiplier, lost] of [
      ['50', '1950'],
      ['0.01', '0.39'],
    ] as const) {
      const limit = decimal(lost);
      const bed = await TradingBed.open({
        ...desk(multiplier),
        killSwitch: { dailyLossMax: { main: limit } },
      });
      bed.venue.behaviour = 'rest';
      await trade(bed, 'buy', '4', '1400');
      quote(bed, '1390.5');
      await bed.time.advance(2_000);
      expect(bed.engine.trading.ledgers()).toEqual([]);
      quote(bed, '1390.25');
      await bed.time.advance(2_000);
      const reason = expect.stringContaining(`has lost ${lost} USD`) as string;
      expect(bed.engine.trading.ledgers()).toMatchObject([{ reason }]);
    }
    const bed = await open('50', { dailyLossMax: decimal('1950') });
    await trade(bed, 'buy', '4', '1400');
    quote(bed, '1390');
    await bed.time.advance(2_000);
    const denied = { type: 'denied', reasons: [{ code: 'daily_loss' }] };
    expect(await bed.signal({ quantity: '1', limitPrice: '1390' })).toMatchObject(denied);
  });

  test('a kill switch closes a position in orders that the notional allows', async () => {
    const bed = await open('50', { orderNotionalMax: decimal('140000') });
    await trade(bed, 'buy', '2', '1400');
    await trade(bed, 'buy', '2', '1400');
    bed.venue.behaviour = 'fill';
    await bed.until(bed.engine.trading.kill({ kind: 'desk' }, { flatten: true }, operator));
    await bed.reaches('flat');
    const sold = (await bed.events()).filter(({ type }) => type === 'OrderCreated').slice(2);
    expect(sold.map(({ data }) => data)).toMatchObject([
      { terms: { quantity: '2', multiplier: '50' } },
      { terms: { quantity: '2', multiplier: '50' } },
    ]);
  });

  test('a past decision is judged again by it', async () => {
    const bed = await open('50');
    await trade(bed, 'buy', '4', '1400');
    const events = await bed.events();
    const judge = async (limit: string) => {
      const { instruments, risk } = { ...defaults, ...desk('50', { orderNotionalMax: decimal(limit) }) };
      const whatIf = new WhatIf(bed.store, { instruments, risk, windows: {} }, events[0]!.time);
      const all = [];
      for (const event of events) all.push(await whatIf.take(event));
      return all.flatMap((one) => one?.after?.map(({ rule }) => rule) ?? []);
    };
    expect(await judge('279999')).toEqual(['max_order_notional']);
    expect(await judge('280000')).toEqual([]);
  });
});

test('an exit and an order that was made before have the multiplier that was in force', async () => {
  const bed = await open('50');
  const entry = await bed.order({ quantity: '4', stopLoss: '1300' });
  const { clientOrderId } = bed.engine.queries.getOrder(entry)!;
  bed.venue.fill(clientOrderId as ClientOrderId, decimal('4'));
  await bed.until(bed.engine.settled());
  await bed.restart(desk('5'));
  quote(bed, '1410');
  const orders = bed.engine.queries.getActiveOrders();
  expect(orders).toMatchObject([{ multiplier: '50', parentOrderId: entry }]);
  const before = await bed.until(bed.engine.queries.findOrder(entry));
  expect(before).toMatchObject({ filledNotional: '280000', averagePrice: '1400' });
  // A multiplier that was wrong is put right for all that is held.
  expect(await lines(bed)).toMatchObject([{ averageCost: '1400', open: '200' }]);
});
