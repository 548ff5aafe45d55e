/** Reduces metrics for a chart: a range of time with at most a few hundred points. */
import type { MetricsPoint } from '../../../shared/contract/status.ts';

export interface ChartPoint {
  readonly time: string;
  readonly orders: number;
  readonly events: number;
  readonly fills: number;
  readonly refused: number;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly commit: number | null;
  readonly intake: number;
  readonly venue: number;
}

export const chartPointsMax = 300;

/**
 * The points of the last `seconds` seconds. Neighbours are joined so that at most `pointsMax` points remain: rates are
 * averaged, latencies and depths keep their worst value.
 */
export function chartWindow(
  points: readonly MetricsPoint[],
  seconds: number,
  pointsMax = chartPointsMax,
): readonly ChartPoint[] {
  const recent = points.slice(-seconds);
  const size = Math.max(1, Math.ceil(recent.length / pointsMax));
  const joined: ChartPoint[] = [];
  for (let from = 0; from < recent.length; from += size) {
    const group = recent.slice(from, from + size);
    const first = group[0];
    if (first !== undefined) joined.push(join(first.time, group));
  }
  return joined;
}

function join(time: string, group: readonly MetricsPoint[]): ChartPoint {
  const mean = (pick: (point: MetricsPoint) => number): number =>
    Math.round((group.reduce((sum, point) => sum + pick(point), 0) / group.length) * 10) / 10;
  const worst = (pick: (point: MetricsPoint) => number | undefined): number | null => {
    const values = group.flatMap((point) => pick(point) ?? []);
    return values.length === 0 ? null : Math.max(...values);
  };
  return {
    time,
    orders: mean((point) => point.orders),
    events: mean((point) => point.events),
    fills: mean((point) => point.fills),
    refused: mean((point) => point.refused),
    p50: worst((point) => point.acknowledgeP50Ms),
    p99: worst((point) => point.acknowledgeP99Ms),
    commit: worst((point) => point.commitP99Ms),
    intake: worst((point) => point.intakeQueued) ?? 0,
    venue: worst((point) => point.venueQueued) ?? 0,
  };
}

/** The part of the points between two times, both included. */
export function pointsBetween(
  points: readonly MetricsPoint[],
  { from, to }: TimeRange,
): readonly MetricsPoint[] {
  return points.filter(({ time }) => time >= from && time <= to);
}

/** Two times of points, the earlier one first. */
export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

/** The time of the point that covers an instant; undefined beside the points. */
export function pointTimeOf(points: readonly ChartPoint[], instant: string): string | undefined {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || instant < first.time) return undefined;
  // The last point covers as long as the one before it.
  const spanMs = Date.parse(last.time) - Date.parse(points.at(-2)?.time ?? last.time) + 1_000;
  if (Date.parse(instant) > Date.parse(last.time) + spanMs) return undefined;
  return points.findLast(({ time }) => time <= instant)?.time;
}
