/** Adds to what is proved about a data folder what is proved about the record in PostgreSQL of which it is a copy. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { RecordReport } from '../../infra/postgres/verifyRecord.ts';

/** What the report of a folder says beside its details. */
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
