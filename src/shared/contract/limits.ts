/** Limits of risk that operators change while the engine runs. Values are decimal strings, or `none`. */
import { z } from 'zod';
import { scopeSchema } from './trading.ts';

/** The engine reads the decimal and judges it. */
export const limitTextSchema = z.string().min(1).max(64);

/** Which limit: its name in the configuration, and its scope. */
export const limitPlaceSchema = z.strictObject({ limit: z.string().min(1).max(80), scope: scopeSchema });

const limitRecordSchema = z.object({ soft: z.string().optional(), hard: z.string() });

export const limitChangeSchema = z.object({
  limit: z.string(),
  scope: z.string(),
  from: limitRecordSchema,
  to: limitRecordSchema,
});
