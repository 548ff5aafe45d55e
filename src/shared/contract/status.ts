/** The status strip, metrics and long-running jobs. */
import { z } from 'zod';
import { rowIds } from './ids.ts';
import {
  alertKinds,
  alertSeverities,
  storeAlertKinds,
  type AlertKind,
} from '../../main/domain/desk/alert.ts';
import { subscriberStates } from '../../main/domain/desk/subscriberState.ts';
import { leaseTakenWhys } from '../../main/domain/lease/leaseTaken.ts';
import { consoleViewSchema, engineProcessSchema } from './consoles.ts';
import { faultSchema } from './faults.ts';
import { reconciliationSummarySchema } from './recovery.ts';
import { sessionSchema } from './session.ts';
import { breakerViewSchema, venueViewSchema } from './resilience.ts';
import { signalDoorsSchema } from './signalDoors.ts';
import { tradingStateSchema, tradingSummarySchema } from './trading.ts';

export const environmentSchema = z.enum(['SIMULATION', 'PAPER', 'LIVE']);

/** The price by which orders of an instrument are judged now. */
export const marketViewSchema = z.object({
  symbol: rowIds.symbol,
  last: z.string(),
  /** Absent where the source tells none. */
  bid: z.string().optional(),
  ask: z.string().optional(),
  /** The name of a venue, `file` for the price file, or `fixed`. */
  source: z.string(),
  /** Absent for a fixed price. */
  ageMs: z.number().optional(),
  /** The price is older than the limits of risk allow. */
  stale: z.literal(true).optional(),
  /** The venue's own time; for a simulated market on real prices, the bar's date. Absent for other sources. */
  marketTime: z.string().optional(),
});
export type MarketView = z.infer<typeof marketViewSchema>;

export const strategyViewSchema = z.object({
  strategy: rowIds.strategy,
  state: z.enum(['running', 'stopped']),
  description: z.string(),
  signals: z.number(),
  lastSignalAt: z.string().optional(),
});
export type StrategyView = z.infer<typeof strategyViewSchema>;

export const subscriberStateSchema = z.enum(subscriberStates);

/** A durable subscriber: it gets every event after its checkpoint, one after the other. */
export const subscriberViewSchema = z.object({
  name: z.string(),
  state: subscriberStateSchema,
  /** Since when the subscriber is in this state. */
  since: z.string(),
  /** Position of the last event that the subscriber has handled. */
  position: z.number(),
  /** How many events the subscriber has yet to handle. */
  lag: z.number(),
  /** Failures in a row, at the event after `position`. */
  failures: z.number(),
  /** Message of the last failure. */
  error: z.string().optional(),
});
export type SubscriberView = z.infer<typeof subscriberViewSchema>;

/** An alert needs a person. It is open until somebody acknowledges it, or until its cause is gone. */
export const alertViewSchema = z.object({
  alertId: rowIds.alert,
  kind: z.enum(alertKinds),
  severity: z.enum(alertSeverities),
  /** Further facts of the same cause count on this alert. */
  cause: z.string(),
  /** While the alert is open no new order leaves. */
  holdsOrders: z.boolean(),
  message: z.string(),
  advice: z.string(),
  orderId: rowIds.order.optional(),
  venue: rowIds.venue.optional(),
  stream: rowIds.stream.optional(),
  position: z.number().optional(),
  /** UTC. */
  raisedAt: z.string(),
  /** When the cause happened last, UTC; the message describes that time. */
  lastAt: z.string(),
  /** How often the cause has happened since the alert was raised. */
  times: z.number(),
  /** How often the cause happened under earlier alerts, which are over. */
  timesBefore: z.number(),
  /** Who has acknowledged the alert although its cause lasts: the name, the time (UTC) and the reason. */
  acknowledged: z.object({ by: z.string(), at: z.string(), reason: z.string() }).optional(),
  /** The alert calls nobody until then, UTC. */
  mutedUntil: z.string().optional(),
});
export type AlertView = z.infer<typeof alertViewSchema>;

/** Alerts of a kind or of a cause that call nobody until some time; times are UTC. */
export const alertMuteSchema = z.object({
  what: z.string(),
  until: z.string(),
  by: z.string(),
  at: z.string(),
  reason: z.string(),
});

const storeKinds: readonly AlertKind[] = storeAlertKinds;

/**
 * The open alert which says that the store is not what was written: while it is open, no comparison with the store
 * proves anything.
 */
export function storeDoubt({ alerts }: { readonly alerts: readonly AlertView[] }): AlertView | undefined {
  return alerts.find(({ kind }) => storeKinds.includes(kind));
}

export const healthSchema = z.object({
  /** `degraded` when a check fails, `unhealthy` when all of them fail. */
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  checks: z.array(z.object({ name: z.string(), healthy: z.boolean(), detail: z.string() })),
});
export type HealthView = z.infer<typeof healthSchema>;

/** An engine's process that waits for the lease on the record. */
export const standbySchema = z.object({
  host: z.string(),
  pid: z.number(),
  /** When it began to wait, UTC. */
  since: z.string(),
  /** How many events its copy lacks. */
  behind: z.number(),
  /** The venues that it has reached a moment ago. */
  reaches: z.array(z.string()),
});
export type StandbyView = z.infer<typeof standbySchema>;

export const statusSchema = z.object({
  environment: environmentSchema,
  version: z.string(),
  /** Who stands at the door that asks. */
  session: sessionSchema,
  /** The process of the engine. */
  process: engineProcessSchema,
  /** The consoles that are connected; none for nobody. */
  consoles: z.array(consoleViewSchema),
  /** The engine's time when the status was made, UTC. */
  time: z.string(),
  /** The trading state of the desk as a whole; other scopes may be stricter. */
  tradingState: tradingStateSchema,
  trading: tradingSummarySchema,
  /** False while the engine can't take orders; `fault` then says why. */
  accepting: z.boolean(),
  fault: faultSchema.optional(),
  /** Checks of the pipeline's stages, of risk, of the store, of each venue, subscriber and door for signals. */
  health: healthSchema,
  venues: z.array(venueViewSchema),
  /** The breaker in front of the rules of risk; it is tripped and reset under the name `risk`. */
  riskBreaker: breakerViewSchema,
  reconciliations: z.array(reconciliationSummarySchema),
  markets: z.array(marketViewSchema),
  strategies: z.array(strategyViewSchema),
  store: z.object({
    writable: z.boolean(),
    /**
     * Present where the store can't write, and won't before the engine is started again. So nothing that happens now is
     * recorded.
     */
    ended: z.literal(true).optional(),
    headPosition: z.number(),
    /** How many events the read models have yet to take. */
    lag: z.number(),
    commitP99Ms: z.number(),
    pendingAppends: z.number(),
    sizeBytes: z.number(),
    /** Size of the write-ahead log, a part of `sizeBytes`. */
    walBytes: z.number(),
    /** Version of SQLite that writes the store. */
    sqliteVersion: z.string().optional(),
    /** Where the record is of which the store is a copy: a database of PostgreSQL. */
    record: z.string().optional(),
    /** How many events the reporting tables beside that record lack, and why they do not follow at present. */
    reports: z.object({ behind: z.number(), fault: faultSchema.optional() }).optional(),
    /** How this engine came to the lease on that record; `from` names the engine before. */
    lease: z
      .object({ epoch: z.number(), why: z.enum(leaseTakenWhys), from: z.string().optional() })
      .optional(),
    /**
     * The standbys that wait for that lease, as they have told a moment ago. Absent where nobody knows, and where no other
     * engine can take over.
     */
    standbys: z.array(standbySchema).optional(),
    dataFolder: z.string(),
  }),
  subscribers: z.array(subscriberViewSchema),
  intake: z.object({
    queued: z.number(),
    inFlight: z.number(),
    capacity: z.number(),
    doors: signalDoorsSchema,
  }),
  /**
   * Time from a signal's receipt to the venue's answer: percentiles of the present minute, or of the one before while
   * the present one has no orders. Absent without orders in both.
   */
  acknowledgeMs: z.object({ p50: z.number(), p99: z.number() }).optional(),
  /** Filled quantity whose stop-loss does not work at a venue, or not yet; oldest first. */
  unprotected: z.array(
    z.object({ orderId: rowIds.order, symbol: rowIds.symbol, quantity: z.string(), ageMs: z.number() }),
  ),
  ordersWorking: z.number(),
  ordersInDoubt: z.number(),
  /** The first hundred open alerts: those that call before those that are muted, by severity, the newest first. */
  alerts: z.array(alertViewSchema),
  /** How many open alerts call for somebody: none of them is muted. */
  alertsOpen: z.number(),
  /** How many open alerts are muted. */
  alertsMuted: z.number(),
  /** The first hundred alerts that somebody has acknowledged and whose cause lasts. */
  alertsAcknowledged: z.array(alertViewSchema),
  alertMutes: z.array(alertMuteSchema),
  /** Changes of limits and overrides that wait for another person. */
  proposals: z.object({
    waiting: z.number(),
    /** How many of them the person at this door may approve: somebody else has proposed them. */
    forYou: z.number(),
  }),
});
export type Status = z.infer<typeof statusSchema>;

/** One second of the engine. */
export const metricsPointSchema = z.object({
  /** Start of the second, UTC. */
  time: z.string(),
  orders: z.number(),
  events: z.number(),
  fills: z.number(),
  refused: z.number(),
  acknowledgeP50Ms: z.number().optional(),
  acknowledgeP99Ms: z.number().optional(),
  commitP99Ms: z.number().optional(),
  intakeQueued: z.number(),
  venueQueued: z.number(),
});
export type MetricsPoint = z.infer<typeof metricsPointSchema>;

export const stageMetricsSchema = z.object({
  stage: z.string(),
  priority: z.number(),
  processed: z.number(),
  refused: z.number(),
  failed: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
});
export type StageMetricsView = z.infer<typeof stageMetricsSchema>;

/** Time from a signal's receipt to the venue's answer on disk, since the start. */
export const venueLatencySchema = z.object({
  venue: rowIds.venue,
  symbol: rowIds.symbol,
  count: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  maxMs: z.number(),
});
export type VenueLatencyView = z.infer<typeof venueLatencySchema>;

export const metricsSummarySchema = z.object({
  stages: z.array(stageMetricsSchema),
  /** Latencies by venue and symbol, in the order of their first order. */
  latencies: z.array(venueLatencySchema),
  refusalsByCode: z.record(z.string(), z.number()),
  /** Filled orders as a share of all orders sent, 0 to 1; absent before the first. */
  fillRatio: z.number().optional(),
});
export type MetricsSummary = z.infer<typeof metricsSummarySchema>;

export const jobSchema = z.object({
  jobId: z.string(),
  kind: z.enum(['replay', 'verify', 'rebuild', 'backup', 'export', 'orderExport']),
  title: z.string(),
  state: z.enum(['running', 'done', 'failed', 'canceled']),
  /** How many units are done, and how many there are in all, where that is known. */
  done: z.number(),
  total: z.number().optional(),
  /** The name of one unit. */
  unit: z.enum(['signal', 'event', 'order']),
  perSecond: z.number(),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
  /** The result in a sentence, once the job has ended. */
  summary: z.string().optional(),
  /** The result in numbers, for a program. */
  figures: z.record(z.string(), z.number()).optional(),
  /** Whether the result is good; absent while the job runs. */
  good: z.boolean().optional(),
});
export type Job = z.infer<typeof jobSchema>;
