/** Counters and latencies by second for the charts, and totals for the summary. */
import type { Clock } from '../ports.ts';
import { epochMicros, formatMicros } from '../../../shared/kernel/time.ts';
import { createLatencyHistogram } from './latencyHistogram.ts';
import type { StoredEvent } from '../events/storedEvent.ts';

/** One second of the engine's life. Latencies are absent in a second without any. */
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

/** Fifteen minutes. */
export const metricsPointsMax = 900;
const recentSeconds = 60;

export interface MetricsGauges {
  readonly intakeQueued: number;
  readonly venueQueued: number;
  readonly commitP99Ms: number;
}

export class EngineMetrics {
  private readonly clock: Clock;
  private readonly history: MetricsPoint[] = [];
  private readonly refusals = new Map<string, number>();
  private readonly second = createLatencyHistogram();
  /** Two halves of the last minute or two, so that old latencies leave without keeping each one. */
  private recent = createLatencyHistogram();
  private older = createLatencyHistogram();
  private secondsInRecent = 0;
  private orders = 0;
  private events = 0;
  private fills = 0;
  private refused = 0;
  private sent = 0;
  private filled = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** From the signal's receipt to the venue's answer. */
  recordAcknowledgement(milliseconds: number): void {
    this.second.record(milliseconds);
    this.recent.record(milliseconds);
  }

  recordRefusal(code: string): void {
    this.refused++;
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
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
    if (this.history.length > metricsPointsMax) this.history.shift();
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

  refusalsByCode(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.refusals);
  }

  /** Filled orders as a share of those sent since start; undefined before the first. */
  fillRatio(): number | undefined {
    return this.sent === 0 ? undefined : this.filled / this.sent;
  }

  /** Over the last minute or two; undefined without orders. */
  acknowledgeMs(): { readonly p50: number; readonly p99: number } | undefined {
    const source = this.recent.count > 0 ? this.recent : this.older;
    if (source.count === 0) return undefined;
    return { p50: source.percentile(50), p99: source.percentile(99) };
  }
}
