/** The comparison of a venue's record with ours, as operators and hosts see it. */
import type { Actor, ClientOrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import type { ReconciliationReportData } from '../../../domain/venue/venueEvents.ts';
import type { DropCopyStanding } from '../dropCopy/dropCopyComparison.ts';
import type { OperatorContext } from '../../operatorContext.ts';
import type { Outdated, VenueGateState } from '../../../domain/venue/reconciliationState.ts';

export interface ReconciliationReport extends ReconciliationReportData {
  readonly venue: VenueId;
  /** Who accepted the differences, so that orders may leave in spite of them. */
  readonly acceptedBy?: Actor;
}

export interface Reconciliation {
  /** The last report, of this run or an earlier one; undefined when there never was one. */
  report(venue: VenueId): ReconciliationReport | undefined;
  gate(venue: VenueId): VenueGateState;
  /** The venues to which no new order leaves now: not connected, not compared yet, or different from ours. */
  waiting(): readonly VenueId[];
  /** Why the last report does not hold any more; undefined while it holds. */
  outdated(venue: VenueId): Outdated | undefined;
  /** The venue's drop copy; undefined where it has none. */
  dropCopy(venue: VenueId): DropCopyStanding | undefined;
  /** Compares now, after a comparison that runs already. Resolves with the report once it is durable. */
  run(venue: VenueId, context: OperatorContext): Promise<Result<ReconciliationReport, Refusal>>;
  /**
   * Accepts the differences of the last report, so that orders may leave in spite of them. Refused when there are none.
   * Resolves once the acceptance is durable.
   */
  accept(venue: VenueId, context: OperatorContext): Promise<Result<void, Refusal>>;
  /**
   * Cancels an order that works at the venue and has ended here. The cancel goes directly to the venue; then the
   * records are compared again. Resolves when the cancel is on record and was sent. Refusals: `order_unknown`,
   * `order_not_ended`, `nothing_to_cancel`, `store_unavailable`, `venue_no_answer`.
   */
  cancelStray(
    venue: VenueId,
    clientOrderId: ClientOrderId,
    context: OperatorContext,
  ): Promise<Result<void, Refusal>>;
}
