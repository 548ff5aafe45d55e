/** Latency and flow in short form, beside the orders. */
import { useMemo } from 'react';
import { groupInteger } from '../../format/decimals.ts';
import { age, milliseconds } from '../../format/times.ts';
import { slowMs } from './metricsAnswers.ts';
import { chartWindow } from './metricsWindow.ts';
import { useMetrics } from '../../store/desk/metricsStore.ts';
import { useKeys } from '../../store/settings/useKeys.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { showScreen } from '../../store/window/uiStore.ts';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { Legend, LineChart } from './LineChart.tsx';
import type { Series } from './series.ts';

const latency: readonly Series[] = [
  { key: 'p50', label: 'p50', color: 'info' },
  { key: 'p99', label: 'p99', color: 'sell' },
];
const flow: readonly Series[] = [{ key: 'orders', label: 'orders/s', color: 'ok', area: true }];
const windowSeconds = 15 * 60;
const smallChartPoints = 150;
const fromSignal = 'From the signal to its acknowledgement';

export function LatencyPanel() {
  const keysOf = useKeys();
  const points = useMetrics((store) => store.points);
  const acknowledge = useStatus((store) => store.status?.acknowledgeMs);
  const window = useMemo(() => chartWindow(points, windowSeconds, smallChartPoints), [points]);
  const latest = points.at(-1);
  const flowed = points.some((point) => point.orders > 0);
  return (
    <Panel
      title="Latency and flow"
      className="latency"
      extra={
        flowed && <span className="dim small">last {age(Math.min(points.length, windowSeconds) * 1000)}</span>
      }
    >
      {points.length === 0 ? (
        <Loading title="Waiting for the first figures" />
      ) : !flowed ? (
        <Notice
          kind="empty"
          title="Nothing has flowed yet"
          text="Latency and rate appear with the first orders."
        />
      ) : (
        <div className="charts">
          <div className="small-chart">
            <Legend series={latency} />
            <LineChart
              bare
              name="Acknowledge latency, p50 and p99, last 15 minutes"
              points={window}
              series={latency}
              unit="ms"
            />
          </div>
          <div className="small-chart">
            <Legend series={flow} />
            <LineChart bare name="Orders a second, last 15 minutes" points={window} series={flow} unit="/s" />
          </div>
        </div>
      )}
      <button
        type="button"
        className="kpis"
        title={`Open the metrics (${keysOf('metrics')})`}
        onClick={() => {
          showScreen('metrics');
        }}
      >
        <Kpi label="orders/s" value={latest === undefined ? '—' : groupInteger(latest.orders)} />
        <Kpi label="ack p50" value={milliseconds(acknowledge?.p50)} title={fromSignal} />
        <Kpi
          label="ack p99"
          title={fromSignal}
          value={milliseconds(acknowledge?.p99)}
          warn={(acknowledge?.p99 ?? 0) > slowMs}
        />
      </button>
    </Panel>
  );
}

export function Kpi({
  label,
  value,
  warn = false,
  title,
}: {
  readonly label: string;
  readonly value: string;
  readonly warn?: boolean;
  readonly title?: string;
}) {
  return (
    <span className="kpi" {...(title !== undefined && { title })}>
      <em>{label}</em>
      <b className={warn ? 'tone-warn' : undefined}>{value}</b>
    </span>
  );
}
