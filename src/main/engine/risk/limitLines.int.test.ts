/** What the screen of limits is told, on the whole engine in simulated time. */
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { LimitName } from '../../domain/risk/limits.ts';
import { parseTradingScope } from '../../domain/trading/tradingScope.ts';
import { defaultConfiguration, type RiskSettings } from '../configuration.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

const { risk } = defaultConfiguration();

/** The market is at 1400; the bed's orders are buys of 10 at 1400 that rest. */
async function open(change: Partial<RiskSettings>): Promise<TradingBed> {
  const bed = await TradingBed.open({ risk: { ...risk, ...change } });
  bed.venue.behaviour = 'rest';
  return bed;
}

const lineOf = (bed: TradingBed, limit: LimitName, scope = 'desk') =>
  bed.engine.limits.lines().find((line) => line.limit === limit && line.scope === scope);

const scopeOf = (text: string) => parseTradingScope(text)!;

async function filled(bed: TradingBed, quantity: string, side = 'buy'): Promise<void> {
  const { clientOrderId } = bed.engine.queries.getOrder(await bed.order({ quantity, side }))!;
  bed.venue.fill(clientOrderId!, decimal(quantity));
  await bed.until(bed.engine.settled());
}

describe('the line of a limit', () => {
  test('says how much is in use, where, and what is left: open orders count as filled', async () => {
    const bed = await open({
      positionMax: decimal('50'),
      grossExposureMax: decimal('70000'),
      openOrdersMax: { soft: decimal('1'), hard: decimal('5') },
      scopes: { 'account:main': { dailyVolumeMax: decimal('100') }, 'symbol:SPX': { positionMax: 'none' } },
    });
    expect(lineOf(bed, 'positionMax')?.use).toEqual({ value: '0', where: '', headroom: '50', share: 0 });
    await filled(bed, '30', 'sell');
    await bed.order({ quantity: '5', side: 'sell', limitPrice: '1401' });
    const at = { where: 'main SPX' };
    expect(lineOf(bed, 'positionMax')?.use).toEqual({ ...at, value: '35', headroom: '15', share: 0.7 });
    expect(lineOf(bed, 'longPositionMax')?.use).toEqual({ value: '0', where: '' });
    expect(lineOf(bed, 'openOrdersMax')?.use).toEqual({
      ...at,
      value: '1',
      headroom: '0',
      share: 1,
      soft: true,
    });
    expect(lineOf(bed, 'dailyVolumeMax', 'account:main')?.use).toMatchObject({ value: '35', share: 0.35 });
    expect(lineOf(bed, 'positionMax', 'symbol:SPX')).toMatchObject({ hard: 'none', use: { value: '35' } });
    expect(lineOf(bed, 'grossExposureMax')?.use).toMatchObject({ value: '49000', where: 'USD', share: 0.7 });
    await bed.until(bed.engine.limits.set('shortPositionMax', scopeOf('desk'), decimal('20'), operator));
    expect(lineOf(bed, 'shortPositionMax')?.use).toMatchObject({
      value: '35',
      headroom: '-15',
      beyond: true,
    });
  });

  test('of a single order has no use, and one that nobody can measure does not say zero', async () => {
    const bed = await open({ dailyLossMax: 'none' });
    expect(lineOf(bed, 'orderQuantityMax')).not.toHaveProperty('use');
    // Nothing has asked for the day's loss, so nobody has read the day.
    expect(lineOf(bed, 'dailyLossMax')).not.toHaveProperty('use');
  });

  test('counts messages and the orders of strategies within their windows', async () => {
    const bed = await open({
      repeatedExecutionsMax: decimal('5'),
      scopes: { 'venue:sim': { messageRatePerSecondMax: decimal('10') } },
    });
    for (let i = 0; i < 3; i++) await bed.order({ strategy: 'cross' });
    expect(lineOf(bed, 'repeatedExecutionsMax')?.use).toMatchObject({
      value: '3',
      where: 'cross',
      share: 0.6,
    });
    expect(lineOf(bed, 'messageRatePerSecondMax', 'venue:sim')?.use).toMatchObject({ value: '3' });
    await bed.time.advance(61_000);
    expect(lineOf(bed, 'repeatedExecutionsMax')?.use).toMatchObject({ value: '0', where: '' });
  });

  test('says who set it over what, and what it denied last, also after a restart', async () => {
    const bed = await open({});
    const set = bed.engine.limits.set('positionMax', scopeOf('account:main'), decimal('9'), operator);
    expect(await bed.until(set)).toMatchObject({ ok: true });
    expect(await bed.signal()).toMatchObject({ type: 'denied' });
    const told = {
      hard: '9',
      over: { hard: 'none' },
      by: 'operator:ak',
      reason: 'test',
      denials: 1,
      lastDenied: { input: '10' },
    };
    expect(lineOf(bed, 'positionMax', 'account:main')).toMatchObject(told);
    await bed.restart();
    expect(lineOf(bed, 'positionMax', 'account:main')).toMatchObject(told);
    const cleared = bed.engine.limits.set('positionMax', scopeOf('account:main'), undefined, operator);
    expect(await bed.until(cleared)).toMatchObject({ ok: true });
    expect(lineOf(bed, 'positionMax', 'account:main')).toBeUndefined();
  });

  test('stays the same object until something in it changes', async () => {
    const bed = await open({ positionMax: decimal('50') });
    const before = bed.engine.limits.lines();
    await bed.time.advance(5_000);
    expect(bed.engine.limits.lines().every((line, index) => line === before[index])).toBe(true);
    await bed.order();
    const changed = bed.engine.limits.lines().filter((line, index) => line !== before[index]);
    expect(changed.map(({ limit }) => limit)).toContain('positionMax');
    expect(changed.map(({ limit }) => limit)).not.toContain('orderQuantityMax');
  });
});

describe('the preview of a change', () => {
  const preview = async (bed: TradingBed, limit: LimitName, scope: string, hard?: string) =>
    bed.until(bed.engine.limits.preview(limit, scopeOf(scope), hard === undefined ? hard : decimal(hard)));

  test('names the working orders that the limit would deny if they were new, and changes nothing', async () => {
    const bed = await open({});
    const [small, large] = [await bed.order({ quantity: '5' }), await bed.order({ quantity: '15' })];
    expect(await preview(bed, 'orderQuantityMax', 'account:main', '10')).toMatchObject({
      ok: true,
      value: {
        from: { hard: 'none' },
        to: { hard: '10' },
        orders: 2,
        compared: 2,
        denied: [{ orderId: large }],
      },
    });
    // Both count as filled: the position would be 20 whichever of them came last.
    const both = await preview(bed, 'positionMax', 'symbol:SPX', '19');
    expect(both.ok && both.value.denied.map(({ orderId }) => orderId)).toEqual([small, large]);
    expect(await preview(bed, 'positionMax', 'symbol:SPX', '20')).toMatchObject({ value: { denied: [] } });
    expect(lineOf(bed, 'orderQuantityMax', 'account:main')).toBeUndefined();
    expect(await bed.signal({ quantity: '15' })).toMatchObject({ type: 'ordered' });
  });

  test('of giving a limit back says what the configuration has, and a wrong one is refused', async () => {
    const bed = await open({ positionMax: decimal('50') });
    await bed.until(bed.engine.limits.set('positionMax', scopeOf('desk'), decimal('60'), operator));
    expect(await preview(bed, 'positionMax', 'desk')).toMatchObject({
      value: { from: { hard: '60' }, to: { hard: '50' }, denied: [] },
    });
    const refused = { ok: false, error: { code: 'limit_invalid' } };
    expect(await preview(bed, 'positionMax', 'desk', '0')).toMatchObject(refused);
    expect(await preview(bed, 'dailyLossMax', 'symbol:SPX', '1')).toMatchObject(refused);
    const unknown = await preview(bed, 'positionMax', 'account:other', '1');
    expect(unknown).toMatchObject({ ok: false, error: { code: 'scope_unknown' } });
  });
});
