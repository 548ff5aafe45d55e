/**
 * What the parts of the engine can ask of one order. Commands are imperative; a message of a venue arrives as a
 * `Record…` command.
 */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, VenueOrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { RiskDecisionRecord } from './riskDecision.ts';
import type { Evidence } from './orderEvents.ts';
import type { OrderInquiry } from './orderInquiry.ts';
import type { ReplaceTerms } from './orderState.ts';
import type { OrderTerms } from './orderTerms.ts';

interface Observed {
  readonly evidence: Evidence;
  readonly venueTime?: EpochMicros | undefined;
}

/** An execution as an operator gives it by hand. */
export interface SettledExecution {
  readonly quantity: Decimal;
  readonly price: Decimal;
  /**
   * The venue's id of the execution, where the operator knows it. Otherwise one is made from place, quantity and price,
   * so that a repetition is recognized.
   */
  readonly executionId?: ExecutionId;
}

export const settlementOutcomes = [
  'never_received',
  /** The order works at the venue; a pending cancel or replace was not done. */
  'working',
  /** The order works at the venue as the pending replace asked for. */
  'replaced',
  'canceled',
  'expired',
  /** The executions fill the order completely. */
  'filled',
] as const;

/** What an operator found out about an order that the venue leaves open. */
export interface Settlement {
  readonly outcome: (typeof settlementOutcomes)[number];
  /** The venue order id, where the store does not know it. */
  readonly venueOrderId?: VenueOrderId;
  readonly executions?: readonly SettledExecution[];
}

export type OrderCommand =
  | { readonly type: 'CreateOrder'; readonly terms: OrderTerms; readonly risk: RiskDecisionRecord }
  | {
      readonly type: 'DenyOrder';
      readonly reasons: readonly Refusal[];
      /** Needed when the denial is the first event of the stream. */
      readonly terms?: OrderTerms;
      readonly risk?: RiskDecisionRecord;
    }
  | { readonly type: 'BeginSubmission'; readonly clientOrderId: ClientOrderId }
  | { readonly type: 'MarkInDoubt'; readonly reason: string; readonly waitedMs?: number }
  /** Other orders have closed this much, in all, of what the order filled. */
  | { readonly type: 'RecordClosedElsewhere'; readonly quantity: Decimal; readonly reason: string }
  | { readonly type: 'RequestCancel'; readonly reason: string }
  /** Asks for a replace; the order gets its next client order id with it. */
  | ({
      readonly type: 'RequestReplace';
      readonly reason: string;
      /** Absent where the change only reduces the order. */
      readonly risk?: RiskDecisionRecord | undefined;
    } & ReplaceTerms)
  /** The amend is refused here, for all these reasons. */
  | ({
      readonly type: 'DenyReplace';
      readonly reason: string;
      readonly reasons: readonly Refusal[];
      readonly risk?: RiskDecisionRecord | undefined;
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
  /** The venue has taken an execution back; `versions` are the ids by which it names the execution. */
  | (Observed & {
      readonly type: 'RecordBust';
      readonly versions: readonly ExecutionId[];
      readonly reason?: string | undefined;
    })
  /** The venue has corrected an execution: it stands as `executionId`, and `versions` are its ids before. */
  | (Observed & {
      readonly type: 'RecordCorrection';
      readonly executionId: ExecutionId;
      readonly versions: readonly ExecutionId[];
      readonly quantity: Decimal;
      readonly price: Decimal;
      readonly reason?: string | undefined;
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
  /** The venue has changed the order's terms by itself, under the id that the order has. */
  | (Observed & {
      readonly type: 'RecordRestatement';
      readonly quantity: Decimal;
      readonly limitPrice?: Decimal;
      readonly stopPrice?: Decimal;
      readonly reason: string;
    })
  | (Observed & {
      readonly type: 'RecordReplaceRejection';
      readonly code: string;
      readonly reason: string;
    })
  | (Observed & { readonly type: 'RecordExpiry'; readonly reason: string })
  | (Observed & {
      readonly type: 'AdoptOrder';
      readonly terms: OrderTerms;
      readonly clientOrderId: ClientOrderId;
      readonly venueOrderId: VenueOrderId;
      readonly reason: string;
    })
  /** The venue was just asked, and its record shows an order working that has ended here. */
  | (Observed & {
      readonly type: 'RecordReinstatement';
      readonly venueOrderId: VenueOrderId;
      readonly reason: string;
    })
  | { readonly type: 'RecordInquiry'; readonly inquiry: OrderInquiry }
  /** The pending cancel or replace is sent once more. */
  | { readonly type: 'RepeatRequest'; readonly reason: string }
  | { readonly type: 'SettleOrder'; readonly settlement: Settlement; readonly reason: string };
