/** Limits of risk that operators change while the engine runs. Values are decimal strings, or `none`. */
import { z } from 'zod';
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
  proposalId: z.string(),
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
    z.object({ signalId: z.string(), rules: z.array(z.string()) }),
  ]),
});
export type ProposalView = z.infer<typeof proposalSchema>;

export const limitChangeSchema = z.object({
  limit: z.string(),
  scope: z.string(),
  from: limitRecordSchema,
  to: limitRecordSchema,
});
