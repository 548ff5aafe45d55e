/** The engine's counters and gauges at one moment, under OpenTelemetry's names and units (UCUM), for an export to read. */
import type { Engine } from '../engine.ts';
import type { BreakerSnapshot, GuardSnapshot } from '../resilience/venueGuard.ts';
import { breakerStates } from '../../domain/venue/venueEvents.ts';

export type InstrumentKind = 'counter' | 'gauge';

export interface Instrument {
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly unit: string;
  readonly description: string;
}

export interface Reading {
  readonly instrument: InstrumentName;
  readonly value: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

const counter = (unit: string, description: string) => ({ kind: 'counter', unit, description }) as const;
const gauge = (unit: string, description: string) => ({ kind: 'gauge', unit, description }) as const;

const table = {
  'breakwater.orders.created': counter('{order}', 'Orders that came into being'),
  'breakwater.orders.submitted': counter('{order}', 'Orders whose intent to send was put on disk'),
  'breakwater.orders.filled': counter('{order}', 'Orders that were filled in whole'),
  'breakwater.executions': counter('{execution}', 'Executions, whole or in part'),
  'breakwater.events': counter('{event}', 'Events put on disk since the start'),
  'breakwater.refusals': counter('{refusal}', 'Reasons for which signals and orders were refused'),
  'breakwater.stage.signals': counter('{signal}', 'Signals through a stage, by outcome'),
  'breakwater.venue.calls': counter('{call}', 'Calls to a venue, by outcome'),
  'breakwater.venue.repeats': counter('{call}', 'Calls to a venue that were made again'),
  'breakwater.venue.connected': gauge('1', '1 while the venue is connected'),
  'breakwater.venue.queued': gauge('{call}', 'Calls that wait, for the limiter or the bulkhead'),
  'breakwater.bulkhead.in_use': gauge('{call}', 'Calls in flight'),
  'breakwater.breaker.state': gauge('1', '1 for the state that the circuit breaker is in'),
  'breakwater.intake.queued': gauge('{signal}', 'Signals that wait for a place in the pipeline'),
  'breakwater.intake.in_flight': gauge('{signal}', 'Signals in the pipeline'),
  'breakwater.accepting': gauge('1', '1 while signals are taken'),
  'breakwater.store.writable': gauge('1', '1 while events can be put on disk'),
  'breakwater.store.position': gauge('{event}', 'Position of the last event on disk'),
  'breakwater.store.lag': gauge('{event}', 'Events that the read models have yet to take in'),
  'breakwater.store.commit.quantile': gauge('s', 'Duration of recent commits'),
  'breakwater.stage.quantile': gauge('s', 'Time in a stage since the start: true percentiles'),
  'breakwater.acknowledge.quantile': gauge(
    's',
    'From receipt to the answer on disk since the start: true percentiles',
  ),
} satisfies Record<string, Omit<Instrument, 'name'>>;

export type InstrumentName = keyof typeof table;

export const instruments: readonly Instrument[] = Object.entries(table).map(([name, rest]) => ({
  name,
  ...rest,
}));

export function readEngine(engine: Engine): readonly Reading[] {
  return [
    ...totalsOf(engine),
    ...stagesOf(engine),
    ...[...engine.guards.values()].flatMap((guard) => venueReadings(guard.snapshot())),
    ...breakerReadings('risk', engine.riskBreaker.snapshot()),
    ...stateOf(engine),
    ...acknowledgementsOf(engine),
  ];
}

function totalsOf({ metrics }: Engine): Reading[] {
  const { ordersCreated, ordersSubmitted, ordersFilled, executions, events } = metrics.totals();
  return [
    { instrument: 'breakwater.orders.created', value: ordersCreated },
    { instrument: 'breakwater.orders.submitted', value: ordersSubmitted },
    { instrument: 'breakwater.orders.filled', value: ordersFilled },
    { instrument: 'breakwater.executions', value: executions },
    { instrument: 'breakwater.events', value: events },
    ...Object.entries(metrics.refusalsByCode()).map(([code, value]) => ({
      instrument: 'breakwater.refusals' as const,
      value,
      attributes: { 'breakwater.refusal.code': code },
    })),
  ];
}

function stagesOf({ pipeline }: Engine): Reading[] {
  return pipeline.metrics().stages.flatMap(({ stage, processed, refused, failed, latencyMs }) => {
    const attributes = { 'breakwater.stage': stage };
    const of = (outcome: string, value: number): Reading => ({
      instrument: 'breakwater.stage.signals',
      value,
      attributes: { ...attributes, 'breakwater.outcome': outcome },
    });
    return [
      of('passed', processed - refused),
      of('refused', refused),
      of('failed', failed),
      ...quantiles('breakwater.stage.quantile', latencyMs, attributes),
    ];
  });
}

function venueReadings({ venue, connected, breaker, limiter, bulkhead, retry }: GuardSnapshot): Reading[] {
  const attributes = { 'breakwater.venue': venue };
  const calls = (outcome: string, value: number): Reading => ({
    instrument: 'breakwater.venue.calls',
    value,
    attributes: { ...attributes, 'breakwater.outcome': outcome },
  });
  return [
    { instrument: 'breakwater.venue.connected', value: Number(connected), attributes },
    calls('answered', breaker.calls - breaker.failedCalls),
    calls('failed', breaker.failedCalls),
    calls('refused', breaker.refusedCalls),
    { instrument: 'breakwater.venue.repeats', value: retry.repeats, attributes },
    { instrument: 'breakwater.venue.queued', value: limiter.queued + bulkhead.queued, attributes },
    { instrument: 'breakwater.bulkhead.in_use', value: bulkhead.inUse, attributes },
    ...breakerReadings(venue, breaker),
  ];
}

function breakerReadings(name: string, { state }: BreakerSnapshot): Reading[] {
  return breakerStates.map((one) => ({
    instrument: 'breakwater.breaker.state',
    value: Number(one === state),
    attributes: { 'breakwater.breaker': name, 'breakwater.state': one },
  }));
}

function stateOf(engine: Engine): Reading[] {
  const { writable, commitMs } = engine.store.health();
  const { position } = engine.store.head();
  return [
    { instrument: 'breakwater.intake.queued', value: engine.intake.queued },
    { instrument: 'breakwater.intake.in_flight', value: engine.intake.inFlight },
    { instrument: 'breakwater.accepting', value: Number(engine.health().accepting) },
    { instrument: 'breakwater.store.writable', value: Number(writable) },
    { instrument: 'breakwater.store.position', value: position },
    { instrument: 'breakwater.store.lag', value: Math.max(0, position - engine.queries.position) },
    ...quantiles('breakwater.store.commit.quantile', commitMs, {}),
  ];
}

function acknowledgementsOf({ metrics }: Engine): Reading[] {
  return metrics
    .latencies()
    .flatMap(({ venue, symbol, p50, p95, p99 }) =>
      quantiles(
        'breakwater.acknowledge.quantile',
        { p50, p95, p99 },
        { 'breakwater.venue': venue, 'signal.symbol': symbol },
      ),
    );
}

function quantiles(
  instrument: InstrumentName,
  { p50, p95, p99 }: { readonly p50: number; readonly p95?: number; readonly p99: number },
  attributes: Readonly<Record<string, string>>,
): Reading[] {
  const of = (quantile: string, milliseconds: number): Reading => ({
    instrument,
    value: milliseconds / 1_000,
    attributes: { ...attributes, quantile },
  });
  return [of('0.5', p50), ...(p95 === undefined ? [] : [of('0.95', p95)]), of('0.99', p99)];
}
