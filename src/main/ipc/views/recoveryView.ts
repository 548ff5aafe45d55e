/** Makes the window's views of comparisons with the venues and of orders in doubt. */
import type {
  InDoubtOrder as InDoubtOrderView,
  ReconciliationReport as ReportView,
  VenueReconciliation,
} from '../../../shared/contract/recovery.ts';
import type { Status } from '../../../shared/contract/status.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { InDoubtOrder } from '../../engine/commands/inDoubtOrders.ts';
import type {
  Reconciliation,
  ReconciliationReport,
} from '../../engine/recovery/reconciliation/reconciliation.ts';

export function reportView({ comparedUntil: _private, ...report }: ReconciliationReport): ReportView {
  return {
    ...report,
    differences: report.differences.map((difference) => ({ ...difference })),
    positions: report.positions.map((position) => ({ ...position })),
  };
}

export function reconciliationView(
  venue: VenueId,
  reconciliation: Reconciliation,
  inDoubt: readonly InDoubtOrder[],
): VenueReconciliation {
  const report = reconciliation.report(venue);
  const outdated = reconciliation.outdated(venue);
  return {
    venue,
    gate: reconciliation.gate(venue),
    inDoubt: inDoubt.filter((order) => order.venue === venue).length,
    ...(report !== undefined && { report: reportView(report) }),
    ...(outdated !== undefined && { outdated }),
  };
}

/** Part of the status: the result of each venue's last comparison, in numbers. */
export function reconciliationSummaries(
  venues: Iterable<VenueId>,
  reconciliation: Pick<Reconciliation, 'gate' | 'report' | 'outdated'>,
): Status['reconciliations'] {
  return [...venues].map((venue) => {
    const report = reconciliation.report(venue);
    const outdated = reconciliation.outdated(venue);
    return {
      venue,
      gate: reconciliation.gate(venue),
      unresolved: report?.differences.filter(({ resolved }) => !resolved).length ?? 0,
      ...(report !== undefined && { finishedAt: report.finishedAt }),
      ...(report?.record !== undefined && { record: report.record }),
      ...(outdated !== undefined && { outdated }),
    };
  });
}

export function inDoubtView(order: InDoubtOrder): InDoubtOrderView {
  const { evidence, ...rest } = order;
  return {
    ...rest,
    evidence: evidence.map(({ subject, attempt, answer, detail, askedAt }) => ({
      subject,
      attempt,
      answer,
      detail,
      askedAt,
    })),
  };
}
