/**
 * Where the desk and its venues agree, and the orders whose requests have no known outcome. Quantities are decimal
 * strings; times are UTC with microseconds.
 */
import { z } from 'zod';
import { rowIds } from './ids.ts';
import { settlementOutcomes } from '../../main/domain/order/orderCommands.ts';
import { inquiryAnswers, inquirySubjects } from '../../main/domain/order/orderInquiry.ts';
import { outdatedReasons, venueGateStates } from '../../main/domain/venue/reconciliationState.ts';
import {
  differenceKinds,
  reconciliationTriggers,
  venueRecordSources,
} from '../../main/domain/venue/venueEvents.ts';
import { orderStatusSchema, orderTypeSchema, sideSchema, timeInForceSchema } from './orders.ts';

/**
 * `closed`: not compared since the connection came up. `running`: being compared. `open`: clean or accepted.
 * `differences`: waits for an operator.
 */
export const reconciliationGateSchema = z.enum(venueGateStates);

export const reconciliationReportSchema = z.object({
  venue: rowIds.venue,
  trigger: z.enum(reconciliationTriggers),
  startedAt: z.string(),
  finishedAt: z.string(),
  ordersCompared: z.number().int(),
  executionsCompared: z.number().int(),
  differences: z.array(
    z.object({
      kind: z.enum(differenceKinds),
      orderId: rowIds.order.optional(),
      clientOrderId: rowIds.clientOrder.optional(),
      /** A sentence: what differed, and what was done about it. */
      detail: z.string(),
      resolved: z.boolean(),
    }),
  ),
  /** Signed quantities, as the desk has them and as the venue has them. */
  positions: z.array(
    z.object({
      account: rowIds.account.optional(),
      symbol: rowIds.symbol,
      ours: z.string(),
      venue: z.string(),
    }),
  ),
  clean: z.boolean(),
  /** Which record ours was compared with: the venue's answers, or only the messages that it has sent by itself. */
  record: z.enum(venueRecordSources).optional(),
  acceptedBy: z.string().optional(),
});
export type ReconciliationReport = z.infer<typeof reconciliationReportSchema>;

export const venueReconciliationSchema = z.object({
  venue: rowIds.venue,
  gate: reconciliationGateSchema,
  /** How many orders at this venue have a submission, cancel or replace without an outcome now. */
  inDoubt: z.number().int(),
  /** Absent before the first comparison has ended. */
  report: reconciliationReportSchema.optional(),
  /** Why the report does not hold any more; absent while it holds. */
  outdated: z.enum(outdatedReasons).optional(),
});
export type VenueReconciliation = z.infer<typeof venueReconciliationSchema>;

/** How far each venue's reconciliation is, as a part of the status. */
export const reconciliationSummarySchema = z.object({
  venue: rowIds.venue,
  gate: reconciliationGateSchema,
  /** How many differences are not resolved. */
  unresolved: z.number().int(),
  /** Which record ours was compared with. */
  record: z.enum(venueRecordSources).optional(),
  finishedAt: z.string().optional(),
  /** Why the last comparison does not hold any more. */
  outdated: z.enum(outdatedReasons).optional(),
});

export const inquirySubjectSchema = z.enum(inquirySubjects);

/** One question to a venue about a request whose outcome did not come, and the venue's answer. */
export const inquirySchema = z.object({
  subject: inquirySubjectSchema,
  attempt: z.number().int(),
  answer: z.enum(inquiryAnswers),
  detail: z.string(),
  askedAt: z.string(),
});
export type Inquiry = z.infer<typeof inquirySchema>;

const text = z.string().max(64);

/** An order whose submission, cancel or replace has no outcome, with the evidence gathered so far. */
export const inDoubtOrderSchema = z.object({
  orderId: rowIds.order,
  clientOrderId: rowIds.clientOrder,
  venueOrderId: rowIds.venueOrder.optional(),
  venue: rowIds.venue,
  account: rowIds.account,
  strategy: rowIds.strategy,
  symbol: rowIds.symbol,
  side: sideSchema,
  orderType: orderTypeSchema,
  limitPrice: z.string().optional(),
  stopPrice: z.string().optional(),
  timeInForce: timeInForceSchema,
  goodTill: z.string().optional(),
  quantity: z.string(),
  filledQuantity: z.string(),
  status: orderStatusSchema,
  /** The request that has no outcome. */
  subject: inquirySubjectSchema,
  reason: z.string(),
  since: z.string(),
  /** How often the engine has asked the venue. */
  attempts: z.number().int(),
  /** The latest questions and answers, oldest first. The order's events hold all of them. */
  evidence: z.array(inquirySchema),
});
export type InDoubtOrder = z.infer<typeof inDoubtOrderSchema>;

/** What an operator found out about an order that the venue leaves open. The engine judges the values. */
export const settlementSchema = z.strictObject({
  outcome: z.enum(settlementOutcomes),
  /** The venue order id, where the desk does not know it. */
  venueOrderId: text.optional(),
  executions: z
    .array(z.strictObject({ quantity: text, price: text, executionId: text.optional() }))
    .max(100)
    .optional(),
});
export type Settlement = z.infer<typeof settlementSchema>;
