import { describe, expect, it } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { limitNames } from '../../domain/risk/limits.ts';
import { defaultDeskConfiguration } from './deskConfiguration.ts';
import { loadConfiguration, parseConfiguration } from './loadConfiguration.ts';

const parse = (value: unknown) =>
  parseConfiguration(typeof value === 'string' ? value : JSON.stringify(value), '/desk');

function problems(value: unknown): string[] {
  const parsed = parse(value);
  return parsed.ok ? [] : parsed.error.map(({ path, message }) => `${path}: ${message}`);
}

describe('parseConfiguration', () => {
  it('gives the defaults for an empty object', () => {
    expect(parse({})).toEqual({ ok: true, value: defaultDeskConfiguration() });
  });

  it('puts single values over the defaults', () => {
    const parsed = parse({
      accounts: ['main', 'hedge'],
      maxConcurrentOrders: 5,
      risk: { positionMax: '12.5' },
      venues: [
        {
          venue: 'sim',
          breaker: { openMs: 50 },
          simulator: { tickMs: 10, prices: { SPX: 'p.csv' } },
        },
      ],
    });
    const defaults = defaultDeskConfiguration().engine;
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        engine: {
          ...defaults,
          accounts: ['main', 'hedge'],
          maxConcurrentOrders: 5,
          risk: { ...defaults.risk, positionMax: decimal('12.5'), notSaid: expect.any(Array) as unknown },
          venues: [{ ...defaults.venues[0], breaker: { ...defaults.venues[0]?.breaker, openMs: 50 } }],
        },
      },
    });
    expect(parsed.ok && [...parsed.value.sims]).toEqual([
      [
        'sim',
        {
          tickMs: 10,
          atEnd: 'wrap',
          seed: 1,
          prices: { SPX: '/desk/p.csv' },
          startPrices: {},
        },
      ],
    ]);
  });

  it('takes a simulated venue that runs already, and then nothing that only its own start could say', () => {
    const at = { host: '127.0.0.1', port: 4_100, tokenFile: 'sim.token' };
    const desk = (simulator: object) => ({ venues: [{ venue: 'sim', simulator }] });
    const parsed = parse(desk({ at }));
    expect(parsed.ok && parsed.value.sims.get(ids.venue('sim'))?.at).toEqual({
      ...at,
      tokenFile: '/desk/sim.token',
    });
    expect(problems(desk({ at, tickMs: 10, seed: 3 }))).toEqual([
      'venues[0].simulator.tickMs: expected only where the desk starts the venue itself, without "at"',
      'venues[0].simulator.seed: expected only where the desk starts the venue itself, without "at"',
    ]);
  });

  it('notes which limits without a number a file leaves out that names some', () => {
    const notSaid = (risk?: object) => {
      const parsed = parse(risk === undefined ? {} : { risk });
      return parsed.ok ? parsed.value.engine.risk.notSaid : [];
    };
    const none = limitNames.filter((name) => defaultDeskConfiguration().engine.risk[name] === 'none');
    expect(notSaid()).toEqual([]);
    expect(notSaid({ repeatedOrdersWindowMs: 5_000 })).toEqual([]);
    expect(notSaid({ positionMax: '12.5' })).toEqual(none);
    expect(notSaid({ scopes: { 'account:main': { positionMax: '12.5' } } })).toEqual(none);
    expect(notSaid({ dailyLossMax: 'none' })).toEqual(none.filter((name) => name !== 'dailyLossMax'));
    expect(notSaid(Object.fromEntries(none.map((name) => [name, 'none'])))).toEqual([]);
  });

  describe('routes', () => {
    const spx = { symbol: 'SPX', venue: 'sim', currency: 'USD', tickSize: '0.25', lotSize: '1' };
    const desk = (instrument: object, routes: readonly object[]) => ({
      accounts: ['main', 'hedge'],
      venues: [{ venue: 'sim' }, { venue: 'exec' }],
      instruments: [
        { ...spx, ...instrument },
        { ...spx, symbol: 'VIX' },
      ],
      routes,
    });

    it('lead the orders of an account, in one symbol or in all, to a venue that trades them', () => {
      const routes = [
        { account: 'hedge', venue: 'exec' },
        { account: 'hedge', symbol: 'VIX', venue: 'sim' },
      ];
      const parsed = parse(desk({ alsoAt: ['exec'] }, routes));
      expect(parsed).toMatchObject({ ok: true, value: { engine: { routes } } });
      expect(parsed.ok && parsed.value.engine.instruments[0]?.alsoAt).toEqual(['exec']);
    });

    it.each([
      [{ account: 'hedge', venue: 'nyse' }, 'routes[0].venue: nyse is no configured venue; expected one of'],
      [{ account: 'me', venue: 'exec' }, 'routes[0].account: me is no configured account; expected one of'],
      [{ account: 'main', symbol: 'DAX', venue: 'sim' }, 'routes[0].symbol: DAX is no instrument; expected'],
      [{ account: 'main', symbol: 'VIX', venue: 'exec' }, 'routes[0].venue: exec trades no VIX; expected a'],
      [{ venue: 'exec' }, 'routes[0].account: '],
      [{ account: 'main' }, 'routes[0].venue: '],
    ])('are refused with their path: %j', (route, expected) => {
      expect(problems(desk({ alsoAt: ['exec'] }, [route]))).toEqual([expect.stringContaining(expected)]);
    });

    it('are refused where two contradict each other, or no instrument is traded there', () => {
      const twice = [
        { account: 'hedge', venue: 'exec' },
        { account: 'main', symbol: 'SPX', venue: 'sim' },
        { account: 'hedge', venue: 'sim' },
        { account: 'main', symbol: 'SPX', venue: 'exec' },
      ];
      expect(problems(desk({ alsoAt: ['exec'] }, twice))).toEqual([
        'routes[2]: routes[0] leads the same orders to exec; expected one route for each account and symbol',
        'routes[3]: routes[1] leads the same orders to sim; expected one route for each account and symbol',
      ]);
      expect(problems(desk({}, [{ account: 'hedge', venue: 'exec' }]))).toEqual([
        'routes[0].venue: exec trades no instrument; expected a venue that an instrument names in venue or alsoAt',
      ]);
      expect(problems(desk({ alsoAt: ['nyse', 'sim', 'exec', 'exec'] }, []))).toEqual([
        'instruments[0].alsoAt[0]: nyse is no configured venue; expected one of sim, exec',
        'instruments[0].alsoAt[1]: sim is there already; expected each once',
        'instruments[0].alsoAt[3]: exec is there already; expected each once',
      ]);
    });
  });

  it('reads bands of prices with ticks of their own, and refuses those that do not fit', () => {
    const spx = { symbol: 'SPX', venue: 'sim', currency: 'USD', tickSize: '0.25', lotSize: '1' };
    const bands = (...tickBands: object[]) => ({ instruments: [{ ...spx, tickBands }] });
    const parsed = parse(bands({ from: '1000', tick: '0.5' }, { from: '1500', tick: '5' }));
    expect(parsed.ok && parsed.value.engine.instruments[0]?.tickBands).toEqual([
      { from: decimal('1000'), tick: decimal('0.5') },
      { from: decimal('1500'), tick: decimal('5') },
    ]);
    const wrong = bands(
      { from: '1000', tick: '0.3' },
      { from: '900', tick: '5' },
      { from: '1501', tick: '5' },
    );
    expect(problems(wrong)).toEqual([
      "instruments[0].tickBands[0].from: expected a multiple of the band's tick 0.3",
      'instruments[0].tickBands[0].tick: expected a multiple of the tick size 0.25',
      'instruments[0].tickBands[1].from: expected more than 1000, where the band before begins',
      "instruments[0].tickBands[2].from: expected a multiple of the band's tick 5",
    ]);
    expect(problems(bands({ from: '1000' }))).toEqual([
      expect.stringContaining('instruments[0].tickBands[0].tick: '),
    ]);
  });

  it('refuses unknown keys with their path and the keys there are', () => {
    expect(problems({ risk: { positionMx: '1' }, colour: 'red' })).toEqual([
      'risk.positionMx: unknown key; expected one of marketDataAgeMaxMs, priceFileAgeMaxMs, orderQuantityMax, orderNotionalMax, priceCollar, positionMax, longPositionMax, shortPositionMax, openingQuantityMax, grossExposureMax, netExposureMax, openOrdersMax, dailyVolumeMax, dailyLossMax, messageRatePerSecondMax, repeatedOrdersMax, repeatedExecutionsMax, selfCrossingMax, scopes, repeatedOrdersWindowMs, repeatedExecutionsWindowMs',
      'colour: unknown key; expected one of accounts, instruments, venues, routes, priceFile, maxConcurrentOrders, intakeQueueDepthMax, processingTimeoutMs, confidenceMin, costMethod, signalAgeMaxMs, riskBreaker, risk, killSwitch, eventSourcing, metrics, intake, operators, alerts, remote, store',
    ]);
  });

  it('reads what the risk breaker, the event store and the metrics are to be', () => {
    const parsed = parse({
      riskBreaker: { failureThreshold: 2 },
      eventSourcing: { commitEventsMax: 50, snapshotEveryEvents: 500 },
      metrics: { prometheusPort: 9464, otlpUrl: 'http://127.0.0.1:4318', traceShare: '0.1' },
      venues: [{ venue: 'sim', retry: { attempts: 5, firstDelayMs: 20, delayMsMax: 40 } }],
    });
    const { riskBreaker, eventSourcing, metrics } = defaultDeskConfiguration().engine;
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        engine: {
          riskBreaker: { ...riskBreaker, failureThreshold: 2 },
          eventSourcing: { ...eventSourcing, commitEventsMax: 50, snapshotEveryEvents: 500 },
          metrics: {
            ...metrics,
            prometheusPort: 9_464,
            otlpUrl: 'http://127.0.0.1:4318',
            traceShare: decimal('0.1'),
          },
          venues: [{ retry: { attempts: 5, firstDelayMs: 20, delayMsMax: 40 } }],
        },
      },
    });
  });

  const here = 'expected an http address of this machine, such as http://127.0.0.1:8080/alerts';
  it.each([
    ['http://example.com/', `${here}; without user, password, query and fragment`],
    ['http://127.0.0.1.example.com/', `${here}; without user, password, query and fragment`],
    ['http://10.0.0.1/', `${here}; without user, password, query and fragment`],
    ['http://127.0.0.1/?token=1', `${here}; without user, password, query and fragment`],
    ['http://a:b@127.0.0.1/', `${here}; without user, password, query and fragment`],
    ['http://127.0.0.1:0/', `${here}; with a port from 1 to 65535`],
    ['https://127.0.0.1/', here],
    ['collector', here],
  ])('takes no webhook at %s', (url, problem) => {
    expect(problems({ alerts: { webhook: { url } } })).toEqual([`alerts.webhook.url: ${problem}`]);
  });

  it.each([
    [{ metrics: { otlpUrl: 'collector' } }, 'metrics.otlpUrl: expected an http or https address'],
    [{ metrics: { otlpUrl: 'file:///etc/passwd' } }, 'metrics.otlpUrl: expected an http or https address'],
    [
      { metrics: { prometheusPort: 70_000 } },
      'metrics.prometheusPort: expected a whole number from 0 to 65535',
    ],
    [
      { riskBreaker: { openMs: 9, openMsMax: 3 } },
      'riskBreaker.openMsMax: expected at least openMs, which is 9',
    ],
    [
      { venues: [{ venue: 'sim', retry: { firstDelayMs: 9, delayMsMax: 3 } }] },
      'venues[0].retry.delayMsMax: expected at least firstDelayMs, which is 9',
    ],
    [
      {
        instruments: [{ symbol: 'A', venue: 'risk', currency: 'EUR', tickSize: '1', lotSize: '1' }],
        venues: [{ venue: 'risk' }],
      },
      'venues[0].venue: risk names the breaker of the risk rules; expected another',
    ],
  ])('refuses %j', (value, problem) => {
    expect(problems(value)).toEqual([problem]);
  });

  it.each([
    [{ maxConcurrentOrders: 0 }, 'maxConcurrentOrders: expected a whole number from 1 to 1000000'],
    [{ maxConcurrentOrders: 1.5 }, 'maxConcurrentOrders: expected a whole number from 1 to 1000000'],
    [{ maxConcurrentOrders: '5' }, 'maxConcurrentOrders: expected a whole number from 1 to 1000000'],
    [{ confidenceMin: '1.1' }, 'confidenceMin: expected a decimal from "0" to "1"'],
    [{ confidenceMin: 0.1 }, 'confidenceMin: expected a decimal in quotes, such as "0.25"'],
    [
      { risk: { positionMax: '1e3' } },
      'risk.positionMax: expected a plain decimal such as 1432.25, without exponent',
    ],
    [{ risk: { positionMax: '0' } }, 'risk.positionMax: expected more than "0"'],
    [{ risk: { positionMax: 5 } }, 'risk.positionMax: expected a decimal in quotes, such as "0.25"'],
    [
      { risk: { positionMax: { soft: '1' } } },
      'risk.positionMax.hard: expected a decimal in quotes, such as "0.25"',
    ],
    [
      { risk: { positionMax: { soft: '2', hard: '2' } } },
      'risk.positionMax: expected a soft limit below the hard one',
    ],
    [
      { risk: { messageRatePerSecondMax: 0 } },
      'risk.messageRatePerSecondMax: expected a whole number from 1 to 10000000',
    ],
    [
      { risk: { scopes: { 'account:other': { positionMax: '1' } } } },
      'risk.scopes.account:other: the desk has no account other; expected one of main',
    ],
    [
      { risk: { scopes: { desk: { positionMax: '1' } } } },
      "risk.scopes.desk: expected the desk's limits beside scopes",
    ],
    [
      { risk: { scopes: { main: { positionMax: '1' } } } },
      'risk.scopes.main: expected desk, venue:ID, account:ID, strategy:ID or symbol:ID',
    ],
    [
      { risk: { scopes: { 'strategy:x': { grossExposureMax: '1' } } } },
      'risk.scopes.strategy:x.grossExposureMax: grossExposureMax is no limit of one strategy; expected a scope of desk, account, symbol',
    ],
    [{ accounts: [] }, 'accounts: Too small: expected array to have >=1 items'],
    [
      { accounts: ['a b'] },
      'accounts[0]: expected 1 to 64 characters: letters, digits and . _ : @ / + -, starting with a letter or digit',
    ],
    [{ accounts: ['a', 'a'] }, 'accounts[1]: a is there already; expected each once'],
    [{ venues: [{ venue: 'x', kind: 'fix' }] }, 'venues[0].fix: expected the settings of the FIX session'],
    [
      { venues: [{ venue: 'sim', breaker: { openMs: 100, openMsMax: 50 } }] },
      'venues[0].breaker.openMsMax: expected at least openMs, which is 100',
    ],
    [{ venues: [{ venue: 'x' }] }, 'instruments[0].venue: sim is no configured venue; expected one of x'],
    [[], ': expected object, found array'],
    ['{"a":', ': not valid JSON at line 1 column 6'],
    ['{\n  "risk": nonsense\n}', ': not valid JSON at line 2 column 11'],
    [
      '{"risk":{"positionMax":"1","positionMax":"1000000"}}',
      ': the key positionMax stands twice in one object; expected each once',
    ],
  ])('refuses %j', (value, problem) => {
    expect(problems(value)).toEqual([problem]);
  });

  it('takes limits that are hard, soft or none, also of a narrower scope, and a rate as earlier versions wrote it', () => {
    const scopes = { 'symbol:SPX': { openingQuantityMax: '0' } };
    const risk = {
      positionMax: 'none',
      orderQuantityMax: { soft: '5', hard: '9' },
      messageRatePerSecondMax: 7,
      scopes,
    };
    expect(parse({ risk })).toMatchObject({
      value: {
        engine: {
          risk: {
            positionMax: 'none',
            orderQuantityMax: { soft: decimal('5'), hard: decimal('9') },
            messageRatePerSecondMax: decimal('7'),
            grossExposureMax: 'none',
            scopes: { 'symbol:SPX': { openingQuantityMax: decimal('0') } },
          },
        },
      },
    });
  });

  it('takes sources of prices in the order of preference, and a price file beside the configuration', () => {
    const one = { symbol: 'X', venue: 'sim', currency: 'USD', tickSize: '1', lotSize: '1' };
    const priceSources = ['other', 'sim', 'file', 'fixed'];
    const parsed = parseConfiguration(
      JSON.stringify({
        venues: [{ venue: 'sim' }, { venue: 'other' }],
        instruments: [{ ...one, priceSources, referencePrice: '3' }],
        priceFile: 'closes.csv',
        risk: { marketDataAgeMaxMs: 5_000, priceFileAgeMaxMs: 100_000_000 },
      }),
      '/etc/desk',
    );
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        engine: {
          priceFile: '/etc/desk/closes.csv',
          instruments: [{ priceSources, referencePrice: decimal('3') }],
          risk: { marketDataAgeMaxMs: decimal('5000'), priceFileAgeMaxMs: decimal('100000000') },
        },
      },
    });
  });

  it('holds the price file to the age of market data, unless it says another', () => {
    const ageOf = (risk: object) => {
      const parsed = parse({ risk });
      return parsed.ok ? parsed.value.engine.risk.priceFileAgeMaxMs : undefined;
    };
    const soft = { soft: '1000', hard: '5000' };
    expect(ageOf({ marketDataAgeMaxMs: 5_000 })).toBe(decimal('5000'));
    expect(ageOf({ marketDataAgeMaxMs: soft })).toEqual({ soft: decimal('1000'), hard: decimal('5000') });
    expect(ageOf({ marketDataAgeMaxMs: '5000', priceFileAgeMaxMs: 'none' })).toBe('none');
    expect(ageOf({})).toBe('none');
  });

  it.each([
    [
      { priceSources: ['sim', 'exec'] },
      'priceSources[1]: exec is no configured venue; expected one of sim, file, fixed',
    ],
    [{ priceSources: ['sim', 'sim'] }, 'priceSources[1]: sim is there already; expected each once'],
    [{ priceSources: ['sim', 'file'] }, 'priceSources[1]: expected a priceFile too'],
    [{ priceSources: ['fixed'] }, 'priceSources[0]: expected a referencePrice too'],
    [
      { priceSources: ['sim'], referencePrice: '3' },
      'referencePrice: it is never used; expected "fixed" among the priceSources',
    ],
    [{ referencePrice: '-3' }, 'referencePrice: expected more than 0'],
    [{ multiplier: '0' }, 'multiplier: expected more than "0"'],
    [{ multiplier: '-50' }, 'multiplier: expected more than "0"'],
    [{ multiplier: 50 }, 'multiplier: expected a decimal in quotes, such as "0.25"'],
  ])('refuses an instrument with %j', (change, problem) => {
    const one = { symbol: 'X', venue: 'sim', currency: 'USD', tickSize: '1', lotSize: '1' };
    expect(problems({ instruments: [{ ...one, ...change }] })).toEqual([`instruments[0].${problem}`]);
  });

  it('refuses a FIX venue without market data as a source of prices', () => {
    const capabilities = { orderTypes: ['limit'], timesInForce: ['DAY'] };
    const fix = {
      host: 'exec',
      port: 5001,
      beginString: 'FIX.4.4',
      senderCompId: 'DESK',
      targetCompId: 'EXEC',
      capabilities,
    };
    const one = { symbol: 'X', venue: 'exec', currency: 'USD', tickSize: '1', lotSize: '1' };
    const desk = (may: object) => ({
      venues: [{ venue: 'exec', kind: 'fix', fix: { ...fix, capabilities: { ...capabilities, ...may } } }],
      instruments: [{ ...one, priceSources: ['exec'] }],
    });
    expect(problems(desk({}))).toEqual([
      'instruments[0].priceSources[0]: exec tells no prices; expected marketData among its capabilities, or another source',
    ]);
    expect(problems(desk({ marketData: true }))).toEqual([]);
  });

  it.each(['file', 'fixed'])('refuses a venue with the name %s', (venue) => {
    const one = { symbol: 'X', venue, currency: 'USD', tickSize: '1', lotSize: '1' };
    expect(problems({ venues: [{ venue }], instruments: [one] })).toEqual([
      `venues[0].venue: ${venue} names a source of prices; expected another`,
    ]);
  });

  it('checks instruments against their own grid', () => {
    const instrument = { symbol: 'X', venue: 'sim', currency: 'USD', tickSize: '0.1', lotSize: '10' };
    expect(problems({ instruments: [{ ...instrument, quantityMin: '5', quantityMax: '3' }] })).toEqual([
      'instruments[0].quantityMin: expected a multiple of the lot size 10',
      'instruments[0].quantityMax: expected a multiple of the lot size 10',
      'instruments[0].quantityMax: expected at least quantityMin, which is 5',
    ]);
    expect(parse({ instruments: [instrument] })).toMatchObject({
      value: { engine: { instruments: [{ quantityMin: decimal('10'), quantityMax: decimal('1000000') }] } },
    });
  });

  it('takes a lowest price below zero, and start prices from there on', () => {
    const instrument = { symbol: 'X', venue: 'sim', currency: 'USD', tickSize: '0.1', lotSize: '1' };
    const withStart = (start: string, priceMin?: string) => ({
      instruments: [{ ...instrument, ...(priceMin !== undefined && { priceMin }) }],
      venues: [{ venue: 'sim', simulator: { startPrices: { X: start } } }],
    });
    expect(parse(withStart('-5', '-40'))).toMatchObject({
      value: { engine: { instruments: [{ priceMin: decimal('-40') }] } },
    });
    expect(problems(withStart('-40.1', '-40'))).toEqual([
      'venues[0].simulator.startPrices.X: expected at least -40',
    ]);
    expect(problems(withStart('0'))).toEqual(['venues[0].simulator.startPrices.X: expected more than 0']);
    expect(problems(withStart('10000000000'))).toEqual([]);
    expect(problems(withStart('999999999999999'))).toEqual([
      'venues[0].simulator.startPrices.X: expected at most 10000000000',
    ]);
    expect(
      problems({
        instruments: [instrument, { ...instrument, symbol: 'Y', venue: 'v2' }],
        venues: [{ venue: 'sim', simulator: { startPrices: { Y: '1', Z: '1' } } }, { venue: 'v2' }],
      }),
    ).toEqual([
      'venues[0].simulator.startPrices.Y: Y is no instrument of sim; expected one of X',
      'venues[0].simulator.startPrices.Z: Z is no instrument of sim; expected one of X',
    ]);
    expect(problems({ instruments: [{ ...instrument, priceMin: -40 }] })).toEqual([
      'instruments[0].priceMin: expected a decimal in quotes, such as "0.25"',
    ]);
  });

  it('takes what makes the kill switch engage by itself, and nothing by default', () => {
    expect(parse({})).toMatchObject({ value: { engine: { killSwitch: {} } } });
    const killSwitch = { dailyLossMax: { main: '2500.5' }, venueLostAfterMs: 30_000 };
    expect(parse({ killSwitch })).toMatchObject({
      value: {
        engine: { killSwitch: { dailyLossMax: { main: decimal('2500.5') }, venueLostAfterMs: 30_000 } },
      },
    });
  });

  it('refuses loss limits of unknown accounts, and over several currencies', () => {
    const instrument = { symbol: 'X', venue: 'sim', currency: 'USD', tickSize: '0.1', lotSize: '1' };
    const instruments = [instrument, { ...instrument, symbol: 'Y', currency: 'EUR' }];
    expect(problems({ instruments, killSwitch: { dailyLossMax: { mian: '1', main: '0' } } })).toEqual([
      'killSwitch.dailyLossMax.main: expected more than "0"',
    ]);
    expect(problems({ instruments, killSwitch: { dailyLossMax: { mian: '1' } } })).toEqual([
      'killSwitch.dailyLossMax.mian: mian is no configured account; expected one of main',
      "killSwitch.dailyLossMax: losses in USD and EUR can't be added; expected instruments of one currency",
    ]);
  });
});

describe('loadConfiguration', () => {
  it.each([
    ['/dev/zero', '/dev/zero is no regular file; expected a regular file'],
    ['/tmp', '/tmp is a folder; expected a regular file'],
    ['/nowhere/desk.json', 'there is no /nowhere/desk.json'],
  ])('refuses %s', (path, message) => {
    expect(loadConfiguration(path)).toEqual({
      ok: false,
      error: { code: 'configuration_unreadable', message },
    });
  });
});
