/** Positions with what they have made. Decimals are text; money is in the currency of the symbol. */
import { z } from 'zod';

export const positionViewSchema = z.object({
  account: z.string(),
  symbol: z.string(),
  /** Absent for a symbol that the configuration does not have any more. */
  currency: z.string().optional(),
  /** Long is positive, short is negative. */
  quantity: z.string(),
  /** Of one unit of the open quantity; absent for a flat position. */
  averageCost: z.string().optional(),
  /** Since the first event. */
  realized: z.string(),
  /** Of the open quantity; absent while no price is known. */
  open: z.string().optional(),
  /** The price of the valuation, where it comes from, and how old it is. */
  mark: z
    .object({
      price: z.string(),
      source: z.string(),
      ageMs: z.number().optional(),
      stale: z.literal(true).optional(),
    })
    .optional(),
  /** Since midnight UTC. `realized` and `profit` are absent while a position from before has had no price today. */
  day: z.object({ volume: z.string(), realized: z.string().optional(), profit: z.string().optional() }),
});
export type PositionView = z.infer<typeof positionViewSchema>;
