/** Measures how long the commits of a store take. */
import type { StoreHealth } from './eventStore.ts';

/** How many of the last commits the percentiles cover. */
const samplesMax = 1024;

/** Durations of recent commits, for the health of a store. */
export interface CommitTimes {
  add(durationMs: number): void;
  /** Percentiles over the last commits, in milliseconds; zeros before the first commit. `count` counts all commits. */
  summary(): StoreHealth['commitMs'];
}

export function commitTimes(): CommitTimes {
  const samples = new Float64Array(samplesMax);
  let count = 0;
  return {
    add(durationMs) {
      samples[count % samplesMax] = durationMs;
      count++;
    },
    summary() {
      const sorted = samples.slice(0, Math.min(count, samplesMax)).sort();
      const percentile = (share: number): number =>
        sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
      return { p50: percentile(0.5), p99: percentile(0.99), count };
    },
  };
}
