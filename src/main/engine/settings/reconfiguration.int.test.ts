/** Another configuration put in force on a running engine, and over a restart. */
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { AccountId, VenueId } from '../../../shared/kernel/ids.ts';
import { defaultConfiguration, defaultVenueSettings, type EngineConfiguration } from '../configuration.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

const sim = 'sim' as VenueId;
const context = { ...operator, reason: 'calmer' };
const defaults = defaultConfiguration();

function withVenue(change: object): EngineConfiguration {
  return { ...defaults, venues: [{ ...defaultVenueSettings(sim), ...change }] };
}

async function configurationEvents(bed: TradingBed) {
  return (await bed.events()).filter(({ type }) => type === 'ConfigurationChanged');
}

describe('another configuration', () => {
  test('is one event with the values before and after, the operator and the reason', async () => {
    const bed = await TradingBed.open();
    const next = {
      ...withVenue({ ackTimeoutMs: 700 }),
      maxConcurrentOrders: 7,
      risk: { ...defaults.risk, positionMax: decimal('12.5') },
    };
    const changes = [
      { path: 'maxConcurrentOrders', from: 1_000, to: 7 },
      { path: 'risk.positionMax', from: '100000', to: '12.5' },
      { path: 'venues.sim.ackTimeoutMs', from: 5_000, to: 700 },
    ];
    expect(await bed.until(bed.engine.reconfigure(next, context))).toEqual({ ok: true, value: { changes } });
    expect(await configurationEvents(bed)).toMatchObject([
      { streamId: 'desk', actor: context.actor, data: { trigger: 'reload', changes, reason: 'calmer' } },
    ]);
    expect(bed.engine.configuration).toEqual(next);
  });

  test('that says the same is no event', async () => {
    const bed = await TradingBed.open();
    expect(await bed.until(bed.engine.reconfigure({ ...defaults }, context))).toEqual({
      ok: true,
      value: { changes: [] },
    });
    expect(await configurationEvents(bed)).toEqual([]);
  });

  test('holds from the next order on: guards, timeouts, depths and limits', async () => {
    const bed = await TradingBed.open();
    const change = {
      breaker: { ...defaults.venues[0]!.breaker, failureThreshold: 1 },
      ackTimeoutMs: 50,
    };
    await bed.until(bed.engine.reconfigure(withVenue(change), context));
    bed.venue.behaviour = 'lose_answer';
    await bed.order();
    expect(bed.engine.guards.get(sim)?.snapshot().breaker).toMatchObject({
      state: 'open',
      failureThreshold: 1,
      reason: expect.stringContaining('in 50 ms') as string,
    });
    const stricter = { ...withVenue(change), confidenceMin: decimal('0.95') };
    await bed.until(bed.engine.reconfigure(stricter, context));
    expect(await bed.signal()).toMatchObject({ type: 'rejected', reasons: [{ code: 'confidence_too_low' }] });
    const small = { ...defaults, risk: { ...defaults.risk, orderQuantityMax: decimal('9') } };
    await bed.until(bed.engine.reconfigure(small, context));
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'max_order_quantity' }] });
  });

  test('bounds what is in the pipeline at once anew', async () => {
    const bed = await TradingBed.open();
    bed.venue.behaviour = 'lose_answer';
    await bed.until(bed.engine.reconfigure({ ...defaults, maxConcurrentOrders: 2 }, context));
    const outcomes = [bed.submit(), bed.submit(), bed.submit()];
    await bed.time.advance(1_000);
    expect(bed.engine.intake).toMatchObject({ inFlight: 2, queued: 1 });
    await Promise.all(outcomes.map((outcome) => bed.until(outcome)));
  });

  test.each([
    ['accounts', { accounts: ['main', 'hedge'] as AccountId[] }, 'accounts'],
    ['an instrument', { instruments: [] }, 'instruments.SPX.'],
    [
      'settings of the event store',
      { eventSourcing: { ...defaults.eventSourcing, commitEventsMax: 5 } },
      'eventSourcing.commitEventsMax',
    ],
    [
      'a venue',
      { venues: [...defaults.venues, defaultVenueSettings('lab' as VenueId)] },
      'venues.lab.ackTimeoutMs',
    ],
  ])('with other %s needs a restart: nothing of it is put in force', async (_what, change, path) => {
    const bed = await TradingBed.open();
    const next = { ...defaults, ...change, maxConcurrentOrders: 7 };
    const refused = await bed.until(bed.engine.reconfigure(next, context));
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'restart_required', message: expect.stringContaining(path) as string },
    });
    expect(refused).not.toMatchObject({
      error: { actual: expect.stringContaining('maxConcurrent') as string },
    });
    expect(bed.engine.configuration).toEqual(defaults);
    expect(await configurationEvents(bed)).toEqual([]);
  });

  test('that can not be recorded is not put in force', async () => {
    const bed = await TradingBed.open();
    bed.disk.fault = { code: 'disk_full', message: 'no space left' };
    const refused = bed.engine.reconfigure({ ...defaults, maxConcurrentOrders: 7 }, context);
    expect(await bed.until(refused)).toMatchObject({ ok: false, error: { code: 'store_unavailable' } });
    expect(bed.engine.configuration.maxConcurrentOrders).toBe(1_000);
  });
});

describe('after a restart', () => {
  test('the same configuration is told with the start and is no event of its own', async () => {
    const bed = await TradingBed.open();
    await bed.restart();
    expect(await configurationEvents(bed)).toEqual([]);
    const starts = (await bed.events()).filter(({ type }) => type === 'EngineStarted');
    expect(starts).toHaveLength(2);
    expect(starts[1]?.data).toMatchObject({
      configuration: {
        accounts: 'main',
        maxConcurrentOrders: 1_000,
        'instruments.SPX.tickSize': '0.25',
        'venues.sim.breaker.openMs': 1_000,
      },
    });
  });

  test('the file rules, and what it says differently from the last configuration in force is an event', async () => {
    const bed = await TradingBed.open();
    await bed.until(bed.engine.reconfigure({ ...defaults, maxConcurrentOrders: 7 }, context));
    await bed.until(bed.engine.reconfigure({ ...defaults, maxConcurrentOrders: 8 }, context));
    await bed.restart({ accounts: ['main', 'hedge'] as AccountId[] });
    expect(bed.engine.configuration.maxConcurrentOrders).toBe(1_000);
    expect((await configurationEvents(bed)).at(-1)).toMatchObject({
      actor: 'engine',
      data: {
        trigger: 'start',
        changes: [
          { path: 'accounts', from: 'main', to: 'main, hedge' },
          { path: 'maxConcurrentOrders', from: 8, to: 1_000 },
        ],
      },
    });
    await bed.restart();
    expect(await configurationEvents(bed)).toHaveLength(3);
  });

  test('an address with a password that an earlier version recorded is not written down once more', async () => {
    const bed = await TradingBed.open();
    const otlpUrl = 'https://collector.example/otlp';
    const recorded = {
      program: 'test',
      configuration: { 'metrics.otlpUrl': 'https://ada:secret@collector.example/otlp?key=secret' },
    };
    await bed.until(
      bed.engine.record(
        { type: 'EngineStarted', data: { ...recorded, version: '0' } as never },
        'engine' as never,
      ),
    );
    await bed.restart({ metrics: { ...defaults.metrics, otlpUrl } });
    await bed.restart({ metrics: { ...defaults.metrics, otlpUrl: 'https://ada:secret@other.example' } });
    expect(JSON.stringify(await configurationEvents(bed))).toContain('https://other.example');
    expect(JSON.stringify(await configurationEvents(bed))).not.toContain('secret');
  });
});
