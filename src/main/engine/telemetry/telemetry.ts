/**
 * What the engine tells of single signals to whoever exports it, in
 * OpenTelemetry's terms. Nobody does unless asked: then `sink` is absent, and
 * the engine makes nothing for it. Totals and percentiles are the engine's own
 * (EngineMetrics, stage metrics) and are read when they are wanted.
 */
import type { CorrelationId } from '../../../shared/kernel/ids.ts';
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
  readonly orderId: string;
  readonly signal: Signal;
}

export interface TelemetrySink {
  /** Undefined when this one is not to be traced. */
  traceSignal(traced: TracedSignal): SignalTrace | undefined;
  recordStage(stage: string, outcome: StageOutcome, milliseconds: number): void;
  /** From the signal's receipt until the venue's answer is on disk. */
  recordAcknowledgement(venue: string, symbol: string, milliseconds: number): void;
}

/** The engine looks at it for each signal: an export can begin and end while it runs. */
export interface Telemetry {
  sink: TelemetrySink | undefined;
}
