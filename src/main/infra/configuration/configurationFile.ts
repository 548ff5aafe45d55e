/**
 * The form of the configuration file. Every key is optional; a key that is missing has the default of
 * `defaultDeskConfiguration`.
 */
import { z } from 'zod';
import { namesLoopback } from '../loopback/loopbackServer.ts';
import { withoutCredentials } from '../../domain/configuration/withoutCredentials.ts';
import { wholeDecimal } from '../../../shared/kernel/decimal.ts';
import { parseAccountId, parseTicker, parseVenueId } from '../../../shared/kernel/ids.ts';
import { costMethods } from '../../domain/trading/dayPosition.ts';
import type { LimitName } from '../../domain/risk/limits.ts';
import {
  decimalText,
  either,
  identifier,
  limit,
  milliseconds,
  positiveDecimal,
  share,
  strict,
  whole,
} from './fields.ts';
import { fix } from './fixInFile.ts';
import { remote } from './remoteInFile.ts';
import { store } from './storeInFile.ts';

const listMax = 1_000;

const instrument = strict({
  symbol: identifier(parseTicker),
  venue: identifier(parseVenueId),
  alsoAt: z.array(identifier(parseVenueId)).max(listMax).optional(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected a currency code of three capital letters'),
  multiplier: positiveDecimal.optional(),
  tickSize: positiveDecimal,
  tickBands: z
    .array(strict({ from: decimalText, tick: positiveDecimal }))
    .max(100)
    .optional(),
  lotSize: positiveDecimal,
  quantityMin: positiveDecimal.optional(),
  quantityMax: positiveDecimal.optional(),
  priceMin: decimalText.optional(),
  referencePrice: decimalText.optional(),
  /** Venues by their names, `file` and `fixed`; the preferred one first. */
  priceSources: z.array(identifier(parseVenueId)).min(1).max(16).optional(),
});

/** Orders of an account go to this venue, in one symbol or in all. */
const route = strict({
  account: identifier(parseAccountId),
  symbol: identifier(parseTicker).optional(),
  venue: identifier(parseVenueId),
});

/** How the simulated venue behind a venue's name behaves. */
const simInFile = strict({
  /** Time between two prices while the market moves by itself. */
  tickMs: milliseconds.optional(),
  /** What the market does at the end of its prices. */
  atEnd: z.enum(['stop', 'wrap']).optional(),
  /** Seed for random walks and random faults. */
  seed: whole(0, 2_147_483_647).optional(),
  /** Price files by symbol; relative paths start at the configuration file's folder. */
  prices: z.record(z.string(), z.string().min(1)).optional(),
  /** Price at which a symbol without a price file begins its random walk. */
  startPrices: z.record(z.string(), decimalText).optional(),
  /** A venue that runs already, which several engines can share; the desk starts none. */
  at: strict({
    host: z.string().min(1),
    port: whole(1, 65_535),
    /** A file that only its owner may read; a relative path starts at this file's folder. */
    tokenFile: z.string().min(1),
  }).optional(),
}).superRefine(({ at, ...own }, context) => {
  for (const [key, value] of Object.entries(own)) {
    if (at === undefined || value === undefined) continue;
    const message = 'expected only where the desk starts the venue itself, without "at"';
    context.addIssue({ code: 'custom', path: [key], message });
  }
});

const breaker = strict({
  failureThreshold: whole(1, 1_000_000).optional(),
  openMs: milliseconds.optional(),
  openMsMax: milliseconds.optional(),
  halfOpenProbesMax: whole(1, 1_000).optional(),
  successThreshold: whole(1, 1_000).optional(),
});

const venue = strict({
  venue: identifier(parseVenueId),
  kind: z.enum(['sim', 'fix'], { error: 'expected "sim" or "fix"' }).optional(),
  ackTimeoutMs: milliseconds.optional(),
  breaker: breaker.optional(),
  limiter: strict({
    ratePerSecond: whole(1, 10_000_000).optional(),
    burst: whole(1, 10_000_000).optional(),
    queueDepthMax: whole(0, 10_000_000).optional(),
  }).optional(),
  bulkhead: strict({
    capacity: whole(1, 1_000_000).optional(),
    queueDepthMax: whole(0, 10_000_000).optional(),
    cancelReserve: whole(0, 1_000_000).optional(),
  }).optional(),
  retry: strict({
    attempts: whole(0, 100).optional(),
    firstDelayMs: milliseconds.optional(),
    delayMsMax: milliseconds.optional(),
  }).optional(),
  reconciliation: strict({
    intervalMs: milliseconds.optional(),
    gateWaitMs: milliseconds.optional(),
  }).optional(),
  simulator: simInFile.optional(),
  fix: fix.optional(),
}).superRefine(({ kind = 'sim', simulator: ofSim, fix: ofFix }, context) => {
  if (kind === 'fix' && ofFix === undefined) {
    context.addIssue({ code: 'custom', path: ['fix'], message: 'expected the settings of the FIX session' });
  }
  if (kind === 'fix' && ofSim !== undefined) {
    context.addIssue({
      code: 'custom',
      path: ['simulator'],
      message: 'expected only in a venue of kind "sim"',
    });
  }
  if (kind === 'sim' && ofFix !== undefined) {
    context.addIssue({ code: 'custom', path: ['fix'], message: 'expected only in a venue of kind "fix"' });
  }
});

/** An age up to a year. Earlier versions knew it as a whole number without quotes. */
const ageLimit = orWhole(whole(1, 31_536_000_000));

const limits = {
  marketDataAgeMaxMs: ageLimit.optional(),
  /** Absent: the same as for market data. */
  priceFileAgeMaxMs: ageLimit.optional(),
  orderQuantityMax: limit.optional(),
  orderNotionalMax: limit.optional(),
  priceCollar: limit.optional(),
  positionMax: limit.optional(),
  longPositionMax: limit.optional(),
  shortPositionMax: limit.optional(),
  openingQuantityMax: limit.optional(),
  grossExposureMax: limit.optional(),
  netExposureMax: limit.optional(),
  openOrdersMax: limit.optional(),
  dailyVolumeMax: limit.optional(),
  dailyLossMax: limit.optional(),
  /** Earlier versions knew it as a whole number without quotes. */
  messageRatePerSecondMax: orWhole(whole(1, 10_000_000)).optional(),
  repeatedOrdersMax: limit.optional(),
  repeatedExecutionsMax: limit.optional(),
  selfCrossingMax: limit.optional(),
} satisfies Readonly<Record<LimitName, unknown>>;

const risk = strict({
  ...limits,
  /** By scope, such as `account:main`. */
  scopes: z.record(z.string(), strict(limits)).optional(),
  repeatedOrdersWindowMs: milliseconds.optional(),
  repeatedExecutionsWindowMs: milliseconds.optional(),
});

/** A limit, or a whole number. */
function orWhole(number: z.ZodType<number>) {
  return either((value) => typeof value === 'number', number.transform(wholeDecimal), limit);
}

const killSwitch = strict({
  /** Highest loss of a day, by account. */
  dailyLossMax: z.record(z.string(), positiveDecimal).optional(),
  venueLostAfterMs: milliseconds.optional(),
});

const eventSourcing = strict({
  snapshotEveryEvents: whole(1, 10_000_000).optional(),
  checkpointEveryEvents: whole(1, 10_000_000).optional(),
  checkpointEveryMs: milliseconds.optional(),
  commitEventsMax: whole(1, 100_000).optional(),
});

const metrics = strict({
  windowSeconds: whole(60, 86_400).optional(),
  prometheusPort: whole(0, 65_535).optional(),
  prometheusOpen: z.boolean({ error: 'expected true or false' }).optional(),
  // The address is recorded for ever, and others read the record. So the message does not repeat the address.
  otlpUrl: z
    .url({ protocol: /^https?$/, error: 'expected an http or https address' })
    .refine((text) => withoutCredentials(text) === text, {
      error:
        'expected an address without user, password, query and fragment; what the collector asks for goes into the environment variable OTEL_EXPORTER_OTLP_HEADERS',
    })
    .optional(),
  exportIntervalMs: milliseconds.optional(),
  traceShare: share.optional(),
});

const intake = strict({
  port: whole(0, 65_535).optional(),
  /** A relative path starts at the configuration file's folder. */
  folder: z.string().min(1).optional(),
  /** Takes the token without a name although the desk has operators. */
  sharedToken: z.boolean({ error: 'expected true or false' }).optional(),
  ratePerSecondMax: whole(1, 1_000_000).optional(),
});

const operators = strict({
  idleMinutesMax: whole(1, 1_440).optional(),
  sessionHoursMax: whole(1, 168).optional(),
});

const loopbackAddress = 'expected an http address of this machine, such as http://127.0.0.1:8080/alerts';

const isLoopback = (text: string): boolean =>
  namesLoopback(new URL(text).host) && withoutCredentials(text) === text;

const alerts = strict({
  webhook: strict({
    url: z
      .url({ protocol: /^http$/, error: loopbackAddress })
      .refine((text) => !URL.canParse(text) || isLoopback(text), {
        error: `${loopbackAddress}; without user, password, query and fragment`,
      })
      .refine((text) => !URL.canParse(text) || new URL(text).port !== '0', {
        error: `${loopbackAddress}; with a port from 1 to 65535`,
      }),
    /** A relative path starts at the configuration file's folder. */
    tokenFile: z.string().min(1).optional(),
  }).optional(),
});

export const configurationFile = strict({
  accounts: z.array(identifier(parseAccountId)).min(1).max(listMax).optional(),
  instruments: z.array(instrument).min(1).max(listMax).optional(),
  venues: z.array(venue).min(1).max(listMax).optional(),
  routes: z.array(route).max(listMax).optional(),
  /** A relative path starts at the configuration file's folder. */
  priceFile: z.string().min(1).optional(),
  maxConcurrentOrders: whole(1, 1_000_000).optional(),
  intakeQueueDepthMax: whole(1, 10_000_000).optional(),
  processingTimeoutMs: milliseconds.optional(),
  confidenceMin: share.optional(),
  costMethod: z.enum(costMethods, { error: `expected ${costMethods.join(' or ')}` }).optional(),
  signalAgeMaxMs: milliseconds.optional(),
  riskBreaker: breaker.optional(),
  risk: risk.optional(),
  killSwitch: killSwitch.optional(),
  eventSourcing: eventSourcing.optional(),
  metrics: metrics.optional(),
  intake: intake.optional(),
  operators: operators.optional(),
  alerts: alerts.optional(),
  remote: remote.optional(),
  store: store.optional(),
});

export type ConfigurationFile = z.infer<typeof configurationFile>;
export type InstrumentInFile = z.infer<typeof instrument>;
export type RouteInFile = z.infer<typeof route>;
export type VenueInFile = z.infer<typeof venue>;
export type SimInFile = z.infer<typeof simInFile>;
