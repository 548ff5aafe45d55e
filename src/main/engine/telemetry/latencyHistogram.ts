/** Latencies in milliseconds with true percentiles, in constant memory. */
import { build } from 'hdr-histogram-js';

export interface LatencyHistogram {
  record(milliseconds: number): void;
  /** A latency in milliseconds; 0 without records. */
  percentile(percent: number): number;
  readonly count: number;
  readonly max: number;
  reset(): void;
}

const microsMax = 600_000_000;

/** Resolution of a microsecond, up to ten minutes, with two significant digits. */
export function createLatencyHistogram(): LatencyHistogram {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: microsMax,
    numberOfSignificantValueDigits: 2,
    bitBucketSize: 32,
  });
  return {
    record(milliseconds) {
      histogram.recordValue(Math.max(0, Math.min(microsMax, Math.round(milliseconds * 1000))));
    },
    percentile: (percent) =>
      histogram.totalCount === 0 ? 0 : histogram.getValueAtPercentile(percent) / 1000,
    get count() {
      return histogram.totalCount;
    },
    get max() {
      return histogram.totalCount === 0 ? 0 : histogram.maxValue / 1000;
    },
    reset: () => histogram.reset(),
  };
}
