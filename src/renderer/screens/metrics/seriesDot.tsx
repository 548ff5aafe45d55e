/** The drawn points of a line: a dot at a point without neighbours, and its name at its end. */
import type { Series } from './series.ts';
import type { ChartPoint } from './metricsWindow.ts';

interface DotPoint {
  readonly index?: number;
  readonly cx?: number;
  readonly cy?: number;
}

const dashes = ['', '7 3', '2 3'];

/** Tells lines apart without colour. */
export function dashOf(index: number): string {
  return dashes[index % dashes.length] ?? '';
}

/** Names that are nearer to each other than this share of the chart's height would lie over each other. */
const nameHeight = 0.14;

const valueAt = (points: readonly ChartPoint[], index: number, { key }: Series): number | undefined => {
  const value = points[index]?.[key];
  return typeof value === 'number' ? value : undefined;
};

/** Whether no other line before it ends in the same place. */
function hasRoom(series: readonly Series[], index: number, points: readonly ChartPoint[]): boolean {
  const ends = series.map((one) => lastValue(points, one));
  const max = Math.max(...series.flatMap((one) => points.map((_, at) => valueAt(points, at, one) ?? 0)), 0);
  const own = ends[index];
  if (own === undefined || max === 0) return false;
  return ends.slice(0, index).every((end) => end === undefined || Math.abs(end - own) > nameHeight * max);
}

function lastValue(points: readonly ChartPoint[], series: Series): number | undefined {
  const at = points.findLastIndex((_, index) => valueAt(points, index, series) !== undefined);
  return valueAt(points, at, series);
}

export function seriesDot(
  series: readonly Series[],
  index: number,
  points: readonly ChartPoint[],
  named: boolean,
) {
  const one = series[index];
  if (one === undefined) return false;
  const end = points.findLastIndex((_, at) => valueAt(points, at, one) !== undefined);
  const isNamed = named && hasRoom(series, index, points);
  const color = `var(--${one.color})`;
  return ({ index: at = 0, cx, cy }: DotPoint) => {
    const isThere = valueAt(points, at, one) !== undefined && cx !== undefined && cy !== undefined;
    if (!isThere) return null;
    const alone = valueAt(points, at - 1, one) === undefined && valueAt(points, at + 1, one) === undefined;
    if (at !== end || !isNamed) return alone ? <circle key={at} cx={cx} cy={cy} r={2} fill={color} /> : null;
    return (
      <g key={at}>
        {alone && <circle cx={cx} cy={cy} r={2} fill={color} />}
        <text x={cx + 5} y={cy + 3} fill={color} fontSize={10}>
          {one.label}
        </text>
      </g>
    );
  };
}
