/** Lines over time, without animation: the data itself moves enough. */
import { memo, useMemo, useState } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { clockTime, durationText } from '../../format/times.ts';
import type { Series } from './series.ts';
import { dashOf, seriesDot } from './seriesDot.tsx';
import type { ChartPoint, TimeRange } from './metricsWindow.ts';

/** Whether a line at this value is so low that words below it would stand on the axis. */
function isLow(value: number, points: readonly ChartPoint[], series: readonly Series[]): boolean {
  const share = 0.4;
  return points.some((point) => series.some(({ key }) => value < share * Number(point[key] ?? 0)));
}

/** An incident at a point of the chart. */
export interface ChartMark {
  readonly time: string;
  readonly label: string;
  readonly tone: 'bad' | 'warn' | 'off';
}

interface Properties {
  readonly name: string;
  readonly points: readonly ChartPoint[];
  readonly series: readonly Series[];
  readonly unit: string;
  /** Whether the chart has no axes, for small places. */
  readonly bare?: boolean;
  readonly marks?: readonly ChartMark[];
  /** A value that is not to be exceeded. */
  readonly threshold?: { readonly value: number; readonly label: string } | undefined;
  /** Called with the range that the pointer was dragged over. */
  readonly onRange?: (range: TimeRange) => void;
}

const margin = { top: 6, right: 76, bottom: 0, left: 0 };
const bareMargin = { top: 4, right: 2, bottom: 2, left: 2 };
const tick = { fontSize: 10, fill: 'var(--dim)' };
const yWidth = 52;
const nothing: readonly ChartMark[] = [];

function LineChartPlain(properties: Properties) {
  const { name, points, series, unit, bare = false, marks = nothing, threshold, onRange } = properties;
  const data = useMemo(() => [...points], [points]);
  const { area, handlers } = useDrag(onRange);
  const valueText = (value: number): string => (unit === 'ms' ? durationText(value) : compact(value));
  return (
    <figure className={onRange === undefined ? 'chart' : 'chart draggable'} aria-label={name}>
      <ResponsiveContainer width="100%" height="100%" debounce={50}>
        <ComposedChart
          data={data}
          margin={bare ? bareMargin : margin}
          accessibilityLayer={false}
          {...handlers}
        >
          {!bare && <CartesianGrid stroke="var(--line)" vertical={false} />}
          <XAxis
            dataKey="time"
            hide={bare}
            tick={tick}
            tickFormatter={(time: string) => clockTime(time).slice(0, 8)}
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
            tickFormatter={valueText}
          />
          {!bare && (
            <Tooltip
              isAnimationActive={false}
              labelFormatter={(label) =>
                typeof label === 'string' ? clockTime(label).slice(0, 8) + markWords(marks, label) : null
              }
              formatter={(value) =>
                unit === 'ms' && typeof value === 'number' ? durationText(value) : `${String(value)} ${unit}`
              }
              contentStyle={tooltipStyle}
              cursor={{ stroke: 'var(--line2)' }}
            />
          )}
          {threshold !== undefined && (
            <ReferenceLine
              y={threshold.value}
              stroke="var(--warn)"
              strokeDasharray="2 4"
              label={{
                value: threshold.label,
                position: isLow(threshold.value, data, series) ? 'insideBottomLeft' : 'insideTopLeft',
                fill: 'var(--warn)',
                fontSize: 10,
              }}
            />
          )}
          {marks.map(({ time, label, tone }) => (
            <ReferenceLine
              key={`${time} ${label}`}
              x={time}
              stroke={`var(--${tone === 'off' ? 'dim' : tone})`}
              strokeWidth={tone === 'bad' ? 2 : 1}
              label={{
                value: '▼',
                position: 'insideTop',
                fill: `var(--${tone === 'off' ? 'dim' : tone})`,
                fontSize: 9,
              }}
            />
          ))}
          {area !== undefined && (
            <ReferenceArea x1={area.from} x2={area.to} fill="var(--info)" fillOpacity={0.18} />
          )}
          {series.map((one, index) => {
            const line = {
              dataKey: one.key,
              name: one.label,
              stroke: `var(--${one.color})`,
              strokeWidth: 1.5,
              strokeDasharray: dashOf(index),
              dot: seriesDot(series, index, points, !bare),
              isAnimationActive: false,
              connectNulls: false,
            };
            return one.area === true ? (
              <Area key={one.key} {...line} fill={`var(--${one.color})`} fillOpacity={0.1} />
            ) : (
              <Line key={one.key} {...line} />
            );
          })}
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

interface ChartPress {
  readonly activeLabel?: string | number | undefined;
}

/** The range under a drag of the pointer, from its start to where the pointer is. */
function useDrag(onRange: Properties['onRange']) {
  const [drag, setDrag] = useState<{ readonly start: string; readonly end: string }>();
  if (onRange === undefined) return { area: undefined, handlers: {} };
  const area = drag === undefined || drag.start === drag.end ? undefined : rangeOf(drag);
  const handlers = {
    onMouseDown: ({ activeLabel }: ChartPress) => {
      if (typeof activeLabel === 'string') setDrag({ start: activeLabel, end: activeLabel });
    },
    onMouseMove: ({ activeLabel }: ChartPress) => {
      if (typeof activeLabel === 'string') setDrag((before) => before && { ...before, end: activeLabel });
    },
    onMouseUp: () => {
      setDrag(undefined);
      if (area !== undefined) onRange(area);
    },
    onMouseLeave: () => {
      setDrag(undefined);
    },
  };
  return { area, handlers };
}

function rangeOf({ start, end }: { readonly start: string; readonly end: string }): TimeRange {
  return start < end ? { from: start, to: end } : { from: end, to: start };
}

function markWords(marks: readonly ChartMark[], at: string): string {
  const here = marks.filter(({ time }) => time === at).map(({ label }) => label);
  return here.length === 0 ? '' : `: ${here.join(', ')}`;
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
      {series.map((one, index) => (
        <span key={one.key} className={`legend-item color-${one.color}`}>
          <svg width="18" height="6" aria-hidden="true">
            <line
              x1="0"
              y1="3"
              x2="18"
              y2="3"
              stroke={`var(--${one.color})`}
              strokeWidth="2"
              strokeDasharray={dashOf(index)}
            />
          </svg>
          {one.label}
        </span>
      ))}
    </span>
  );
}
