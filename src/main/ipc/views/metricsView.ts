/** Makes the window's view of the engine's metrics. */
import type { MetricsSummary } from '../../../shared/contract/status.ts';
import type { Engine } from '../../engine/assembly/engine.ts';

/** Totals since the engine started. */
export function metricsSummary(engine: Engine): MetricsSummary {
  const fillRatio = engine.metrics.fillRatio();
  return {
    stages: engine.pipeline.metrics().stages.map(({ latencyMs, ...counts }) => ({
      ...counts,
      p50Ms: latencyMs.p50,
      p95Ms: latencyMs.p95,
      p99Ms: latencyMs.p99,
    })),
    latencies: engine.metrics.latencies().map(({ p50, p95, p99, max, ...series }) => ({
      ...series,
      p50Ms: p50,
      p95Ms: p95,
      p99Ms: p99,
      maxMs: max,
    })),
    refusalsByCode: { ...engine.metrics.refusalsByCode() },
    ...(fillRatio !== undefined && { fillRatio }),
  };
}
