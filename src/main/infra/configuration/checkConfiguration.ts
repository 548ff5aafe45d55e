/** Finds values of the configuration that do not fit together. The form of a single value can't show that. */
import { absolute, decimal, formatDecimal, isMultipleOf, multiply } from '../../../shared/kernel/decimal.ts';
import { isPriceTaken, pricesTaken, venuesOf } from '../../domain/instrument/instrument.ts';
import { limitFault, limitNames, type SomeLimits } from '../../domain/risk/limits.ts';
import { parseTradingScope, scopeExpectation } from '../../domain/trading/tradingScope.ts';
import { unknownScope } from '../../domain/trading/unknownScope.ts';
import { isOtherSource, quotedAt } from '../../domain/instrument/referencePrice.ts';
import type { EngineConfiguration } from '../../engine/configuration.ts';
import { checkDialects } from './checkDialects.ts';
import { checkPriceSources } from './checkPriceSources.ts';
import type { ConfigurationProblem } from './configurationProblem.ts';
import type { DeskConfiguration } from './deskConfiguration.ts';

/**
 * The highest start price of a market, in ticks. Prices move from there, and must stay numbers of ticks that the venue
 * accepts.
 */
const startTicksMax = decimal('100000000000');

export function checkConfiguration(desk: DeskConfiguration): readonly ConfigurationProblem[] {
  const configuration = desk.engine;
  const { accounts, instruments, venues } = configuration;
  return [
    ...repeated('accounts', '', accounts),
    ...repeated(
      'instruments',
      '.symbol',
      instruments.map(({ symbol }) => symbol),
    ),
    ...repeated(
      'venues',
      '.venue',
      venues.map(({ venue }) => venue),
    ),
    ...checkInstruments(configuration),
    ...checkPriceSources(desk),
    ...checkRoutes(configuration),
    ...checkVenues(configuration),
    ...checkStartPrices(desk),
    ...checkDialects(desk),
    ...checkSessions(desk),
    ...checkLossLimits(configuration),
    ...checkLimits(configuration),
    ...checkRiskBreaker(configuration),
  ];
}

/** `before`: how many of the values stand before the list. */
function repeated(list: string, key: string, values: readonly string[], before = 0): ConfigurationProblem[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) === index
      ? []
      : [
          {
            path: `${list}[${index - before}]${key}`,
            message: `${value} is there already; expected each once`,
          },
        ],
  );
}

/** Two venues with one session would throw each other out for ever. */
function checkSessions({ engine, fixes }: DeskConfiguration): ConfigurationProblem[] {
  const sessions = engine.venues.map(({ venue }) => {
    const fix = fixes.get(venue);
    if (fix === undefined) return undefined;
    const { host, port } = fix.address;
    return `${host.toLowerCase()}:${port} from ${fix.session.senderCompId} to ${fix.session.targetCompId}`;
  });
  return sessions.flatMap((session, index) => {
    const first = sessions.indexOf(session);
    if (session === undefined || first === index) return [];
    const message = `venues[${first}].fix has the session ${session} already; expected each session once`;
    return [{ path: `venues[${index}].fix`, message }];
  });
}

function checkInstruments({ instruments, venues }: EngineConfiguration): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  for (const [index, instrument] of instruments.entries()) {
    const { venue, alsoAt = [], lotSize, quantityMin, quantityMax } = instrument;
    const path = (key: string): string => `instruments[${index}].${key}`;
    problems.push(...checkTickBands(path, instrument));
    problems.push(...unknownVenue(path('venue'), venue, venues));
    for (const [place, other] of alsoAt.entries()) {
      problems.push(...unknownVenue(path(`alsoAt[${place}]`), other, venues));
    }
    problems.push(...repeated(path('alsoAt'), '', [venue, ...alsoAt], 1));
    for (const [key, quantity] of [
      ['quantityMin', quantityMin] as const,
      ['quantityMax', quantityMax] as const,
    ]) {
      if (isMultipleOf(quantity, lotSize)) continue;
      problems.push({
        path: path(key),
        message: `expected a multiple of the lot size ${formatDecimal(lotSize)}`,
      });
    }
    if (quantityMax < quantityMin) {
      const message = `expected at least quantityMin, which is ${formatDecimal(quantityMin)}`;
      problems.push({ path: path('quantityMax'), message });
    }
  }
  return problems;
}

/** Bands rise in price, begin at a price of their own tick, and have whole multiples of the tick size. */
function checkTickBands(
  path: (key: string) => string,
  { tickSize, tickBands = [] }: EngineConfiguration['instruments'][number],
): ConfigurationProblem[] {
  return tickBands.flatMap(({ from, tick }, index) => {
    const problems: ConfigurationProblem[] = [];
    const before = tickBands[index - 1];
    if (before !== undefined && from <= before.from) {
      const message = `expected more than ${formatDecimal(before.from)}, where the band before begins`;
      problems.push({ path: path(`tickBands[${index}].from`), message });
    } else if (!isMultipleOf(from, tick)) {
      const message = `expected a multiple of the band's tick ${formatDecimal(tick)}`;
      problems.push({ path: path(`tickBands[${index}].from`), message });
    }
    if (!isMultipleOf(tick, tickSize)) {
      const message = `expected a multiple of the tick size ${formatDecimal(tickSize)}`;
      problems.push({ path: path(`tickBands[${index}].tick`), message });
    }
    return problems;
  });
}

function unknownVenue(
  path: string,
  venue: string,
  venues: EngineConfiguration['venues'],
): ConfigurationProblem[] {
  const known: readonly string[] = venues.map((one) => one.venue);
  if (known.includes(venue)) return [];
  return [{ path, message: `${venue} is no configured venue; expected one of ${known.join(', ')}` }];
}

function checkRoutes({ routes, accounts, instruments, venues }: EngineConfiguration): ConfigurationProblem[] {
  return routes.flatMap(({ account, symbol, venue }, index) => {
    const path = (key: string): string => `routes[${index}].${key}`;
    const problems = unknownVenue(path('venue'), venue, venues);
    if (!accounts.includes(account)) {
      const message = `${account} is no configured account; expected one of ${accounts.join(', ')}`;
      problems.push({ path: path('account'), message });
    }
    const traded = instruments.filter((one) => symbol === undefined || one.symbol === symbol);
    if (traded.length === 0) {
      const known = instruments.map((one) => one.symbol).join(', ');
      problems.push({
        path: path('symbol'),
        message: `${symbol} is no instrument; expected one of ${known}`,
      });
    } else if (problems.length === 0 && !traded.some((one) => venuesOf(one).includes(venue))) {
      const message = `${venue} trades ${symbol === undefined ? 'no instrument' : `no ${symbol}`}; expected a venue that an instrument names in venue or alsoAt`;
      problems.push({ path: path('venue'), message });
    }
    const first = routes.findIndex((one) => one.account === account && one.symbol === symbol);
    if (first !== index) {
      const message = `routes[${first}] leads the same orders to ${routes[first]?.venue}; expected one route for each account and symbol`;
      problems.push({ path: `routes[${index}]`, message });
    }
    return problems;
  });
}

function checkStartPrices({ engine, sims }: DeskConfiguration): ConfigurationProblem[] {
  return engine.venues.flatMap(({ venue }, index) =>
    Object.entries(sims.get(venue)?.startPrices ?? {}).flatMap(([symbol, price]) => {
      const path = `venues[${index}].simulator.startPrices.${symbol}`;
      const traded = quotedAt(engine.instruments, venue);
      const instrument = traded.find((one) => one.symbol === symbol);
      if (instrument === undefined) {
        const known = traded.map((one) => one.symbol).join(', ');
        return [{ path, message: `${symbol} is no instrument of ${venue}; expected one of ${known}` }];
      }
      if (!isPriceTaken(price, instrument)) return [{ path, message: `expected ${pricesTaken(instrument)}` }];
      const most = multiply(instrument.tickSize, startTicksMax);
      return absolute(price) <= most ? [] : [{ path, message: `expected at most ${formatDecimal(most)}` }];
    }),
  );
}

function checkLossLimits({
  accounts,
  instruments,
  killSwitch: { dailyLossMax = {} },
}: EngineConfiguration): ConfigurationProblem[] {
  const limited = Object.keys(dailyLossMax);
  const currencies = new Set(instruments.map(({ currency }) => currency));
  const problems = limited
    .filter((account) => !accounts.some((known) => known === account))
    .map((account) => ({
      path: `killSwitch.dailyLossMax.${account}`,
      message: `${account} is no configured account; expected one of ${accounts.join(', ')}`,
    }));
  if (limited.length === 0 || currencies.size === 1) return problems;
  const message = `losses in ${[...currencies].join(' and ')} can't be added; expected instruments of one currency`;
  return [...problems, { path: 'killSwitch.dailyLossMax', message }];
}

function checkLimits(configuration: EngineConfiguration): ConfigurationProblem[] {
  const { scopes, ...ofDesk } = configuration.risk;
  return [
    ...checkScope('risk', 'desk', ofDesk),
    ...Object.entries(scopes).flatMap(([scope, limits]) =>
      checkScope(`risk.scopes.${scope}`, scope, limits, configuration),
    ),
  ];
}

/** `configuration` is absent where the scope's name need not be looked for. */
function checkScope(
  path: string,
  text: string,
  limits: SomeLimits,
  configuration?: EngineConfiguration,
): ConfigurationProblem[] {
  const scope = parseTradingScope(text);
  if (scope === undefined) return [{ path, message: `expected ${scopeExpectation}` }];
  if (configuration !== undefined) {
    if (scope.kind === 'desk') return [{ path, message: "expected the desk's limits beside scopes" }];
    const unknown = unknownScope(scope, configuration);
    const message = `${unknown?.message}; expected ${unknown?.expected}`;
    if (unknown !== undefined) return [{ path, message }];
  }
  return limitNames.flatMap((name) => {
    const setting = limits[name];
    const fault = setting === undefined ? undefined : limitFault(name, scope.kind, setting);
    return fault === undefined ? [] : [{ path: `${path}.${name}`, message: fault }];
  });
}

function checkVenues({ venues }: EngineConfiguration): ConfigurationProblem[] {
  return venues.flatMap(({ venue, breaker, retry }, index) => [
    ...takenName(`venues[${index}].venue`, venue),
    ...notBelow(`venues[${index}].breaker`, 'openMs', breaker.openMs, 'openMsMax', breaker.openMsMax),
    ...notBelow(`venues[${index}].retry`, 'firstDelayMs', retry.firstDelayMs, 'delayMsMax', retry.delayMsMax),
  ]);
}

function takenName(path: string, venue: string): ConfigurationProblem[] {
  if (venue !== 'risk' && !isOtherSource(venue)) return [];
  const what = venue === 'risk' ? 'the breaker of the risk rules' : 'a source of prices';
  return [{ path, message: `${venue} names ${what}; expected another` }];
}

function checkRiskBreaker({ riskBreaker }: EngineConfiguration): ConfigurationProblem[] {
  const { openMs, openMsMax } = riskBreaker;
  return notBelow('riskBreaker', 'openMs', openMs, 'openMsMax', openMsMax);
}

function notBelow(
  path: string,
  leastKey: string,
  least: number,
  key: string,
  value: number,
): ConfigurationProblem[] {
  if (value >= least) return [];
  return [{ path: `${path}.${key}`, message: `expected at least ${leastKey}, which is ${least}` }];
}
