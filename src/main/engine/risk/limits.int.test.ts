/** Limits of risk on the whole engine, in simulated time. */
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { defaultConfiguration, type RiskSettings } from '../configuration.ts';
import { operator, spx, TradingBed } from '../trading/testing/tradingBed.ts';

const { risk } = defaultConfiguration();
/** The market is at 1400; the bed's orders are buys of 10 at 1400 that rest. */
async function open(change: Partial<RiskSettings>): Promise<TradingBed> {
  const bed = await TradingBed.open({ risk: { ...risk, ...change } });
  bed.venue.behaviour = 'rest';
  return bed;
}

async function filled(bed: TradingBed, quantity: string): Promise<void> {
  const { clientOrderId } = bed.engine.queries.getOrder(await bed.order({ quantity }))!;
  bed.venue.fill(clientOrderId!, decimal(quantity));
  await bed.until(bed.engine.settled());
}

async function priceMoves(bed: TradingBed, price: string): Promise<void> {
  bed.venue.quote(spx, decimal(price));
  await bed.time.advance(2_000);
}

const denied = (code: string) => ({ type: 'denied', reasons: [{ code }] });
const ordered = { type: 'ordered' };
const cross = { kind: 'strategy' as const, id: 'cross' as never };

describe('a strategy that repeats itself', () => {
  const signal = { strategy: 'cross' };

  test('is halted by itself, and stays so over a restart until an operator enables it', async () => {
    const bed = await open({ repeatedExecutionsMax: decimal('3') });
    for (let i = 0; i < 3; i++) expect(await bed.signal(signal)).toMatchObject(ordered);
    expect(await bed.signal(signal)).toMatchObject(denied('repeated_execution'));
    expect(bed.engine.trading.states()).toContainEqual(
      expect.objectContaining({ scope: 'strategy:cross', state: 'halted', actor: 'engine:risk' }),
    );
    // The window is over, and the strategy is halted all the same; others are not.
    await bed.time.advance(120_000);
    expect(await bed.signal(signal)).toMatchObject(denied('trading_state'));
    expect(await bed.signal({ strategy: 'other' })).toMatchObject(ordered);
    await bed.restart();
    expect(await bed.signal(signal)).toMatchObject(denied('trading_state'));
    expect(await bed.until(bed.engine.trading.enable(cross, operator))).toMatchObject({ ok: true });
    expect(await bed.signal(signal)).toMatchObject(ordered);
  });

  test('is not halted by a dry run, and an operator by hand is no strategy', async () => {
    const bed = await open({ repeatedExecutionsMax: decimal('1') });
    for (let i = 0; i < 3; i++) expect(await bed.signal({ strategy: 'manual' })).toMatchObject(ordered);
    expect(await bed.signal(signal)).toMatchObject(ordered);
    const dryRun = bed.engine.intake.dryRun(sampleSignal('dry', signal));
    expect(dryRun.refusals).toMatchObject([{ code: 'repeated_execution' }]);
    expect(bed.engine.trading.states()).toMatchObject([{ scope: 'desk' }]);
  });
});

describe('a limit', () => {
  test('of repeated orders counts identical ones in its window', async () => {
    const bed = await open({ repeatedOrdersMax: decimal('2') });
    expect(await bed.signal()).toMatchObject(ordered);
    expect(await bed.signal()).toMatchObject(ordered);
    expect(await bed.signal()).toMatchObject(denied('repeated_order'));
    expect(await bed.signal({ quantity: '11' })).toMatchObject(ordered);
    await bed.time.advance(1_000);
    expect(await bed.signal()).toMatchObject(ordered);
  });

  test("of self-crossing keeps an order from the desk's own, at the price that a replace asks for too", async () => {
    const bed = await open({ selfCrossingMax: decimal('0') });
    const sell = await bed.order({ side: 'sell', limitPrice: '1402' });
    expect(await bed.signal({ limitPrice: '1401' })).toMatchObject(ordered);
    expect(await bed.signal({ limitPrice: '1402' })).toMatchObject(denied('self_crossing'));
    const amended = bed.engine.orders.amend(sell, { limitPrice: decimal('1403') }, operator);
    expect(await bed.until(amended)).toEqual({ ok: true });
    await bed.until(bed.engine.settled());
    expect(await bed.signal({ limitPrice: '1402' })).toMatchObject(ordered);
    expect(await bed.signal({ side: 'sell', limitPrice: '1402' })).toMatchObject(denied('self_crossing'));
  });

  test('of daily volume counts what was executed, also after a restart, until midnight UTC', async () => {
    const bed = await open({ dailyVolumeMax: decimal('25') });
    await filled(bed, '20');
    await bed.restart();
    expect(await bed.signal({ quantity: '6' })).toMatchObject(denied('daily_volume'));
    expect(await bed.signal({ quantity: '5' })).toMatchObject(ordered);
    await bed.time.advance(14 * 3_600_000);
    expect(await bed.signal({ quantity: '20' })).toMatchObject(ordered);
  });

  test('of a daily loss lets only orders through that close', async () => {
    const bed = await open({ dailyLossMax: decimal('100') });
    await filled(bed, '10');
    await priceMoves(bed, '1389');
    expect(await bed.signal({ quantity: '1', limitPrice: '1389' })).toMatchObject(denied('daily_loss'));
    const close = { side: 'sell', quantity: '10', limitPrice: '1389' };
    expect(await bed.signal(close)).toMatchObject(ordered);
  });

  test('of gross exposure follows the price, and a fill', async () => {
    const bed = await open({ grossExposureMax: decimal('28000') });
    await filled(bed, '10');
    expect(await bed.signal({ quantity: '10' })).toMatchObject(ordered);
    expect(await bed.signal({ quantity: '1' })).toMatchObject(denied('gross_exposure'));
    await priceMoves(bed, '1500');
    expect(await bed.signal({ quantity: '1', limitPrice: '1500' })).toMatchObject(denied('gross_exposure'));
    expect(await bed.signal({ side: 'sell', quantity: '5', limitPrice: '1500' })).toMatchObject(ordered);
  });
});
