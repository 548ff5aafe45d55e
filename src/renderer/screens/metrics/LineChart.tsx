/** Lines over time, without animation: the data itself moves enough. */
import { memo } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { ChartPoint } from './metricsWindow.ts';

export interface Series {
  readonly key: keyof ChartPoint;
  readonly label: string;
  readonly color: 'info' | 'sell' | 'ok' | 'warn';
  readonly area?: boolean;
}

interface Properties {
  readonly name: string;
  readonly points: readonly ChartPoint[];
  readonly series: readonly Series[];
  readonly unit: string;
  /** Whether the chart has no axes, for small places. */
  readonly bare?: boolean;
}

const margin = { top: 6, right: 8, bottom: 0, left: 0 };
const bareMargin = { top: 4, right: 2, bottom: 2, left: 2 };
const tick = { fontSize: 10, fill: 'var(--dim)' };
const yWidth = 44;

function LineChartPlain({ name, points, series, unit, bare = false }: Properties) {
  const data = points as ChartPoint[];
  return (
    <figure className="chart" aria-label={name}>
      <ResponsiveContainer width="100%" height="100%" debounce={50}>
        <ComposedChart data={data} margin={bare ? bareMargin : margin} accessibilityLayer={false}>
          {!bare && <CartesianGrid stroke="var(--line)" vertical={false} />}
          <XAxis
            dataKey="time"
            hide={bare}
            tick={tick}
            tickFormatter={(time: string) => time.slice(11, 19)}
            minTickGap={60}
            stroke="var(--line2)"
          />
          <YAxis
            hide={bare}
            tick={tick}
            width={yWidth}
            stroke="var(--line2)"
            domain={[0, 'auto']}
            allowDecimals
            tickFormatter={compact}
          />
          {!bare && (
            <Tooltip
              isAnimationActive={false}
              labelFormatter={(label) => (typeof label === 'string' ? label.slice(11, 19) : null)}
              formatter={(value) => `${String(value)} ${unit}`}
              contentStyle={tooltipStyle}
              cursor={{ stroke: 'var(--line2)' }}
            />
          )}
          {series.map((one) =>
            one.area === true ? (
              <Area
                key={one.key}
                dataKey={one.key}
                name={one.label}
                stroke={`var(--${one.color})`}
                fill={`var(--${one.color})`}
                fillOpacity={0.1}
                strokeWidth={1.5}
                dot={false}
                isAnimationActive={false}
                connectNulls={false}
              />
            ) : (
              <Line
                key={one.key}
                dataKey={one.key}
                name={one.label}
                stroke={`var(--${one.color})`}
                strokeWidth={1.5}
                dot={loneDots(one, points)}
                isAnimationActive={false}
                connectNulls={false}
              />
            ),
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

interface DotPoint {
  readonly index?: number;
  readonly cx?: number;
  readonly cy?: number;
}

/** Draws a dot for a second without data before and after it, because no line leads through it. */
function loneDots(series: Series, points: readonly ChartPoint[]) {
  const valueAt = (at: number): unknown => points[at]?.[series.key] ?? null;
  return ({ index = 0, cx, cy }: DotPoint) => {
    const lone = valueAt(index) !== null && valueAt(index - 1) === null && valueAt(index + 1) === null;
    return lone ? <circle key={index} cx={cx} cy={cy} r={1.5} fill={`var(--${series.color})`} /> : null;
  };
}

export const LineChart = memo(LineChartPlain);

const tooltipStyle = {
  background: 'var(--raised)',
  border: '1px solid var(--line2)',
  borderRadius: 4,
  fontSize: 11,
};

function compact(value: number): string {
  return value >= 1000 ? `${Math.round(value / 100) / 10}k` : String(value);
}

/** Shows the name of each line with its colour and dash. */
export function Legend({ series }: { readonly series: readonly Series[] }) {
  return (
    <span className="legend">
      {series.map((one) => (
        <span key={one.key} className={`legend-item color-${one.color}`}>
          <i aria-hidden="true" />
          {one.label}
        </span>
      ))}
    </span>
  );
}
