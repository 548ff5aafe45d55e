/** One point per second for the last fifteen minutes, and the sums since the engine's start. */
import { create } from 'zustand';
import type { MetricsPoint, MetricsSummary } from '../../../shared/contract/status.ts';

interface MetricsStore {
  readonly points: readonly MetricsPoint[];
  readonly summary: MetricsSummary | undefined;
  /** Refusals by code since the engine's start, as they were each second of the last minute, oldest first. */
  readonly codes: readonly MetricsSummary['refusalsByCode'][];
}

const pointsMax = 900;
const codesMax = 61;

export const useMetrics = create<MetricsStore>(() => ({ points: [], summary: undefined, codes: [] }));

export function takeMetricsSnapshot(points: readonly MetricsPoint[], summary: MetricsSummary): void {
  useMetrics.setState({ points: points.slice(-pointsMax), summary, codes: [summary.refusalsByCode] });
}

export function takeMetricsDelta(points: readonly MetricsPoint[], summary: MetricsSummary): void {
  useMetrics.setState((state) => ({
    points: [...state.points, ...points].slice(-pointsMax),
    summary,
    codes: [...state.codes, summary.refusalsByCode].slice(-codesMax),
  }));
}
