/** The ticket, and its outcome. */
import { z } from 'zod';
import { rowIds } from './ids.ts';
import { riskLevels, ruleVerdicts } from '../../main/domain/order/riskDecision.ts';
import { refusalSchema } from './faults.ts';
import { orderStatusSchema } from './orders.ts';

const text = z.string().max(64);

/**
 * What an operator typed. Every value is text, and the engine judges it. So a wrong value comes back as a refusal with
 * its reasons, and not as a broken call.
 */
export const ticketSchema = z.strictObject({
  /** Idempotency key, made by the window when the review opens, so that a double click makes one order. */
  signalId: text,
  account: text,
  strategy: text,
  symbol: text,
  /** Absent: by the desk's routes. */
  venue: text.optional(),
  side: text,
  quantity: text,
  orderType: text,
  limitPrice: text.optional(),
  stopPrice: text.optional(),
  timeInForce: text,
  goodTill: text.optional(),
  takeProfit: text.optional(),
  stopLoss: text.optional(),
  reduceOnly: z.boolean().optional(),
  note: z.string().max(500).optional(),
});
export type Ticket = z.infer<typeof ticketSchema>;

export const submissionSchema = z.object({
  signalId: z.string(),
  /**
   * - `ordered`: an order exists and was sent.
   * - `denied`: an order exists, and was refused here before it left.
   * - `rejected`: the signal was refused, and there is no order.
   * - `duplicate`: the id was taken before; the other fields hold the outcome of the first signal.
   * - `pending`: the signal was taken and is durable; its outcome is not known yet.
   */
  outcome: z.enum(['ordered', 'denied', 'rejected', 'duplicate', 'pending']),
  orderId: rowIds.order.optional(),
  status: orderStatusSchema.optional(),
  reasons: z.array(refusalSchema),
});
export type Submission = z.infer<typeof submissionSchema>;

export const ruleResultSchema = z.object({
  rule: z.string(),
  verdict: z.enum(ruleVerdicts),
  input: z.string(),
  limit: z.string(),
  headroom: z.string().optional(),
  /** Share of the limit in use: 0 to 1, and above where the limit is broken. */
  use: z.number().optional(),
  unit: z.string().optional(),
  /** The scope of the limit; absent for the desk's. */
  scope: z.string().optional(),
  /** How many limits compare this value; this is the strictest of them. Absent where there is only one. */
  strictestOf: z.number().optional(),
  /** The limit is a soft one, which an operator may override for a single signal. */
  soft: z.literal(true).optional(),
  /** Only another person than the sender of the order may override it. */
  fourEyes: z.literal(true).optional(),
  /** Who let the order pass the soft limit, and why. */
  override: z.object({ by: z.string(), reason: z.string(), expiresAt: z.string() }).optional(),
  message: z.string().optional(),
});
export type RuleResultView = z.infer<typeof ruleResultSchema>;

export const riskDecisionSchema = z.object({
  level: z.enum(riskLevels),
  /** The price by which the order was judged; absent where none was known. */
  reference: z
    .object({
      price: z.string(),
      source: z.string(),
      ageMs: z.number().optional(),
    })
    .optional(),
  rules: z.array(ruleResultSchema),
});
export type RiskDecisionView = z.infer<typeof riskDecisionSchema>;

/** The verdict of every check; no signal and no order is created. */
export const dryRunSchema = z.object({
  refusals: z.array(refusalSchema),
  /** Absent when validation refused the ticket before risk could be asked. */
  risk: riskDecisionSchema.optional(),
});
export type DryRun = z.infer<typeof dryRunSchema>;
