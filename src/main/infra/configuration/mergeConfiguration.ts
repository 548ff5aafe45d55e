/** Puts a configuration file over the defaults. */
import { resolve } from 'node:path';
import {
  defaultConfiguration,
  defaultVenueSettings,
  type EngineConfiguration,
  type AlertSettings,
  type IntakeSettings,
  type RiskSettings,
  type VenueSettings,
} from '../../engine/configuration.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { limitNames } from '../../domain/risk/limits.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { AccountRoute } from '../../domain/signal/route.ts';
import type {
  ConfigurationFile,
  InstrumentInFile,
  RouteInFile,
  SimInFile,
  VenueInFile,
} from './configurationFile.ts';
import {
  defaultSimSettings,
  dropCopyDefaults,
  type DeskConfiguration,
  type FixSettings,
  type SimSettings,
} from './deskConfiguration.ts';
import type { CredentialSettings } from '../venues/fix/transport/credentials.ts';
import { defaultThrottleSigns } from '../venues/fix/application/tooFast.ts';
import { dialectOf, logonTagsOf, tagNamesOf } from './mergeDialect.ts';
import type { FixInFile } from './fixInFile.ts';
import { over } from './over.ts';
import { remoteSettings } from './remoteInFile.ts';
import { storeSettings } from './storeInFile.ts';

const quantityMaxDefault = decimal('1000000');
const heartbeatSecondsDefault = 30;

/** Relative paths in the file start at `folder`. */
export function mergeConfiguration(file: ConfigurationFile, folder: string): DeskConfiguration {
  const defaults = defaultConfiguration();
  const venues = file.venues?.map(venueSettings) ?? defaults.venues;
  const engine: EngineConfiguration = {
    accounts: file.accounts ?? defaults.accounts,
    instruments: file.instruments?.map(instrumentOf) ?? defaults.instruments,
    venues,
    routes: file.routes?.map(routeOf) ?? defaults.routes,
    ...(file.priceFile !== undefined && { priceFile: resolve(folder, file.priceFile) }),
    maxConcurrentOrders: file.maxConcurrentOrders ?? defaults.maxConcurrentOrders,
    intakeQueueDepthMax: file.intakeQueueDepthMax ?? defaults.intakeQueueDepthMax,
    processingTimeoutMs: file.processingTimeoutMs ?? defaults.processingTimeoutMs,
    costMethod: file.costMethod ?? defaults.costMethod,
    confidenceMin: file.confidenceMin ?? defaults.confidenceMin,
    ...(file.signalAgeMaxMs !== undefined && { signalAgeMaxMs: file.signalAgeMaxMs }),
    riskBreaker: over(defaults.riskBreaker, file.riskBreaker),
    risk: riskSettings(file.risk),
    killSwitch: over(defaults.killSwitch, file.killSwitch),
    eventSourcing: over(defaults.eventSourcing, file.eventSourcing),
    metrics: over(defaults.metrics, file.metrics),
    intake: intakeSettings(file.intake, folder),
    operators: over(defaults.operators, file.operators),
    alerts: alertSettings(file.alerts, folder),
  };
  const sims = new Map<VenueId, SimSettings>();
  const fixes = new Map<VenueId, FixSettings>();
  for (const { venue } of venues) {
    const inFile = file.venues?.find((one) => one.venue === venue);
    if (inFile?.fix === undefined) sims.set(venue, simSettings(inFile?.simulator, folder));
    else fixes.set(venue, fixSettings(inFile.fix, folder));
  }
  const remote = remoteSettings(file.remote, folder);
  return {
    engine,
    sims,
    fixes,
    store: storeSettings(file.store, folder),
    ...(remote !== undefined && { remote }),
  };
}

function instrumentOf(inFile: InstrumentInFile): Instrument {
  const { alsoAt, multiplier, tickBands, priceMin, referencePrice, priceSources, ...rest } = inFile;
  const { quantityMin = inFile.lotSize, quantityMax = quantityMaxDefault } = inFile;
  return {
    ...rest,
    quantityMin,
    quantityMax,
    ...(alsoAt !== undefined && { alsoAt }),
    ...(multiplier !== undefined && { multiplier }),
    ...(tickBands !== undefined && { tickBands }),
    ...(priceMin !== undefined && { priceMin }),
    ...(referencePrice !== undefined && { referencePrice }),
    ...(priceSources !== undefined && { priceSources }),
  };
}

function routeOf({ account, symbol, venue }: RouteInFile): AccountRoute {
  return { account, ...(symbol !== undefined && { symbol }), venue };
}

function venueSettings(inFile: VenueInFile): VenueSettings {
  const defaults = defaultVenueSettings(inFile.venue);
  return {
    venue: inFile.venue,
    ackTimeoutMs: inFile.ackTimeoutMs ?? defaults.ackTimeoutMs,
    breaker: over(defaults.breaker, inFile.breaker),
    limiter: over(defaults.limiter, inFile.limiter),
    bulkhead: over(defaults.bulkhead, inFile.bulkhead),
    retry: over(defaults.retry, inFile.retry),
    reconciliation: over(defaults.reconciliation, inFile.reconciliation),
  };
}

function riskSettings(given: ConfigurationFile['risk']): RiskSettings {
  const { risk: defaults } = defaultConfiguration();
  if (given === undefined) return defaults;
  const inFile = { ...given, priceFileAgeMaxMs: given.priceFileAgeMaxMs ?? given.marketDataAgeMaxMs };
  const settings = over(defaults, inFile);
  const saysLimits = inFile.scopes !== undefined || limitNames.some((name) => inFile[name] !== undefined);
  if (!saysLimits) return settings;
  const notSaid = limitNames.filter((name) => inFile[name] === undefined && defaults[name] === 'none');
  return { ...settings, notSaid };
}

function intakeSettings(inFile: ConfigurationFile['intake'], folder: string): IntakeSettings {
  const settings = over(defaultConfiguration().intake, inFile);
  return settings.folder === undefined ? settings : { ...settings, folder: resolve(folder, settings.folder) };
}

function alertSettings(inFile: ConfigurationFile['alerts'], folder: string): AlertSettings {
  if (inFile?.webhook === undefined) return {};
  const { url, tokenFile } = inFile.webhook;
  return { webhook: { url, ...(tokenFile !== undefined && { tokenFile: resolve(folder, tokenFile) }) } };
}

function simSettings(inFile: SimInFile | undefined, folder: string): SimSettings {
  const prices = Object.entries(inFile?.prices ?? {}).map(
    ([symbol, path]) => [symbol, resolve(folder, path)] as const,
  );
  const { at, ...own } = inFile ?? {};
  return {
    ...over(defaultSimSettings, own),
    prices: Object.fromEntries(prices),
    ...(at !== undefined && { at: { ...at, tokenFile: resolve(folder, at.tokenFile) } }),
  };
}

type SessionInFile = Pick<
  FixInFile,
  | 'host'
  | 'port'
  | 'tls'
  | 'beginString'
  | 'senderCompId'
  | 'targetCompId'
  | 'heartbeatSeconds'
  | 'resetOnLogon'
  | 'schedule'
>;

/** The settings of a session, of orders or of copies. */
function sessionSettings(inFile: SessionInFile, folder: string) {
  const { host, port, tls, beginString, senderCompId, targetCompId, schedule } = inFile;
  const caFile = tls?.caFile === undefined ? undefined : resolve(folder, tls.caFile);
  return {
    address: { host, port, tls: tls ? { ...tls, caFile } : undefined },
    session: {
      beginString,
      senderCompId,
      targetCompId,
      heartbeatSeconds: inFile.heartbeatSeconds ?? heartbeatSecondsDefault,
      resetOnLogon: inFile.resetOnLogon ?? false,
    },
    schedule: schedule ?? undefined,
  };
}

function dropCopySettings(
  inFile: NonNullable<FixInFile['dropCopy']>,
  folder: string,
): NonNullable<FixSettings['dropCopy']> {
  return {
    ...sessionSettings(inFile, folder),
    credentials: credentialsOf(inFile, folder),
    graceMs: inFile.graceMs ?? dropCopyDefaults.graceMs,
    downAfterMs: inFile.downAfterMs ?? dropCopyDefaults.downAfterMs,
  };
}

function fixSettings(inFile: FixInFile, folder: string): FixSettings {
  const { capabilities, dropCopy } = inFile;
  const {
    orderTypes,
    timesInForce,
    replace = false,
    statusRequest = false,
    massStatus = false,
    cancelOnDisconnect = false,
    marketData = false,
  } = capabilities;
  const { address, session, schedule } = sessionSettings(inFile, folder);
  return {
    paper: inFile.paper ?? false,
    address,
    session: { ...session, ...logonTagsOf(inFile) },
    credentials: credentialsOf(inFile, folder),
    schedule,
    ...(dropCopy !== undefined && { dropCopy: dropCopySettings(dropCopy, folder) }),
    capabilities: {
      orderTypes,
      timesInForce,
      replace,
      statusRequest,
      massStatus,
      ...(cancelOnDisconnect && { cancelOnDisconnect: true as const }),
      ...(marketData !== false && { marketData: marketData === true ? ('full' as const) : marketData }),
    },
    ...dialectOf(inFile),
    throttle: {
      reasons: inFile.throttle?.reasons ?? defaultThrottleSigns.reasons,
      texts: inFile.throttle?.texts?.map((text) => text.toLowerCase()) ?? defaultThrottleSigns.texts,
    },
    tagNames: tagNamesOf(inFile),
  };
}

function credentialsOf(
  {
    username,
    passwordFile,
    passwordKey,
    passwordAs = 'password',
  }: Pick<FixInFile, 'username' | 'passwordFile' | 'passwordKey' | 'passwordAs'>,
  folder: string,
): CredentialSettings {
  return {
    ...(username !== undefined && { username }),
    ...(passwordFile !== undefined && { passwordFile: resolve(folder, passwordFile) }),
    ...(passwordKey !== undefined && { passwordKey }),
    passwordAs,
  };
}
