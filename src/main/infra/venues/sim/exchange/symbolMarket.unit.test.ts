import { describe, expect, it } from 'vitest';
import { MarketLog, sampleGrid, sampleOrder } from '../testing/sampleOrders.ts';
import { SymbolMarket } from './symbolMarket.ts';

const house = { levels: 3, lotsPerLevel: 100, spreadTicks: 1 };

function openMarket(referenceTicks = 1_000, config = house) {
  const log = new MarketLog();
  const market = new SymbolMarket(sampleGrid, config, referenceTicks, log);
  market.open();
  return { market, log };
}

describe('house liquidity', () => {
  it('quotes around the price: an odd spread bids the price itself', () => {
    expect(openMarket().market.touch()).toEqual({ bid: 1_000, ask: 1_001 });
    expect(openMarket(1_000, { ...house, spreadTicks: 4 }).market.touch()).toEqual({ bid: 998, ask: 1_002 });
  });

  it('fills a big market order over several levels', () => {
    const { market, log } = openMarket();
    const order = sampleOrder({ side: 'buy', lots: 250 });
    market.enter(order);
    expect(log.fillsOf(order)).toEqual([
      [100, 1_001],
      [100, 1_002],
      [50, 1_003],
    ]);
  });

  it('shows the next order a full book', () => {
    const { market, log } = openMarket();
    market.enter(sampleOrder({ side: 'buy', lots: 250 }));
    const next = sampleOrder({ side: 'buy', lots: 250 });
    market.enter(next);
    expect(log.fillsOf(next)).toEqual([
      [100, 1_001],
      [100, 1_002],
      [50, 1_003],
    ]);
  });

  it('cancels what of a market order is left when the book is exhausted', () => {
    const { market, log } = openMarket();
    const order = sampleOrder({ side: 'sell', lots: 301 });
    market.enter(order);
    expect(order.openLots).toBe(1);
    expect(log.canceled).toEqual([{ order, reason: 'no liquidity: the book is exhausted' }]);
  });

  it('follows the price, and never quotes below one tick', () => {
    const { market } = openMarket();
    market.moveTo(1, 'walk');
    expect(market.touch()).toEqual({ bid: 1, ask: 2 });
  });

  it('leaves the rest of a limit order alone until the market moves, then trades through it', () => {
    const { market, log } = openMarket();
    const order = sampleOrder({ side: 'buy', lots: 150, limitTicks: 1_001 });
    market.enter(order);
    expect(log.fillsOf(order)).toEqual([[100, 1_001]]);
    expect(market.touch()).toEqual({ bid: 1_001, ask: 1_002 });
    market.moveTo(1_000, 'walk');
    expect(log.fillsOf(order)).toEqual([
      [100, 1_001],
      [50, 1_001],
    ]);
    expect(market.touch()).toEqual({ bid: 1_000, ask: 1_001 });
  });
});

describe('resting orders', () => {
  it('are filled at their own price when the market passes them, best price first, then oldest', () => {
    const { market, log } = openMarket();
    const [low, first, second] = [980, 990, 990].map((limitTicks) =>
      sampleOrder({ side: 'buy', lots: 5, limitTicks }),
    );
    for (const order of [low!, first!, second!]) market.enter(order);
    market.moveTo(985, 'walk');
    expect(log.fills.map(({ order, ticks }) => [order, ticks])).toEqual([
      [first, 990],
      [second, 990],
    ]);
    market.moveTo(970, 'gap');
    expect(log.fillsOf(low!)).toEqual([[5, 980]]);
  });

  it('wait behind the house quotes that were there before them', () => {
    const { market, log } = openMarket();
    const resting = sampleOrder({ side: 'buy', lots: 10, limitTicks: 1_000 });
    market.enter(resting);
    market.enter(sampleOrder({ side: 'sell', lots: 100, limitTicks: 1_000 }));
    expect(log.fillsOf(resting)).toEqual([]);
    // The replenished quote has joined the end of the queue.
    market.enter(sampleOrder({ side: 'sell', lots: 10, limitTicks: 1_000 }));
    expect(log.fillsOf(resting)).toEqual([[10, 1_000]]);
  });

  it('can be withdrawn once', () => {
    const { market } = openMarket();
    const order = sampleOrder({ side: 'buy', lots: 10, limitTicks: 900 });
    market.enter(order);
    expect(market.withdraw(order)).toBe(true);
    expect(market.withdraw(order)).toBe(false);
  });
});

describe('time in force', () => {
  it('cancels the rest of an immediate-or-cancel order', () => {
    const { market, log } = openMarket();
    const order = sampleOrder({ side: 'buy', lots: 150, limitTicks: 1_001, timeInForce: 'IOC' });
    market.enter(order);
    expect(log.fillsOf(order)).toEqual([[100, 1_001]]);
    expect(log.canceled.map((end) => end.order)).toEqual([order]);
  });

  it('fills a fill-or-kill order whole or not at all', () => {
    const { market, log } = openMarket();
    const [whole, tooMuch] = [200, 201].map((lots) =>
      sampleOrder({ side: 'buy', lots, limitTicks: 1_002, timeInForce: 'FOK' }),
    );
    market.enter(whole!);
    market.enter(tooMuch!);
    expect(whole!.openLots).toBe(0);
    expect(log.fillsOf(tooMuch!)).toEqual([]);
    expect(log.canceled.map((end) => end.order)).toEqual([tooMuch]);
  });
});

describe('stops', () => {
  it('trade where a walking market reaches them, even on the way to a farther price', () => {
    const { market, log } = openMarket();
    const [near, far] = [990, 980].map((stopTicks) => sampleOrder({ side: 'sell', lots: 1, stopTicks }));
    market.enter(far!);
    market.enter(near!);
    market.moveTo(900, 'walk');
    expect(log.triggered).toEqual([near, far]);
    expect(log.fillsOf(near!)).toEqual([[1, 990]]);
    expect(log.fillsOf(far!)).toEqual([[1, 980]]);
  });

  it('trade at the first price after a gap', () => {
    const { market, log } = openMarket();
    const order = sampleOrder({ side: 'buy', lots: 1, stopTicks: 1_010 });
    market.enter(order);
    market.moveTo(1_100, 'gap');
    expect(log.fillsOf(order)).toEqual([[1, 1_101]]);
  });

  it('trigger at once when the price is there already', () => {
    const { market, log } = openMarket();
    const order = sampleOrder({ side: 'sell', lots: 1, stopTicks: 1_000 });
    market.enter(order);
    expect(log.fillsOf(order)).toEqual([[1, 1_000]]);
  });

  it('of type stop-limit rest at their limit once triggered', () => {
    const { market, log } = openMarket();
    const order = sampleOrder({ side: 'sell', lots: 1, stopTicks: 990, limitTicks: 995 });
    market.enter(order);
    market.moveTo(985, 'walk');
    expect(order.triggered).toBe(true);
    expect(log.fillsOf(order)).toEqual([]);
    market.moveTo(995, 'walk');
    expect(log.fillsOf(order)).toEqual([[1, 995]]);
  });

  it('can be withdrawn while they wait and after they were triggered', () => {
    const { market, log } = openMarket();
    const [waiting, triggered] = [900, 995].map((stopTicks) =>
      sampleOrder({ side: 'sell', lots: 1, stopTicks, limitTicks: 1_020 }),
    );
    market.enter(waiting!);
    market.enter(triggered!);
    market.moveTo(990, 'walk');
    expect(market.withdraw(triggered!)).toBe(true);
    expect(market.withdraw(waiting!)).toBe(true);
    market.moveTo(800, 'walk');
    market.moveTo(1_100, 'walk');
    expect(log.fills).toEqual([]);
  });
});

describe('a market without a house', () => {
  it('trades clients with each other only, at the resting price', () => {
    const { market, log } = openMarket(1_000, { ...house, levels: 0 });
    const [maker, taker] = [
      sampleOrder({ side: 'sell', lots: 5, limitTicks: 1_005 }),
      sampleOrder({ side: 'buy', lots: 3, limitTicks: 1_010 }),
    ];
    market.enter(maker);
    market.moveTo(2_000, 'walk');
    expect(log.fills).toEqual([]);
    market.enter(taker);
    expect(log.fillsOf(taker)).toEqual([[3, 1_005]]);
    expect(log.fillsOf(maker)).toEqual([[3, 1_005]]);
  });
});
