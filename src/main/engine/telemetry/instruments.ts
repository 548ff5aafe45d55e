/** What is measured of the engine, under the names and units (UCUM) of OpenTelemetry. */
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
  'breakwater.reports.lag': gauge(
    '{event}',
    'Events that the reporting tables in PostgreSQL have yet to take in',
  ),
  'breakwater.store.wal': gauge('By', 'Size of the write-ahead log of the events'),
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
