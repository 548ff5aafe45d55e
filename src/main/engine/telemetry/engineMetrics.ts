/** Counters and latencies by second for the charts, and totals for the summary. */
import { parseTicker, parseVenueId, trusted, type Ticker, type VenueId } from '../../../shared/kernel/ids.ts';
import type { Clock } from '../ports.ts';
import { epochMicros, formatMicros } from '../../../shared/kernel/time.ts';
import type { MetricsSettings } from '../configuration.ts';
import { createLatencyHistogram, type LatencyHistogram } from './latencyHistogram.ts';
import type { StoredEvent } from '../events/storedEvent.ts';

/** One second of the engine. Latencies are absent in a second without any. */
export interface MetricsPoint {
  readonly time: string;
  readonly orders: number;
  readonly events: number;
  readonly fills: number;
  readonly refused: number;
  readonly acknowledgeP50Ms?: number;
  readonly acknowledgeP99Ms?: number;
  readonly commitP99Ms?: number;
  readonly intakeQueued: number;
  readonly venueQueued: number;
}

const recentSeconds = 60;
/** How many pairs of venue and symbol have a histogram of their own; all further pairs share one. */
const latencySeriesMax = 256;
/** How many codes of refusals are counted separately, because a venue may send any code. */
const refusalCodesMax = 256;
const others = 'others';
const otherVenues = trusted(parseVenueId, others);
const otherSymbols = trusted(parseTicker, others);

/** Time from a signal's receipt to the venue's answer on disk, since the start, in milliseconds. */
export interface VenueLatency {
  readonly venue: VenueId;
  readonly symbol: Ticker;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Counts since the start. */
export interface MetricsTotals {
  readonly ordersCreated: number;
  readonly ordersSubmitted: number;
  readonly ordersFilled: number;
  readonly executions: number;
  readonly events: number;
}

export interface MetricsGauges {
  readonly intakeQueued: number;
  readonly venueQueued: number;
  readonly commitP99Ms: number;
}

export class EngineMetrics {
  private readonly clock: Clock;
  private readonly settings: () => MetricsSettings;
  private readonly series = new Map<string, LatencySeries>();
  private readonly history: MetricsPoint[] = [];
  private readonly refusals = new Map<string, number>();
  private readonly second = createLatencyHistogram();
  /** The present minute and the one before, so that old latencies drop out without a record of each. */
  private recent = createLatencyHistogram();
  private older = createLatencyHistogram();
  private secondsInRecent = 0;
  private orders = 0;
  private events = 0;
  private fills = 0;
  private refused = 0;
  private ordersBefore = 0;
  private eventsBefore = 0;
  private fillsBefore = 0;
  private sent = 0;
  private filled = 0;

  /** The metrics ask for their settings at each use, because an operator may change them while they run. */
  constructor(clock: Clock, settings: () => MetricsSettings) {
    this.clock = clock;
    this.settings = settings;
  }

  /** Records the time from the signal's receipt to the venue's answer. */
  recordAcknowledgement(milliseconds: number, venue: VenueId, symbol: Ticker): void {
    this.seriesOf(venue, symbol).histogram.record(milliseconds);
    this.second.record(milliseconds);
    this.recent.record(milliseconds);
  }

  recordRefusal(code: string): void {
    this.refused++;
    const isNew = !this.refusals.has(code);
    const counted = isNew && this.refusals.size >= refusalCodesMax ? others : code;
    this.refusals.set(counted, (this.refusals.get(counted) ?? 0) + 1);
  }

  observe(events: readonly StoredEvent[]): void {
    this.events += events.length;
    for (const event of events) {
      if (event.type === 'OrderCreated') this.orders++;
      else if (event.type === 'OrderFilled') this.fills++;
      else if (event.type === 'OrderSubmitting') this.sent++;
    }
  }

  recordOrderFilled(): void {
    this.filled++;
  }

  /** Closes the second; called once a second. */
  tick(gauges: MetricsGauges): MetricsPoint {
    const point: MetricsPoint = {
      time: formatMicros(epochMicros(this.clock.now() - 1_000_000)),
      orders: this.orders,
      events: this.events,
      fills: this.fills,
      refused: this.refused,
      ...(this.second.count > 0 && {
        acknowledgeP50Ms: this.second.percentile(50),
        acknowledgeP99Ms: this.second.percentile(99),
      }),
      ...(this.events > 0 && { commitP99Ms: gauges.commitP99Ms }),
      intakeQueued: gauges.intakeQueued,
      venueQueued: gauges.venueQueued,
    };
    this.history.push(point);
    const { windowSeconds } = this.settings();
    while (this.history.length > windowSeconds) this.history.shift();
    this.ordersBefore += this.orders;
    this.eventsBefore += this.events;
    this.fillsBefore += this.fills;
    this.orders = this.events = this.fills = this.refused = 0;
    this.second.reset();
    if (++this.secondsInRecent >= recentSeconds) {
      this.secondsInRecent = 0;
      [this.older, this.recent] = [this.recent, this.older];
      this.recent.reset();
    }
    return point;
  }

  /** Oldest first. */
  points(): readonly MetricsPoint[] {
    return this.history;
  }

  totals(): MetricsTotals {
    return {
      ordersCreated: this.ordersBefore + this.orders,
      ordersSubmitted: this.sent,
      ordersFilled: this.filled,
      executions: this.fillsBefore + this.fills,
      events: this.eventsBefore + this.events,
    };
  }

  /** Latencies by venue and symbol, in the order of their first order. */
  latencies(): readonly VenueLatency[] {
    return [...this.series.values()].map(({ venue, symbol, histogram }) => ({
      venue,
      symbol,
      count: histogram.count,
      p50: histogram.percentile(50),
      p95: histogram.percentile(95),
      p99: histogram.percentile(99),
      max: histogram.max,
    }));
  }

  refusalsByCode(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.refusals);
  }

  /** Filled orders as a share of the orders sent since the start; undefined before the first. */
  fillRatio(): number | undefined {
    return this.sent === 0 ? undefined : this.filled / this.sent;
  }

  /**
   * Percentiles of the present minute, or of the one before while the present one has no orders; undefined without
   * orders in both.
   */
  acknowledgeMs(): { readonly p50: number; readonly p99: number } | undefined {
    const source = this.recent.count > 0 ? this.recent : this.older;
    if (source.count === 0) return undefined;
    return { p50: source.percentile(50), p99: source.percentile(99) };
  }

  private seriesOf(venue: VenueId, symbol: Ticker): LatencySeries {
    const key = `${venue} ${symbol}`;
    const known = this.series.get(key);
    if (known !== undefined) return known;
    if (this.series.size >= latencySeriesMax && symbol !== otherSymbols) {
      return this.seriesOf(otherVenues, otherSymbols);
    }
    const added = { venue, symbol, histogram: createLatencyHistogram() };
    this.series.set(key, added);
    return added;
  }
}

interface LatencySeries {
  readonly venue: VenueId;
  readonly symbol: Ticker;
  readonly histogram: LatencyHistogram;
}
