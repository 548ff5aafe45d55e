/** Adds the verdicts on the record in PostgreSQL and on its reporting tables to that on the data folder with its copy. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { ReportsReport } from '../../infra/postgres/reports/verifyReports.ts';
import type { RecordReport } from '../../infra/postgres/verifyRecord.ts';

/** The parts of a folder's report besides its details. */
interface Proof {
  readonly good: boolean;
  readonly summary: string;
  readonly firstBadPosition?: number;
  readonly record?: RecordReport;
  readonly reports?: ReportsReport;
}

export function withRecord<Report extends Proof>(
  report: Report,
  record: Result<RecordReport, Fault>,
): Report {
  if (!record.ok) {
    const summary = `${report.summary}; the record in PostgreSQL was not verified: ${record.error.message}`;
    return { ...report, good: false, summary };
  }
  const { intact, message, position } = record.value;
  const firstBadPosition = report.firstBadPosition ?? position;
  return {
    ...report,
    good: report.good && intact,
    summary: `${report.summary}; ${message}`,
    ...(firstBadPosition !== undefined && { firstBadPosition }),
    record: record.value,
  };
}

export function withReports<Report extends Proof>(
  report: Report,
  reports: Result<ReportsReport, Fault>,
): Report {
  if (!reports.ok) {
    const summary = `${report.summary}; the reporting tables were not compared: ${reports.error.message}`;
    return { ...report, good: false, summary };
  }
  const { value } = reports;
  const first = value.state === 'compared' ? value.first : undefined;
  const firstBadPosition = report.firstBadPosition ?? first?.position;
  return {
    ...report,
    good: report.good && first === undefined,
    summary: `${report.summary}; ${value.message}`,
    ...(firstBadPosition !== undefined && { firstBadPosition }),
    reports: value,
  };
}
