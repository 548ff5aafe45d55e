/** Faults and refusals as they cross a process boundary: data, never Error objects. */
import { z } from 'zod';

export const refusalSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
  actual: z.string().optional(),
  expected: z.string().optional(),
});
export type RefusalView = z.infer<typeof refusalSchema>;

export const faultSchema = z.object({
  /** Stable, snake_case: `invalid_message`, `order_unknown`, `store_unavailable`, `engine_gone`, `deadline`, … */
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type FaultView = z.infer<typeof faultSchema>;

/** The answer of every call; a call never throws across the bridge. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: FaultView };

export function replySchema<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), fault: faultSchema }),
  ]);
}
