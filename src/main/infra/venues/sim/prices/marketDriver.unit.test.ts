import { describe, expect, it } from 'vitest';
import { epochMicrosFromMillis } from '../../../../../shared/kernel/time.ts';
import { MarketDriver, type MarketTickText } from './marketDriver.ts';
import { BarTape } from './priceTape.ts';
import type { StoredMarket } from '../record/recordRows.ts';
import { SymbolMarket } from '../exchange/symbolMarket.ts';
import { MarketLog, sampleGrid, sampleOrder } from '../testing/sampleOrders.ts';

const date = (text: string) => epochMicrosFromMillis(Date.parse(`${text}T00:00:00Z`));
const bars = [
  { date: date('2001-01-03'), openTicks: 100, highTicks: 110, lowTicks: 90, closeTicks: 105 },
  { date: date('2001-01-04'), openTicks: 80, highTicks: 85, lowTicks: 70, closeTicks: 75 },
  { date: date('2001-01-05'), openTicks: 76, highTicks: 90, lowTicks: 75, closeTicks: 90 },
];

function drive(atEnd: 'stop' | 'wrap' = 'stop') {
  const log = new MarketLog();
  const tape = new BarTape(bars);
  const market = new SymbolMarket(sampleGrid, { levels: 2, lotsPerLevel: 100, spreadTicks: 1 }, 100, log);
  market.open();
  const ticks: MarketTickText[] = [];
  const kept: StoredMarket[] = [];
  const driver = new MarketDriver([{ symbol: 'SPX', market, tape, at: tape.stepAt(0) }], atEnd, {
    onTick: (tick) => ticks.push(tick),
    onMoved: (_, place) => kept.push(place),
  });
  return { driver, market, log, ticks, kept };
}

describe('MarketDriver', () => {
  it('takes one step at a time, says it and keeps its place', () => {
    const { driver, ticks, kept } = drive();
    for (let step = 0; step < 3; step++) expect(driver.step()).toBe('moved');
    expect(ticks.map(({ last, barClose }) => [last, barClose])).toEqual([
      ['22.5', undefined],
      ['27.5', undefined],
      ['26.25', '26.25'],
    ]);
    expect(ticks.at(-1)).toMatchObject({ bid: '26.25', ask: '26.5', marketTime: date('2001-01-03') });
    expect(kept.at(-1)).toEqual({ step: 3, ticks: 105, price: '26.25' });
  });

  it('says once that it has ended, and stays there', () => {
    const { driver, market } = drive();
    const outcomes = Array.from({ length: 13 }, () => driver.step());
    expect(outcomes.indexOf('ended')).toBe(10);
    expect(outcomes.filter((outcome) => outcome === 'ended')).toHaveLength(1);
    expect(driver.ended).toBe(true);
    expect(market.referenceTicks).toBe(90);
  });

  it('starts again when it is to wrap, and says so', () => {
    const { driver, market } = drive('wrap');
    const outcomes = Array.from({ length: 12 }, () => driver.step());
    expect(outcomes.at(-1)).toBe('wrapped');
    expect(driver.wraps).toBe(1);
    expect(market.referenceTicks).toBe(100);
  });

  it('advances to the close of the last bar at or before an instant, and says only that', () => {
    const { driver, ticks } = drive();
    driver.advanceTo(date('2001-01-04'));
    expect(ticks).toHaveLength(1);
    expect(ticks[0]).toMatchObject({ last: '18.75', barClose: '18.75', marketTime: date('2001-01-04') });
    driver.advanceTo(date('2030-01-01'));
    expect(ticks.at(-1)).toMatchObject({ last: '22.5', marketTime: date('2001-01-05') });
    driver.advanceTo(date('1990-01-01'));
    expect(ticks.at(-1)).toMatchObject({ last: '26.25', marketTime: date('2001-01-03') });
  });

  it('lets orders meet every price on the way, stops at the open after a gap', () => {
    const { driver, market, log } = drive();
    const [limit, stop] = [
      sampleOrder({ side: 'sell', lots: 1, limitTicks: 109 }),
      sampleOrder({ side: 'sell', lots: 1, stopTicks: 88 }),
    ];
    market.enter(limit);
    market.enter(stop);
    while (!driver.advanceTo(date('2001-01-05')));
    expect(log.fillsOf(limit)).toEqual([[1, 109]]);
    expect(log.fillsOf(stop)).toEqual([[1, 80]]);
  });

  it('pauses at every price where an order trades, and goes on from there', () => {
    const { driver, market, log, ticks } = drive();
    const orders = [
      sampleOrder({ side: 'buy', lots: 1, limitTicks: 95 }),
      sampleOrder({ side: 'sell', lots: 1, stopTicks: 92 }),
      sampleOrder({ side: 'sell', lots: 1, limitTicks: 104 }),
      sampleOrder({ side: 'sell', lots: 1, limitTicks: 108 }),
    ];
    for (const order of orders) market.enter(order);
    const filled = (): number => orders.filter((order) => log.fillsOf(order).length > 0).length;
    const pauses: (readonly [number, string | undefined, string | undefined])[] = [];
    while (!driver.advanceTo(date('2001-01-03'))) {
      pauses.push([filled(), ticks.at(-1)?.last, ticks.at(-1)?.barClose]);
    }
    expect(pauses).toEqual([
      [1, '23.5', undefined],
      [2, '23', undefined],
      [3, '26', undefined],
      [4, '27', undefined],
    ]);
    expect(ticks.at(-1)).toMatchObject({ last: '26.25', barClose: '26.25' });
  });

  it('can be canceled in a pause what would have traded later on the way', () => {
    const { driver, market, log } = drive();
    const [first, second] = [
      sampleOrder({ side: 'sell', lots: 1, stopTicks: 92 }),
      sampleOrder({ side: 'sell', lots: 1, limitTicks: 108 }),
    ];
    market.enter(first);
    market.enter(second);
    expect(driver.advanceTo(date('2001-01-05'))).toBe(false);
    market.withdraw(second);
    while (!driver.advanceTo(date('2001-01-05')));
    expect([log.fillsOf(first), log.fillsOf(second)]).toEqual([[[1, 92]], []]);
  });

  it('moves a price by hand and goes on with the series', () => {
    const { driver, ticks } = drive();
    driver.movePrice('SPX', 400);
    expect(ticks.at(-1)).toMatchObject({ last: '100' });
    driver.step();
    expect(ticks.at(-1)).toMatchObject({ last: '22.5' });
  });

  it('shows where the market stands without moving it', () => {
    const { driver } = drive();
    driver.advanceTo(date('2001-01-03'));
    expect(driver.ticks()).toEqual([
      { symbol: 'SPX', last: '26.25', bid: '26.25', ask: '26.5', marketTime: date('2001-01-03') },
    ]);
  });
});
