/**
 * The engine's configuration, with the design's defaults
 * (OrderProcessingConfiguration). Files are validated by `infra/configuration`.
 */
import type { BreakerSettings } from '../domain/venue/breakerMachine.ts';
import { decimal, type Decimal } from '../../shared/kernel/decimal.ts';
import type { AccountId, Ticker, VenueId } from '../../shared/kernel/ids.ts';
import type { Instrument } from '../domain/instrument/instrument.ts';

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
  /** Places on top of the capacity that only cancels may take. */
  readonly cancelReserve: number;
}

export interface RetrySettings {
  /** Tries on top of the first; only for calls that are safe to repeat. */
  readonly attempts: number;
  /** Before the second try; doubles with each further one, spread by half around its value. */
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
}

export interface ReconciliationSettings {
  /** Between two comparisons of the venue's record with ours while nothing gives a reason for one. */
  readonly intervalMs: number;
  /** How long an order waits for a comparison that runs, before it is denied. */
  readonly gateWaitMs: number;
}

export interface VenueSettings {
  readonly venue: VenueId;
  /** For every call. A submission that is not answered by then leaves the order in doubt. */
  readonly ackTimeoutMs: number;
  readonly breaker: BreakerSettings;
  readonly limiter: LimiterSettings;
  readonly bulkhead: BulkheadSettings;
  readonly retry: RetrySettings;
  readonly reconciliation: ReconciliationSettings;
}

/** How the event store works; changes with a restart. */
export interface EventSourcingSettings {
  /** Events between two snapshots of what a start needs: what it has to read at most. */
  readonly snapshotEveryEvents: number;
  /** Between two signed checkpoints of the chain's head, whichever comes first. */
  readonly checkpointEveryEvents: number;
  readonly checkpointEveryMs: number;
  /** Events in one commit at most. A group is what is waiting when the commit begins: nobody waits for it to fill. */
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
  /** Whether anybody on this machine may read them there, without a token. */
  readonly prometheusOpen?: boolean;
  /** Where an OpenTelemetry collector takes OTLP over HTTP, such as `http://127.0.0.1:4318`; absent: no export. */
  readonly otlpUrl?: string;
  readonly exportIntervalMs: number;
  /** Share of the signals that are traced while there is a collector, from 0 to 1. */
  readonly traceShare: Decimal;
}

export interface RiskSettings {
  readonly orderQuantityMax: Decimal;
  /** Quantity times price, in the instrument's currency. */
  readonly orderNotionalMax: Decimal;
  /** Largest distance of a limit price from the reference price, as a share: 0.05 is 5 %. */
  readonly priceCollar: Decimal;
  /** Largest position, long or short, with all open orders counted as filled. */
  readonly positionMax: Decimal;
  /** Orders a second and account. */
  readonly messageRatePerSecondMax: number;
}

/** When the kill switch engages by itself; what is absent never makes it. */
export interface KillSwitchSettings {
  /** Loss of a trading day, realized and open, that stops an account, in its currency. */
  readonly dailyLossMax?: Readonly<Record<string, Decimal>>;
  /** A venue that has been away for this long is stopped. */
  readonly venueLostAfterMs?: number;
}

export interface EngineConfiguration {
  readonly accounts: readonly AccountId[];
  readonly instruments: readonly Instrument[];
  readonly venues: readonly VenueSettings[];
  /** Signals in the pipeline at once. */
  readonly maxConcurrentOrders: number;
  /** Signals that wait for a place in the pipeline; beyond it the producer hears `busy`. */
  readonly intakeQueueDepthMax: number;
  readonly processingTimeoutMs: number;
  readonly confidenceMin: Decimal;
  /** A signal that was made longer ago is rejected; absent: however old, it is judged like a new one. */
  readonly signalAgeMaxMs?: number | undefined;
  /** Of the risk rules: they fail when one of them throws. */
  readonly riskBreaker: BreakerSettings;
  readonly risk: RiskSettings;
  readonly killSwitch: KillSwitchSettings;
  readonly eventSourcing: EventSourcingSettings;
  readonly metrics: MetricsSettings;
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
  const sim = 'sim' as VenueId;
  return {
    accounts: ['main' as AccountId],
    instruments: [
      {
        symbol: 'SPX' as Ticker,
        venue: sim,
        currency: 'USD',
        tickSize: decimal('0.25'),
        lotSize: decimal('1'),
        quantityMin: decimal('1'),
        quantityMax: decimal('1000000'),
      },
    ],
    venues: [defaultVenueSettings(sim)],
    maxConcurrentOrders: 1_000,
    intakeQueueDepthMax: 10_000,
    processingTimeoutMs: 30_000,
    confidenceMin: decimal('0.1'),
    riskBreaker: defaultBreaker,
    eventSourcing: defaultEventSourcing,
    metrics: { windowSeconds: 900, exportIntervalMs: 10_000, traceShare: decimal('1') },
    risk: {
      orderQuantityMax: decimal('10000'),
      orderNotionalMax: decimal('25000000'),
      priceCollar: decimal('0.05'),
      positionMax: decimal('100000'),
      messageRatePerSecondMax: 50_000,
    },
    killSwitch: {},
  };
}
