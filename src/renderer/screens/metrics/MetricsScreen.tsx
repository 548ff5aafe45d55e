/** The metrics of the engine: latency, flow, refusals, health. */
import { useCallback, useMemo, useState } from 'react';
import { standbyWords } from '../../../shared/contract/words/standbyWords.ts';
import { sqliteSentence } from '../../../shared/contract/sqliteVersion.ts';
import type { MetricsPoint, MetricsSummary, Status } from '../../../shared/contract/status.ts';
import { groupInteger } from '../../format/decimals.ts';
import { bytes } from '../../format/bytes.ts';
import { milliseconds } from '../../format/times.ts';
import { metricsAnswers, slowMs } from './metricsAnswers.ts';
import { chartWindow, pointsBetween, pointTimeOf, type TimeRange } from './metricsWindow.ts';
import { useMetrics } from '../../store/desk/metricsStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { SegmentedControl } from '../../ui/controls/SegmentedControl.tsx';
import { HealthPanel } from './HealthPanel.tsx';
import { Kpi } from './LatencyPanel.tsx';
import { Legend, LineChart } from './LineChart.tsx';
import { hasValues, type Series } from './series.ts';
import { MetricsAnswers } from './MetricsAnswers.tsx';
import { RangeControls } from './RangeControls.tsx';
import { RefusalCodes } from './RefusalCodes.tsx';
import { LatencyTable } from './LatencyTable.tsx';
import { StageTable } from './StageTable.tsx';
import { useIncidents } from '../common/useIncidents.ts';
import { SubscribersPanel } from './SubscribersPanel.tsx';

const charts: readonly {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
  readonly threshold?: { readonly value: number; readonly label: string };
}[] = [
  {
    title: 'Orders and fills',
    unit: '/s',
    series: [
      { key: 'orders', label: 'orders/s', color: 'ok', area: true },
      { key: 'fills', label: 'fills/s', color: 'info' },
      { key: 'refused', label: 'refused/s', color: 'sell' },
    ],
  },
  { title: 'Events', unit: '/s', series: [{ key: 'events', label: 'events/s', color: 'info', area: true }] },
  {
    title: 'Acknowledge latency',
    unit: 'ms',
    threshold: { value: slowMs, label: `slow from ${slowMs} ms` },
    series: [
      { key: 'p50', label: 'p50', color: 'info' },
      { key: 'p99', label: 'p99', color: 'sell' },
      { key: 'commit', label: 'commit p99', color: 'ok' },
    ],
  },
  {
    title: 'Queue depth',
    unit: 'waiting',
    series: [
      { key: 'intake', label: 'intake', color: 'info', area: true },
      { key: 'venue', label: 'venues', color: 'sell' },
    ],
  },
];

type Minutes = '1' | '5' | '15';

export function MetricsScreen() {
  const live = useMetrics();
  const [minutes, setMinutes] = useState<Minutes>('5');
  const [paused, setPaused] = useState<{
    points: readonly MetricsPoint[];
    summary: MetricsSummary | undefined;
    codes: readonly MetricsSummary['refusalsByCode'][];
  }>();
  const { points, summary, codes } = paused ?? live;
  const [range, setRange] = useState<TimeRange>();
  const choose = useCallback((chosen: TimeRange | undefined) => {
    setRange(chosen);
  }, []);
  const window = useMemo(
    () =>
      range === undefined
        ? chartWindow(points, Number(minutes) * 60)
        : chartWindow(pointsBetween(points, range), points.length),
    [points, minutes, range],
  );
  const { incidents: all } = useIncidents();
  const incidents = useMemo(
    () => all.filter(({ time }) => pointTimeOf(window, time) !== undefined),
    [all, window],
  );
  const marks = useMemo(
    () =>
      incidents.map(({ label, tone, time }) => ({ label, tone, time: pointTimeOf(window, time) ?? time })),
    [incidents, window],
  );
  const answers = useMemo(() => metricsAnswers(points, summary, codes), [points, summary, codes]);
  const shown = range ?? { from: window[0]?.time ?? '', to: window.at(-1)?.time ?? '' };
  return (
    <div className="metrics" data-testid="metrics-screen">
      <div className="toolbar">
        <SegmentedControl
          compact
          name="Time window"
          value={minutes}
          onChange={(next) => {
            setMinutes(next);
            setRange(undefined);
          }}
          segments={[
            { value: '1', label: '1 min' },
            { value: '5', label: '5 min' },
            { value: '15', label: '15 min' },
          ]}
        />
        <Button
          pressed={paused !== undefined}
          onPress={() => {
            setPaused(
              paused === undefined
                ? { points: live.points, summary: live.summary, codes: live.codes }
                : undefined,
            );
          }}
        >
          {paused === undefined ? 'Pause' : 'Go on'}
        </Button>
        {paused !== undefined && (
          <output className="tone-warn">
            Paused at {paused.points.at(-1)?.time.slice(11, 19) ?? 'the start'}: not live
          </output>
        )}
        {(window.length > 0 || range !== undefined) && (
          <RangeControls shown={shown} chosen={range !== undefined} onRange={choose} />
        )}
        <span className="grow" />
        <Summary points={points} summary={summary} />
      </div>
      <MetricsAnswers answers={answers} incidents={incidents} />
      <div className="metrics-grid">
        {charts.map((chart) => (
          <Panel
            key={chart.title}
            title={chart.title}
            extra={<span className="dim small">{chart.unit}</span>}
            actions={<Legend series={chart.series} />}
          >
            {window.length === 0 ? (
              <Notice
                kind="empty"
                title="No measurement yet"
                text={
                  range === undefined
                    ? "One point a second, from the engine's start."
                    : 'In this range; fifteen minutes are kept.'
                }
              />
            ) : !hasValues(window, chart.series) ? (
              <Notice kind="empty" title="Nothing was measured in this time" />
            ) : (
              <LineChart
                name={
                  range === undefined
                    ? `${chart.title}, last ${minutes} minutes`
                    : `${chart.title}, chosen range`
                }
                points={window}
                series={chart.series}
                unit={chart.unit}
                marks={marks}
                threshold={chart.threshold}
                onRange={choose}
              />
            )}
          </Panel>
        ))}
        <LatencyTables summary={summary} />
        <Panel title="Refusals by code" extra={<span className="dim small">since the start</span>}>
          <RefusalCodes codes={summary?.refusalsByCode ?? {}} />
        </Panel>
        <HealthPanel />
        <SubscribersPanel />
      </div>
    </div>
  );
}

/** Where the time goes: by stage of the pipeline, or by venue and symbol. */
function LatencyTables({ summary }: { readonly summary: MetricsSummary | undefined }) {
  const [by, setBy] = useState<'stage' | 'venue'>('stage');
  return (
    <Panel
      title={by === 'stage' ? 'Stages' : 'Acknowledgement'}
      extra={<span className="dim small">since the start, in milliseconds</span>}
      actions={
        <SegmentedControl
          compact
          name="Latency by"
          value={by}
          onChange={setBy}
          segments={[
            { value: 'stage', label: 'Stage' },
            { value: 'venue', label: 'Venue' },
          ]}
        />
      }
    >
      {by === 'stage' ? (
        <StageTable stages={summary?.stages ?? []} />
      ) : (
        <LatencyTable latencies={summary?.latencies ?? []} />
      )}
    </Panel>
  );
}

const lastMinute = 60;

function Summary({
  points,
  summary,
}: {
  readonly points: readonly MetricsPoint[];
  readonly summary: MetricsSummary | undefined;
}) {
  const status = useStatus((store) => store.status);
  const recent = points.slice(-lastMinute);
  const perSecond = (pick: (point: MetricsPoint) => number): string =>
    recent.length === 0
      ? '—'
      : (recent.reduce((sum, point) => sum + pick(point), 0) / recent.length).toFixed(1);
  return (
    <div className="kpi-row">
      <Kpi label="orders/s, 1 min" value={perSecond((point) => point.orders)} />
      <Kpi label="events/s, 1 min" value={perSecond((point) => point.events)} />
      <Kpi label="signal to ack p50" value={milliseconds(status?.acknowledgeMs?.p50)} />
      <Kpi label="signal to ack p99" value={milliseconds(status?.acknowledgeMs?.p99)} />
      <Kpi
        label="fill ratio"
        value={summary?.fillRatio === undefined ? '—' : `${(summary.fillRatio * 100).toFixed(1)} %`}
        title="Filled orders as a share of all sent ones"
      />
      <Kpi
        label="events stored"
        value={status === undefined ? '—' : groupInteger(status.store.headPosition)}
      />
      <Kpi
        label="on disk"
        value={status === undefined ? '—' : bytes(status.store.sizeBytes)}
        {...(status !== undefined && {
          title: diskTitle(status.store),
        })}
      />
      {status?.store.standbys !== undefined && (
        <Kpi
          label="standbys waiting"
          value={groupInteger(status.store.standbys.length)}
          title={
            status.store.standbys.map(standbyWords).join('; ') || 'Nobody would take over from this engine'
          }
        />
      )}
    </div>
  );
}

function diskTitle({ dataFolder, walBytes, sqliteVersion, record }: Status['store']): string {
  const version = sqliteVersion === undefined ? '' : `; ${sqliteSentence(sqliteVersion)}`;
  const copy = record === undefined ? '' : `, a copy of the record in PostgreSQL (${record})`;
  return `${dataFolder}${copy}, of it ${bytes(walBytes)} write-ahead log${version}`;
}
