/** Adds the verdict on the record in PostgreSQL to that on the data folder with its copy. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { RecordReport } from '../../infra/postgres/verifyRecord.ts';

/** The parts of a folder's report besides its details. */
interface Proof {
  readonly good: boolean;
  readonly summary: string;
  readonly firstBadPosition?: number;
  readonly record?: RecordReport;
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
