/** Where the audit screen shows what a replay had refused. */
import type { Job } from '../../../shared/contract/status.ts';
import { noAuditFilter, type AuditFilter } from './auditFilter.ts';

/** The audit filter that finds a replay's refusals; undefined where there are none. */
export function replayRefusals({ kind, figures, startedAt, finishedAt }: Job): AuditFilter | undefined {
  const { rejected = 0, denied = 0 } = figures ?? {};
  if (kind !== 'replay' || finishedAt === undefined || rejected + denied === 0) return undefined;
  const second = 1_000;
  return {
    ...noAuditFilter,
    type: rejected > 0 ? 'SignalRejected' : 'OrderDenied',
    from: instantOf(Date.parse(startedAt)),
    to: instantOf(Date.parse(finishedAt) + second),
  };
}

/** Gives `2026-11-23 09:31:07.412`, as the audit's filter takes it. */
function instantOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 23).replace('T', ' ');
}
