/**
 * Telemetry of single signals for an exporter, in OpenTelemetry's terms. Without an exporter `sink` is absent, and the
 * engine makes nothing for it. Totals and percentiles are in EngineMetrics and the stage metrics.
 */
import type { CorrelationId, OrderId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import type { Signal } from '../../domain/signal/signal.ts';

export type StageOutcome = 'passed' | 'refused' | 'failed';

export interface StageSpan {
  /** `detail` is the first refusal's code or the error. */
  end(outcome: StageOutcome, detail?: string): void;
}

export interface SignalTrace {
  stage(name: string): StageSpan;
  /** `detail` is the first refusal's code or the error. */
  end(outcome: StageOutcome, detail?: string): void;
}

export interface TracedSignal {
  /** The correlation id of all events that the signal leads to; it becomes the trace's id. */
  readonly traceId: CorrelationId;
  readonly orderId: OrderId;
  readonly signal: Signal;
}

export interface TelemetrySink {
  /** Returns undefined when this signal is not to be traced. */
  traceSignal(traced: TracedSignal): SignalTrace | undefined;
  recordStage(stage: string, outcome: StageOutcome, milliseconds: number): void;
  /** Records the time from the signal's receipt until the venue's answer is on disk, in milliseconds. */
  recordAcknowledgement(venue: VenueId, symbol: Ticker, milliseconds: number): void;
}

/** The engine reads `sink` for each signal, so an export can begin and end while the engine runs. */
export interface Telemetry {
  sink: TelemetrySink | undefined;
}
