/** Whether a soak was flat: nothing got slower or larger with time. */
import type { Look } from '../engine/jobs/soakJob.ts';
import { median } from '../figures.ts';

export interface SoakLine {
  readonly name: string;
  readonly unit: string;
  /** One value for each look. */
  readonly curve: readonly number[];
  readonly firstHalf: number;
  readonly secondHalf: number;
  /** The second half may be at most, or must be at least, so many times the first. */
  readonly limit: { readonly timesMax: number } | { readonly timesMin: number };
  readonly isFlat: boolean;
}

/** In this share of the looks, at the beginning, code is still compiled and caches fill. They do not count. */
const warmUpShare = 0.2;

export function soakLines(looks: readonly Look[]): readonly SoakLine[] {
  return [
    line(
      'orders',
      'orders/s',
      looks.map((look) => look.ordersPerSecond),
      median,
      { timesMin: 0.95 },
    ),
    line(
      'latency p50',
      'ms',
      looks.map((look) => look.p50),
      median,
      { timesMax: 1.25 },
    ),
    line(
      'latency p99',
      'ms',
      looks.map((look) => look.p99),
      median,
      { timesMax: 1.5 },
    ),
    line(
      'memory',
      'bytes',
      looks.map((look) => look.keptBytes),
      mean,
      { timesMax: 1.05 },
    ),
    line('files', 'bytes/order', bytesPerOrder(looks), mean, { timesMax: 1.05 }),
    line(
      'write-ahead logs',
      'bytes',
      looks.map((look) => look.walBytes),
      largest,
      { timesMax: 1.25 },
    ),
    line(
      'handles',
      '',
      looks.map((look) => look.handles),
      largest,
      { timesMax: 1 },
    ),
  ];
}

function line(
  name: string,
  unit: string,
  curve: readonly number[],
  sum: (values: readonly number[]) => number,
  limit: SoakLine['limit'],
): SoakLine {
  const warm = Math.floor(curve.length * warmUpShare);
  const middle = warm + Math.floor((curve.length - warm) / 2);
  const firstHalf = sum(curve.slice(warm, middle));
  const secondHalf = sum(curve.slice(middle));
  const isFlat =
    'timesMax' in limit ? secondHalf <= firstHalf * limit.timesMax : secondHalf >= firstHalf * limit.timesMin;
  return { name, unit, curve, firstHalf, secondHalf, limit, isFlat };
}

/** What the files have grown by since the look before, for each order of that time. The logs are apart. */
function bytesPerOrder(looks: readonly Look[]): number[] {
  const without = (look: Look): number => look.fileBytes - look.walBytes;
  return looks.slice(1).map((look, index) => {
    const before = looks[index] ?? look;
    return (without(look) - without(before)) / Math.max(1, look.orders - before.orders);
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function largest(values: readonly number[]): number {
  return Math.max(...values);
}
