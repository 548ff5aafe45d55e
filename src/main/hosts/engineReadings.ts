/** The engine's counters and gauges at one moment, for an export. */
import type { Engine } from '../engine/assembly/engine.ts';
import type { BreakerSnapshot, GuardSnapshot } from '../engine/resilience/venueGuard.ts';
import type { InstrumentName, Reading } from '../engine/telemetry/instruments.ts';
import { breakerStates } from '../domain/venue/venueEvents.ts';

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
  const { writable, commitMs, walBytes, reports } = engine.store.health();
  const { position } = engine.store.head();
  return [
    { instrument: 'breakwater.intake.queued', value: engine.intake.queued },
    { instrument: 'breakwater.intake.in_flight', value: engine.intake.inFlight },
    { instrument: 'breakwater.accepting', value: Number(engine.health().accepting) },
    { instrument: 'breakwater.store.writable', value: Number(writable) },
    { instrument: 'breakwater.store.position', value: position },
    { instrument: 'breakwater.store.lag', value: Math.max(0, position - engine.queries.readPosition) },
    ...(reports === undefined
      ? []
      : [
          {
            instrument: 'breakwater.reports.lag' as const,
            value: Math.max(0, position - reports.position),
          },
        ]),
    { instrument: 'breakwater.store.wal', value: walBytes },
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
