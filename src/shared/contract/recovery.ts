/** What the desk and its venues agree on, and the orders whose fate is not known. Quantities are decimal strings; times are UTC with microseconds. */
import { z } from 'zod';
import { settlementOutcomes } from '../../main/domain/order/orderCommands.ts';
import { inquiryAnswers, inquirySubjects } from '../../main/domain/order/orderInquiry.ts';
import { outdatedReasons, venueGateStates } from '../../main/domain/venue/reconciliationState.ts';
import { differenceKinds, reconciliationTriggers } from '../../main/domain/venue/venueEvents.ts';
import { orderStatusSchema, orderTypeSchema, sideSchema, timeInForceSchema } from './orders.ts';

/** `closed`: not compared since the connection came up; `running`: being compared; `open`: clean or accepted; `differences`: waits for an operator. */
export const reconciliationGateSchema = z.enum(venueGateStates);

export const reconciliationReportSchema = z.object({
  venue: z.string(),
  trigger: z.enum(reconciliationTriggers),
  startedAt: z.string(),
  finishedAt: z.string(),
  ordersCompared: z.number().int(),
  executionsCompared: z.number().int(),
  differences: z.array(
    z.object({
      kind: z.enum(differenceKinds),
      orderId: z.string().optional(),
      clientOrderId: z.string().optional(),
      /** What differed and what was done about it, a sentence. */
      detail: z.string(),
      resolved: z.boolean(),
    }),
  ),
  /** Signed quantities, as the desk and as the venue has them. */
  positions: z.array(
    z.object({
      account: z.string().optional(),
      symbol: z.string(),
      ours: z.string(),
      venue: z.string(),
    }),
  ),
  clean: z.boolean(),
  acceptedBy: z.string().optional(),
});
export type ReconciliationReport = z.infer<typeof reconciliationReportSchema>;

export const venueReconciliationSchema = z.object({
  venue: z.string(),
  gate: reconciliationGateSchema,
  /** Orders at this venue whose submission, cancel or replace has no outcome now. */
  inDoubt: z.number().int(),
  /** Absent before the first comparison has ended. */
  report: reconciliationReportSchema.optional(),
  /** Why the report says nothing of now; absent while it does. */
  outdated: z.enum(outdatedReasons).optional(),
});
export type VenueReconciliation = z.infer<typeof venueReconciliationSchema>;

/** Part of the status: where each venue's reconciliation stands. */
export const reconciliationSummarySchema = z.object({
  venue: z.string(),
  gate: reconciliationGateSchema,
  /** Differences that nothing has resolved. */
  unresolved: z.number().int(),
  finishedAt: z.string().optional(),
});

export const inquirySubjectSchema = z.enum(inquirySubjects);

/** One question to a venue about a request whose outcome did not come, and what it said. */
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
  orderId: z.string(),
  clientOrderId: z.string(),
  venueOrderId: z.string().optional(),
  venue: z.string(),
  account: z.string(),
  strategy: z.string(),
  symbol: z.string(),
  side: sideSchema,
  orderType: orderTypeSchema,
  limitPrice: z.string().optional(),
  stopPrice: z.string().optional(),
  timeInForce: timeInForceSchema,
  goodTill: z.string().optional(),
  quantity: z.string(),
  filledQuantity: z.string(),
  status: orderStatusSchema,
  /** What has no outcome. */
  subject: inquirySubjectSchema,
  reason: z.string(),
  since: z.string(),
  /** How often the venue was asked. */
  attempts: z.number().int(),
  /** The latest questions and answers, oldest first; all of them are in the order's events. */
  evidence: z.array(inquirySchema),
});
export type InDoubtOrder = z.infer<typeof inDoubtOrderSchema>;

/** What an operator found out about an order that the venue leaves open. Judged by the engine. */
export const settlementSchema = z.strictObject({
  outcome: z.enum(settlementOutcomes),
  /** The venue's id of it, where the desk does not know it. */
  venueOrderId: text.optional(),
  executions: z
    .array(z.strictObject({ quantity: text, price: text, executionId: text.optional() }))
    .max(100)
    .optional(),
});
export type Settlement = z.infer<typeof settlementSchema>;
