/** Runs a signal through stages in order of priority. Stages can be added and removed while the pipeline runs. */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Clock, Logger } from '../ports.ts';
import { createLatencyHistogram, type LatencyHistogram } from '../telemetry/latencyHistogram.ts';
import { FailureShare } from './failureShare.ts';
import type { SignalTrace, StageOutcome, Telemetry } from '../telemetry/telemetry.ts';
import type { OrderProcessingContext } from './orderProcessingContext.ts';
import { counted } from '../../../shared/kernel/counted.ts';

export type StageResult =
  | { readonly ok: true; readonly context: OrderProcessingContext }
  | { readonly ok: false; readonly context: OrderProcessingContext; readonly refusals: readonly Refusal[] };

export interface StageMetrics {
  readonly stage: string;
  readonly priority: number;
  readonly processed: number;
  readonly refused: number;
  readonly failed: number;
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
}

/** One step with a single task. It returns a new context or refuses; it never changes the context that it got. */
export interface OrderProcessingStage {
  readonly name: string;
  /** Lower numbers run first: Validation 100, RiskAssessment 200, Creation 300, Execution 400, PostProcessing 500. */
  readonly priority: number;
  canProcess(context: OrderProcessingContext): boolean;
  process(context: OrderProcessingContext, signal: AbortSignalLike): Promise<StageResult> | StageResult;
}

export interface OrderProcessingResult {
  readonly context: OrderProcessingContext;
  /** Empty when every stage passed. */
  readonly refusals: readonly Refusal[];
}

export interface OrderPipelineMetrics {
  readonly inFlight: number;
  readonly completed: number;
  readonly refused: number;
  readonly stages: readonly StageMetrics[];
}

export const timeoutCode = 'processing_timeout';

/** The refusal of a signal whose processing time is over. */
export function processingTimeout(where: string): Refusal {
  return { code: timeoutCode, message: `the processing timeout was over ${where}` };
}

export interface HealthCheck {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly checks: readonly { readonly name: string; readonly healthy: boolean; readonly detail: string }[];
}

/** A stage that throws for more than this share of recent signals is not healthy. */
const failureShareMax = 0.05;

interface Installed {
  readonly stage: OrderProcessingStage;
  readonly latency: LatencyHistogram;
  readonly recent: FailureShare;
  processed: number;
  refused: number;
  failed: number;
}

/** A stage that is at work on a signal. */
interface Begun {
  readonly installed: Installed;
  readonly context: OrderProcessingContext;
  readonly startedMs: number;
  readonly span: ReturnType<SignalTrace['stage']> | undefined;
}

export interface PipelineOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Further checks for `checkHealth`, such as the store and the venues. */
  readonly healthChecks: () => HealthCheck['checks'];
}

export class OrderProcessingPipeline {
  private installed: readonly Installed[] = [];
  private inFlight = 0;
  private completed = 0;
  private refused = 0;
  private readonly options: PipelineOptions;

  constructor(options: PipelineOptions) {
    this.options = options;
  }

  /**
   * Adds a stage, or replaces the stage with the same name, from the next signal on. Signals in flight finish with the
   * stages with which they started.
   */
  addStage(stage: OrderProcessingStage): this {
    const added = {
      stage,
      latency: createLatencyHistogram(),
      recent: new FailureShare(),
      processed: 0,
      refused: 0,
      failed: 0,
    };
    this.installed = [...this.installed.filter((other) => other.stage.name !== stage.name), added].toSorted(
      (a, b) => a.stage.priority - b.stage.priority,
    );
    return this;
  }

  removeStage(name: string): this {
    this.installed = this.installed.filter((other) => other.stage.name !== name);
    return this;
  }

  processSignal(context: OrderProcessingContext, signal: AbortSignalLike): Promise<OrderProcessingResult> {
    const trace = this.options.telemetry.sink?.traceSignal(context);
    this.inFlight++;
    return this.runStages(context, signal, trace).then(
      (result) => {
        this.inFlight--;
        if (result.refusals.length > 0) this.refused++;
        else this.completed++;
        trace?.end(result.refusals.length > 0 ? 'refused' : 'passed', result.refusals[0]?.code);
        return result;
      },
      (error: unknown) => {
        this.inFlight--;
        trace?.end('failed', String(error));
        throw error;
      },
    );
  }

  metrics(): OrderPipelineMetrics {
    return {
      inFlight: this.inFlight,
      completed: this.completed,
      refused: this.refused,
      stages: this.installed.map(({ stage, latency, processed, refused, failed }) => ({
        stage: stage.name,
        priority: stage.priority,
        processed,
        refused,
        failed,
        latencyMs: { p50: latency.percentile(50), p95: latency.percentile(95), p99: latency.percentile(99) },
      })),
    };
  }

  checkHealth(): HealthCheck {
    const nowMs = this.options.clock.monotonicMs();
    const checks = [
      {
        name: 'stages',
        healthy: this.installed.length > 0,
        detail: this.installed.map(({ stage }) => stage.name).join(', '),
      },
      ...this.installed.map(({ stage, recent }) => {
        const { failed, runs, share } = recent.read(nowMs);
        const detail =
          runs === 0 ? 'no signal of late' : `${failed} of ${counted(runs, 'signal')} failed in it of late`;
        return { name: `stage ${stage.name}`, healthy: share <= failureShareMax, detail };
      }),
      ...this.options.healthChecks(),
    ];
    const broken = checks.filter((check) => !check.healthy).length;
    const status = broken === 0 ? 'healthy' : broken === checks.length ? 'unhealthy' : 'degraded';
    return { status, checks };
  }

  private async runStages(
    context: OrderProcessingContext,
    signal: AbortSignalLike,
    trace: SignalTrace | undefined,
  ): Promise<OrderProcessingResult> {
    const stages = this.installed;
    let current = context;
    for (const installed of stages) {
      const { name } = installed.stage;
      // The processing time is over, so no further stage begins.
      if (signal.aborted) {
        return { context: current, refusals: [processingTimeout(`before ${name}`)] };
      }
      if (!installed.stage.canProcess(current)) continue;
      const running = this.run(installed, current, signal, trace);
      const result = running instanceof Promise ? await running : running;
      current = result.context;
      if (!result.ok) return { context: current, refusals: result.refusals };
    }
    return { context: current, refusals: [] };
  }

  /** A promise only where the stage gives one, so that a stage that decides at once costs the signal no turn. */
  private run(
    installed: Installed,
    context: OrderProcessingContext,
    signal: AbortSignalLike,
    trace: SignalTrace | undefined,
  ): StageResult | Promise<StageResult> {
    const startedMs = this.options.clock.monotonicMs();
    const begun = { installed, context, startedMs, span: trace?.stage(installed.stage.name) };
    let outcome: StageResult | Promise<StageResult>;
    try {
      outcome = installed.stage.process(context, signal);
    } catch (error) {
      return this.failed(begun, error);
    }
    if (!(outcome instanceof Promise)) return this.done(begun, outcome);
    return outcome.then(
      (result) => this.done(begun, result),
      (error: unknown) => this.failed(begun, error),
    );
  }

  private done(begun: Begun, result: StageResult): StageResult {
    begun.installed.processed++;
    if (result.ok) this.end(begun, 'passed', undefined);
    else {
      begun.installed.refused++;
      this.end(begun, 'refused', result.refusals[0]?.code);
    }
    return result;
  }

  private failed(begun: Begun, error: unknown): never {
    const { installed, context } = begun;
    const detail = String(error);
    installed.failed++;
    this.options.logger.log('error', 'stage failed', {
      stage: installed.stage.name,
      orderId: context.orderId,
      error: detail,
    });
    this.end(begun, 'failed', detail);
    throw error;
  }

  private end({ installed, startedMs, span }: Begun, ended: StageOutcome, detail: string | undefined): void {
    const nowMs = this.options.clock.monotonicMs();
    installed.latency.record(nowMs - startedMs);
    installed.recent.record(ended === 'failed', nowMs);
    this.options.telemetry.sink?.recordStage(installed.stage.name, ended, nowMs - startedMs);
    span?.end(ended, detail);
  }
}
