import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { instantMin, parseInstant } from '../../../../shared/kernel/time.ts';
import { parseTradingScope } from '../../../domain/trading/tradingScope.ts';
import type { KillSwitchSettings } from '../../configuration.ts';
import { operator, spx, TradingBed } from '../testing/tradingBed.ts';

const main = parseTradingScope('account:main')!;

async function open(killSwitch: KillSwitchSettings, startsAt?: string): Promise<TradingBed> {
  return TradingBed.open({ killSwitch }, startsAt);
}

/** The price moves, and there is time to look at it. */
async function price(bed: TradingBed, text: string): Promise<void> {
  bed.venue.quote(spx, decimal(text));
  await bed.time.advance(2_000);
}

function kills(bed: TradingBed): string[] {
  return bed.engine.trading.ledgers().map(({ scope, actor, reason }) => `${scope} by ${actor}: ${reason}`);
}

describe('a loss limit', () => {
  const limit = { dailyLossMax: { main: decimal('100') } };

  test('stops the account when realized and open losses of the day reach it, and says so in figures', async () => {
    const bed = await open(limit);
    await bed.order({ quantity: '10' });
    bed.venue.behaviour = 'rest';
    await bed.order({ limitPrice: '1380' });
    await price(bed, '1390.25');
    expect(kills(bed)).toEqual([]);
    await price(bed, '1390');
    expect(kills(bed)).toEqual([
      'account:main by engine:kill-switch: account main has lost 100 USD on 2026-11-23 (realized 0, open -100), the limit is 100',
    ]);
    await bed.time.advance(3_000);
    expect(bed.engine.alerts.open()).toMatchObject([
      { kind: 'kill_switch_engaged', message: expect.stringContaining('on account:main') as string },
    ]);
    expect(bed.engine.trading.ledgers()).toMatchObject([{ state: 'cleared', rows: [{ state: 'canceled' }] }]);
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'trading_state' }] });
    expect(bed.engine.trading.ledgers()).toHaveLength(1);
  });

  test('counts what was lost before a restart, once', async () => {
    const bed = await open(limit);
    await bed.order({ quantity: '10' });
    await price(bed, '1394');
    bed.venue.behaviour = 'rest';
    await bed.restart();
    await price(bed, '1394');
    expect(kills(bed)).toEqual([]);
    await price(bed, '1390');
    expect(kills(bed)).toHaveLength(1);
    await bed.restart();
    await price(bed, '1389');
    expect(kills(bed)).toHaveLength(1);
  });

  test('counts from the loss that an operator accepted by enabling the account, over a restart too', async () => {
    const bed = await open(limit);
    await bed.order({ quantity: '10' });
    await price(bed, '1389');
    await bed.time.advance(3_000);
    const enabled = await bed.until(bed.engine.trading.enable(main, operator));
    expect(enabled).toMatchObject({ ok: true });
    await bed.restart();
    await price(bed, '1379.25');
    expect(bed.engine.trading.states()).toMatchObject([{ scope: 'desk', state: 'active' }]);
    await price(bed, '1379');
    expect(kills(bed)[0]).toContain('has lost 210 USD');
    expect(kills(bed)[0]).toContain('the limit is 210, 100 more than at the last time');
  });

  test('begins anew at midnight, from the first price of the day', async () => {
    const bed = await open(limit, '2026-11-23T23:59:50Z');
    await bed.order({ quantity: '10' });
    await price(bed, '1391');
    await bed.time.advance(10_000);
    await price(bed, '1382');
    expect(kills(bed)).toEqual([]);
    const marks = (await bed.events()).filter((event) => event.type === 'TradingDayMarked');
    expect(marks.map((event) => event.data)).toEqual([{ day: '2026-11-24', prices: { SPX: '1391' } }]);
    await bed.restart();
    bed.venue.quote(spx, decimal('1382'));
    await price(bed, '1381');
    expect(kills(bed)[0]).toContain('has lost 100 USD on 2026-11-24');
  });

  test('acts on what was lost in the last moment before midnight, and begins anew after it', async () => {
    const bed = await open(limit, '2026-11-23T23:59:50Z');
    await bed.order({ quantity: '10' });
    const midnight = parseInstant('2026-11-24T00:00:00Z') ?? instantMin;
    await bed.time.advance((midnight - bed.time.now()) / 1_000 - 5);
    bed.venue.quote(spx, decimal('1389'));
    expect(kills(bed)).toEqual([]);
    await bed.time.advance(2_000);
    expect(kills(bed)).toEqual([
      'account:main by engine:kill-switch: account main has lost 110 USD on 2026-11-23 (realized 0, open -110), the limit is 100',
    ]);
    await bed.time.advance(3_000);
    await bed.until(bed.engine.trading.enable(main, operator));
    await price(bed, '1380');
    expect(kills(bed)).toHaveLength(1);
    await price(bed, '1379');
    expect(kills(bed)[0]).toContain('has lost 100 USD on 2026-11-24');
  });

  test('can be set while the desk runs', async () => {
    const bed = await open({});
    await bed.order({ quantity: '10' });
    await price(bed, '1380');
    expect(kills(bed)).toEqual([]);
    const next = { ...bed.engine.configuration, killSwitch: limit };
    await bed.until(bed.engine.reconfigure(next, operator));
    await bed.time.advance(2_000);
    expect(kills(bed)[0]).toContain('has lost 200 USD');
  });
});

describe('a venue that is away', () => {
  test('is not taken for lost because this engine slept, and is when it stays away', async () => {
    const slept = { ms: 0 };
    const beds: TradingBed[] = [];
    const clock = {
      now: () => beds[0]?.time.now() ?? instantMin,
      monotonicMs: () => (beds[0]?.time.monotonicMs() ?? 0) + slept.ms,
    };
    const change = { killSwitch: { venueLostAfterMs: 5_000 } };
    const bed = await TradingBed.open(change, undefined, { clock });
    beds.push(bed);
    bed.venue.disconnect();
    await bed.time.advance(2_000);
    slept.ms += 60_000;
    await bed.time.advance(1_000);
    expect(kills(bed)).toEqual([]);
    await bed.time.advance(4_000);
    expect(kills(bed)).toHaveLength(1);
  });

  test('is stopped once it has been away for too long, and cleared when it returns', async () => {
    const bed = await open({ venueLostAfterMs: 5_000 });
    bed.venue.behaviour = 'rest';
    await bed.order();
    bed.venue.disconnect();
    await bed.time.advance(4_000);
    bed.venue.reconnect();
    await bed.time.advance(3_000);
    expect(kills(bed)).toEqual([]);
    bed.venue.disconnect();
    await bed.time.advance(8_000);
    expect(kills(bed)).toEqual([
      expect.stringMatching(
        /^venue:sim by engine:kill-switch: venue sim has been away for \d+ ms, 5000 ms are allowed$/,
      ),
    ]);
    expect(bed.engine.trading.ledgers()).toMatchObject([
      { state: 'canceling', detail: 'venue sim is not connected' },
    ]);
    bed.venue.reconnect();
    await bed.time.advance(10_000);
    expect(bed.engine.trading.ledgers()).toMatchObject([{ state: 'cleared', rows: [{ state: 'canceled' }] }]);
  });

  test('is left alone unless that is configured', async () => {
    const bed = await open({});
    bed.venue.disconnect();
    await bed.time.advance(600_000);
    expect(kills(bed)).toEqual([]);
  });
});
