/** Limits of risk that operators change while the engine runs. Values are decimal strings, or `none`. */
import { z } from 'zod';
import { rowIds } from './ids.ts';
import { limitNames } from '../../main/domain/risk/limits.ts';
import { scopeSchema } from './trading.ts';

/** The engine reads the decimal and judges it. */
export const limitTextSchema = z.string().min(1).max(64);

/** Which limit: its name in the configuration, and its scope. */
export const limitPlaceSchema = z.strictObject({ limit: z.string().min(1).max(80), scope: scopeSchema });

const limitRecordSchema = z.object({
  soft: z.string().optional(),
  hard: z.string(),
  /** A second person must approve what loosens the limit. */
  fourEyes: z.literal(true).optional(),
});

/** What a limit is set to; `fourEyes` absent: as it is now. */
export const limitSettingSchema = z.strictObject({
  soft: limitTextSchema.optional(),
  hard: limitTextSchema,
  fourEyes: z.boolean().optional(),
});

/** What one person proposes and another must approve: a change of a limit, or an override. Times are UTC. */
export const proposalSchema = z.object({
  proposalId: rowIds.proposal,
  by: z.string(),
  reason: z.string(),
  expiresAt: z.string(),
  asks: z.union([
    z.object({
      limit: z.string(),
      scope: z.string(),
      from: limitRecordSchema,
      /** Absent where the configuration's limit is to count again. */
      to: limitRecordSchema.optional(),
    }),
    z.object({ signalId: rowIds.signal, rules: z.array(z.string()) }),
  ]),
});
export type ProposalView = z.infer<typeof proposalSchema>;

/** A limit in force. Times are UTC. */
export const limitLineSchema = limitRecordSchema.extend({
  /** Its name in the configuration. */
  limit: z.enum(limitNames),
  rule: z.string(),
  /** `desk`, `account:main`. */
  scope: z.string(),
  /** The limit of the configuration, where an operator has set this one over it; `none` where it has none. */
  over: limitRecordSchema.optional(),
  /** The time within which the limit counts, in milliseconds; absent for a limit that counts in no time. */
  windowMs: z.number().optional(),
  /**
   * The configured time, where the limit counts within a longer one: while the limit has four eyes nothing shortens the
   * time.
   */
  configuredWindowMs: z.number().optional(),
  by: z.string(),
  at: z.string(),
  reason: z.string(),
  /** How many orders and amends the limit has denied since the first event, and the last one. */
  denials: z.number(),
  lastDenied: z.object({ at: z.string(), orderId: rowIds.order, input: z.string() }).optional(),
  /** Absent for a limit of a single order, and while the value is not known because a price is missing. */
  use: z
    .object({
      value: z.string(),
      /** The place with the largest value: `main SPX`, `USD`; empty where nothing is in use. */
      where: z.string(),
      /** Absent for a limit that holds nothing back. `share` is 1 at the limit. */
      headroom: z.string().optional(),
      share: z.number().optional(),
      /** The value is compared with the soft limit. */
      soft: z.literal(true).optional(),
      /** The value is beyond the limit. */
      beyond: z.literal(true).optional(),
    })
    .optional(),
});
export type LimitLine = z.infer<typeof limitLineSchema>;

/** A limit has one line for each of its scopes. */
export function limitKey({ limit, scope }: Pick<LimitLine, 'limit' | 'scope'>): string {
  return `${limit} ${scope}`;
}

export const limitChangeSchema = z.object({
  limit: z.string(),
  scope: z.string(),
  from: limitRecordSchema,
  to: limitRecordSchema,
});

/** What a change would do. Working orders stay as they are. */
export const limitPreviewSchema = limitChangeSchema.extend({
  /** The change takes another person's approval. */
  needsTwo: z.literal(true).optional(),
  /** How many working orders are in the scope, and how many of them, the oldest, were compared with the limit. */
  orders: z.number(),
  compared: z.number(),
  /** How many of these the limit would deny if they were new, and the first of them. */
  deniedCount: z.number(),
  denied: z.array(z.object({ orderId: rowIds.order, message: z.string() })),
});
export type LimitPreview = z.infer<typeof limitPreviewSchema>;
