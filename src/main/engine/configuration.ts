/** The engine's configuration and its defaults. `infra/configuration` validates the files. */
import type { BreakerSettings } from '../domain/venue/breakerMachine.ts';
import { decimal, type Decimal } from '../../shared/kernel/decimal.ts';
import {
  parseAccountId,
  parseTicker,
  parseVenueId,
  trusted,
  type AccountId,
  type VenueId,
} from '../../shared/kernel/ids.ts';
import type { Instrument } from '../domain/instrument/instrument.ts';
import type { LimitName, LimitSettings, SomeLimits } from '../domain/risk/limits.ts';
import type { CostMethod } from '../domain/trading/dayPosition.ts';
import type { AccountRoute } from '../domain/signal/route.ts';

export interface LimiterSettings {
  readonly ratePerSecond: number;
  /** Calls that may go at once after a quiet time. */
  readonly burst: number;
  readonly queueDepthMax: number;
}

export interface BulkheadSettings {
  /** Calls in flight at once. */
  readonly capacity: number;
  readonly queueDepthMax: number;
  /** Places besides the capacity that only cancels and amends may take. */
  readonly cancelReserve: number;
}

export interface RetrySettings {
  /** Repeats after the first try; only for calls that are safe to repeat. */
  readonly attempts: number;
  /** Pause before the first repeat. It doubles with each further repeat, and is multiplied by 0.5 to 1.5 at random. */
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
}

export interface ReconciliationSettings {
  /** Time between two comparisons of the venue's record with ours, while nothing gives a reason for one. */
  readonly intervalMs: number;
  /** How long an order waits for a comparison before it is denied. */
  readonly gateWaitMs: number;
}

export interface VenueSettings {
  readonly venue: VenueId;
  /** Timeout of every call. A submission without an answer by then leaves the order in doubt. */
  readonly ackTimeoutMs: number;
  readonly breaker: BreakerSettings;
  readonly limiter: LimiterSettings;
  readonly bulkhead: BulkheadSettings;
  readonly retry: RetrySettings;
  readonly reconciliation: ReconciliationSettings;
}

/** Settings of the event store; they change with a restart only. */
export interface EventSourcingSettings {
  /** Events between two snapshots for a start: after a crash, a start reads at most so many. */
  readonly snapshotEveryEvents: number;
  /** Events and time between two signed checkpoints of the chain's head, whichever comes first. */
  readonly checkpointEveryEvents: number;
  readonly checkpointEveryMs: number;
  /** How many events one commit may hold. A commit takes what waits when it begins; it does not wait for more. */
  readonly commitEventsMax: number;
}

export const defaultEventSourcing: EventSourcingSettings = {
  snapshotEveryEvents: 10_000,
  checkpointEveryEvents: 10_000,
  checkpointEveryMs: 60_000,
  commitEventsMax: 1_000,
};

export interface MetricsSettings {
  /** Seconds of history kept for charts. */
  readonly windowSeconds: number;
  /** Port on 127.0.0.1 where Prometheus can read the metrics, 0 for a free one; absent: no endpoint. */
  readonly prometheusPort?: number;
  /** Whether anybody on this machine may read the metrics there without a token. */
  readonly prometheusOpen?: boolean;
  /** Where an OpenTelemetry collector takes OTLP over HTTP, such as `http://127.0.0.1:4318`; absent: no export. */
  readonly otlpUrl?: string;
  readonly exportIntervalMs: number;
  /** Share of the signals that are traced while there is a collector, from 0 to 1. */
  readonly traceShare: Decimal;
}

/** The doors through which programs of this machine send signals. Without a port and a folder there is no door. */
export interface IntakeSettings {
  /** Port on 127.0.0.1 for HTTP and WebSocket, 0 for a free one. */
  readonly port?: number;
  /** Absolute path of a folder whose files of signals are taken. */
  readonly folder?: string;
  /** The token in the file `intake.token` is taken although the desk has operators. */
  readonly sharedToken?: boolean;
  /** How many signals a connection may send in a second. */
  readonly ratePerSecondMax: number;
}

/** How long a person stays logged in. Nobody logs in while the desk has no operators. */
export interface OperatorSettings {
  /** Minutes without a key or a click after which the console locks. */
  readonly idleMinutesMax: number;
  readonly sessionHoursMax: number;
}

export interface WebhookSettings {
  /** An http address of this machine, where each alert is posted as JSON. */
  readonly url: string;
  /** Absolute path of the file whose token is sent along; absent: no token is sent. */
  readonly tokenFile?: string;
}

export interface AlertSettings {
  readonly webhook?: WebhookSettings;
}

/** The limits of the desk's own scope, those of narrower scopes, and what repetitions are counted in. */
export interface RiskSettings extends LimitSettings {
  /** By scope as text, such as `account:main`; they hold besides the desk's. */
  readonly scopes: Readonly<Record<string, SomeLimits>>;
  /** Limits that the file's part `risk` leaves out, and whose default holds nothing back. */
  readonly notSaid: readonly LimitName[];
  readonly repeatedOrdersWindowMs: number;
  readonly repeatedExecutionsWindowMs: number;
}

/** When the kill switch engages by itself; a setting that is absent never engages it. */
export interface KillSwitchSettings {
  /** By account: the loss of a trading day, realized and open, that stops the account, in its currency. */
  readonly dailyLossMax?: Readonly<Record<string, Decimal>>;
  /** A venue that has not been connected for this long is stopped, in milliseconds. */
  readonly venueLostAfterMs?: number;
}

export interface EngineConfiguration {
  readonly accounts: readonly AccountId[];
  readonly instruments: readonly Instrument[];
  /** Absolute path of the file with prices of the source `file`; absent: that source has none. */
  readonly priceFile?: string | undefined;
  readonly venues: readonly VenueSettings[];
  /** Where orders of accounts go, besides the instruments' own venues. */
  readonly routes: readonly AccountRoute[];
  /** Signals in the pipeline at once. */
  readonly maxConcurrentOrders: number;
  /** Signals that wait for a place in the pipeline; beyond this number the producer hears `busy`. */
  readonly intakeQueueDepthMax: number;
  readonly processingTimeoutMs: number;
  readonly confidenceMin: Decimal;
  /** The method that splits profit into realized and open, unless somebody asks for the other method. */
  readonly costMethod: CostMethod;
  /** A signal that was made longer ago is rejected; absent: a signal of any age is judged like a new one. */
  readonly signalAgeMaxMs?: number | undefined;
  /** The breaker in front of the rules of risk: a failure is a rule that throws. */
  readonly riskBreaker: BreakerSettings;
  readonly risk: RiskSettings;
  readonly killSwitch: KillSwitchSettings;
  readonly eventSourcing: EventSourcingSettings;
  readonly metrics: MetricsSettings;
  readonly intake: IntakeSettings;
  readonly operators: OperatorSettings;
  readonly alerts: AlertSettings;
}

const defaultBreaker: BreakerSettings = {
  failureThreshold: 5,
  openMs: 1_000,
  openMsMax: 60_000,
  halfOpenProbesMax: 1,
  successThreshold: 1,
};

export function defaultVenueSettings(venue: VenueId): VenueSettings {
  return {
    venue,
    ackTimeoutMs: 5_000,
    breaker: defaultBreaker,
    limiter: { ratePerSecond: 50_000, burst: 5_000, queueDepthMax: 10_000 },
    bulkhead: { capacity: 500, queueDepthMax: 10_000, cancelReserve: 50 },
    retry: { attempts: 3, firstDelayMs: 100, delayMsMax: 5_000 },
    reconciliation: { intervalMs: 60_000, gateWaitMs: 15_000 },
  };
}

/** One account, one venue, one symbol: a first signal needs nothing else. */
export function defaultConfiguration(): EngineConfiguration {
  const sim = trusted(parseVenueId, 'sim');
  return {
    accounts: [trusted(parseAccountId, 'main')],
    instruments: [
      {
        symbol: trusted(parseTicker, 'SPX'),
        venue: sim,
        currency: 'USD',
        tickSize: decimal('0.25'),
        lotSize: decimal('1'),
        quantityMin: decimal('1'),
        quantityMax: decimal('1000000'),
      },
    ],
    venues: [defaultVenueSettings(sim)],
    routes: [],
    maxConcurrentOrders: 1_000,
    intakeQueueDepthMax: 10_000,
    processingTimeoutMs: 30_000,
    confidenceMin: decimal('0.1'),
    costMethod: 'average',
    riskBreaker: defaultBreaker,
    eventSourcing: defaultEventSourcing,
    intake: { ratePerSecondMax: 1_000 },
    operators: { idleMinutesMax: 15, sessionHoursMax: 12 },
    alerts: {},
    metrics: { windowSeconds: 900, exportIntervalMs: 10_000, traceShare: decimal('1') },
    risk: {
      marketDataAgeMaxMs: 'none',
      priceFileAgeMaxMs: 'none',
      orderQuantityMax: decimal('10000'),
      orderNotionalMax: decimal('25000000'),
      priceCollar: decimal('0.05'),
      positionMax: decimal('100000'),
      longPositionMax: 'none',
      shortPositionMax: 'none',
      openingQuantityMax: 'none',
      grossExposureMax: 'none',
      netExposureMax: 'none',
      openOrdersMax: 'none',
      dailyVolumeMax: 'none',
      dailyLossMax: 'none',
      messageRatePerSecondMax: decimal('50000'),
      repeatedOrdersMax: 'none',
      repeatedExecutionsMax: 'none',
      selfCrossingMax: 'none',
      scopes: {},
      notSaid: [],
      repeatedOrdersWindowMs: 1_000,
      repeatedExecutionsWindowMs: 60_000,
    },
    killSwitch: {},
  };
}
