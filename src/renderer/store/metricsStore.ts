/** One point per second for the last fifteen minutes, and the sums since the engine's start. */
import { create } from 'zustand';
import type { MetricsPoint, MetricsSummary } from '../../shared/contract/status.ts';

interface MetricsStore {
  readonly points: readonly MetricsPoint[];
  readonly summary: MetricsSummary | undefined;
}

const pointsMax = 900;

export const useMetrics = create<MetricsStore>(() => ({ points: [], summary: undefined }));

export function takeMetricsSnapshot(points: readonly MetricsPoint[], summary: MetricsSummary): void {
  useMetrics.setState({ points: points.slice(-pointsMax), summary });
}

export function takeMetricsDelta(points: readonly MetricsPoint[], summary: MetricsSummary): void {
  useMetrics.setState((state) => ({ points: [...state.points, ...points].slice(-pointsMax), summary }));
}
