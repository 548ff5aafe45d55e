/** What can be asked of one order's aggregate. Imperative; every venue message arrives as a `Record…`. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, VenueOrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { RiskDecisionRecord } from '../risk/riskDecision.ts';
import type { Evidence } from './orderEvents.ts';
import type { ReplaceTerms } from './orderState.ts';
import type { OrderTerms } from './orderTerms.ts';

interface Observed {
  readonly evidence: Evidence;
  readonly venueTime?: EpochMicros;
}

export type OrderCommand =
  | { readonly type: 'CreateOrder'; readonly terms: OrderTerms; readonly risk: RiskDecisionRecord }
  | {
      readonly type: 'DenyOrder';
      readonly reasons: readonly Refusal[];
      /** Needed when the denial opens the stream. */
      readonly terms?: OrderTerms;
      readonly risk?: RiskDecisionRecord;
    }
  | { readonly type: 'BeginSubmission'; readonly clientOrderId: ClientOrderId }
  | { readonly type: 'MarkInDoubt'; readonly reason: string; readonly waitedMs?: number }
  | { readonly type: 'RequestCancel'; readonly reason: string }
  | ({
      readonly type: 'RequestReplace';
      readonly clientOrderId: ClientOrderId;
      readonly reason: string;
    } & ReplaceTerms)
  | (Observed & { readonly type: 'RecordAcceptance'; readonly venueOrderId: VenueOrderId })
  | (Observed & {
      readonly type: 'RecordRejection';
      readonly code: string;
      readonly reason: string;
    })
  | (Observed & {
      readonly type: 'RecordFill';
      readonly executionId: ExecutionId;
      readonly quantity: Decimal;
      readonly price: Decimal;
    })
  | (Observed & { readonly type: 'RecordCancel'; readonly reason: string })
  | (Observed & {
      readonly type: 'RecordCancelRejection';
      readonly code: string;
      readonly reason: string;
    })
  | (Observed & {
      readonly type: 'RecordReplace';
      readonly clientOrderId: ClientOrderId;
      readonly venueOrderId?: VenueOrderId;
      readonly quantity: Decimal;
      readonly limitPrice?: Decimal;
      readonly stopPrice?: Decimal;
    })
  | (Observed & {
      readonly type: 'RecordReplaceRejection';
      readonly code: string;
      readonly reason: string;
    })
  | (Observed & { readonly type: 'RecordExpiry'; readonly reason: string });
