/** Formats a replay's report for a person. */
import type { ReplayReport } from '../../../replay/replayReport.ts';
import { formatTable, type Column } from '../../terminal/formatTable.ts';

type Line = readonly [name: string, value: string];

const columns: readonly Column<Line>[] = [
  { title: '', value: ([name]) => name },
  { title: '', value: ([, value]) => value, right: true },
];

export function formatReport(report: ReplayReport): string[] {
  const { orders, latencyMs } = report;
  const inStatus = Object.entries(orders).filter(([, count]) => count > 0);
  const lines: Line[] = [
    ['signals', String(report.signals)],
    ['  accepted', String(report.accepted)],
    ['  duplicates', String(report.duplicates)],
    ['  rejected', String(report.rejected)],
    ['orders', String(report.accepted)],
    ...inStatus.map(([status, count]): Line => [`  ${status}`, String(count)]),
    ['events', String(report.events)],
    ['time', `${(report.elapsedMs / 1_000).toFixed(2)} s`],
    ['orders per second', report.ordersPerSecond.toFixed(1)],
    ['latency p50', milliseconds(latencyMs.p50)],
    ['latency p95', milliseconds(latencyMs.p95)],
    ['latency p99', milliseconds(latencyMs.p99)],
    ['latency max', milliseconds(latencyMs.max)],
    ['last position', String(report.lastPosition)],
  ];
  return [...formatTable(columns, lines).slice(1), `chain head  ${report.chainHead}`];
}

function milliseconds(value: number): string {
  return `${value.toFixed(2)} ms`;
}
