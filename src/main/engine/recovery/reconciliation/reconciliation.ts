/** Comparing the venue's record with ours, as operators and hosts see it. */
import type { Actor, VenueId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import type { ReconciliationReportData } from '../../../domain/venue/venueEvents.ts';
import type { OperatorContext } from '../../operatorContext.ts';
import type { GateState } from '../../gates/venueGate.ts';

export interface ReconciliationReport extends ReconciliationReportData {
  readonly venue: VenueId;
  /** Who let orders out in spite of the differences. */
  readonly acceptedBy?: Actor;
}

/**
 * Why the last report says nothing of now: the next comparison is overdue; the venue has been silent since then; or an
 * operator has settled an order by hand since then, or the venue has contradicted one.
 */
export type Outdated = 'overdue' | 'silence' | 'settlement';

export interface Reconciliation {
  /** The last one, of this run or an earlier one; undefined when there never was one. */
  report(venue: VenueId): ReconciliationReport | undefined;
  gate(venue: VenueId): GateState;
  /** Undefined while the last report holds. */
  outdated(venue: VenueId): Outdated | undefined;
  /** Compares now. Resolves with the report once it is durable; joins a comparison that runs already. */
  run(venue: VenueId, context: OperatorContext): Promise<Result<ReconciliationReport, Refusal>>;
  /** Lets orders out in spite of the differences of the last report; refused when there are none. Durable. */
  accept(venue: VenueId, context: OperatorContext): Promise<Result<void, Refusal>>;
}
