/** Positions with their profit. Decimals are text; money is in the currency of the symbol. */
import { z } from 'zod';
import { rowIds } from './ids.ts';
import { costMethods } from '../../main/domain/trading/dayPosition.ts';

const markSchema = z.object({
  price: z.string(),
  source: z.string(),
  /** The price is older than the limits of risk allow. */
  stale: z.literal(true).optional(),
});

export const positionViewSchema = z.object({
  account: rowIds.account,
  symbol: rowIds.symbol,
  /** Absent for a symbol that the configuration does not have any more. */
  currency: z.string().optional(),
  /** What one unit is worth at a price of 1; absent for 1. */
  multiplier: z.string().optional(),
  /** Long is positive, short is negative. */
  quantity: z.string(),
  /** The quantity at each venue; a venue without any is left out. */
  venues: z.array(z.object({ venue: rowIds.venue, quantity: z.string() })),
  /** The quantity at the valuation price; absent while no price is known. */
  worth: z.string().optional(),
  /** Cost of one unit of the open quantity; absent for a flat position. */
  averageCost: z.string().optional(),
  /** Profit realized since the first event. */
  realized: z.string(),
  /** Profit of the open quantity; absent while no price is known. */
  open: z.string().optional(),
  /** The price of the valuation, where it comes from, and how old it is. */
  mark: markSchema.extend({ ageMs: z.number().optional() }).optional(),
  /** Volume and profit since midnight UTC. `realized` and `profit` are absent while the position has no price. */
  day: z.object({ volume: z.string(), realized: z.string().optional(), profit: z.string().optional() }),
});
export type PositionView = z.infer<typeof positionViewSchema>;

/** A position as a live row: with the time of its price, which stays the same until another price comes. */
export const positionRowSchema = positionViewSchema.extend({
  /** The cost method by which cost, realized and open are computed. */
  method: z.enum(costMethods),
  mark: markSchema.extend({ pricedAt: z.string().optional() }).optional(),
});
export type PositionRow = z.infer<typeof positionRowSchema>;

export function positionKey({ account, symbol }: Pick<PositionView, 'account' | 'symbol'>): string {
  return `${account} ${symbol}`;
}

/** What the desk or an account has at stake in one currency, open orders at their worst. Absent: a price is missing. */
export const exposureRowSchema = z.object({
  scope: z.string(),
  currency: z.string(),
  gross: z.string().optional(),
  net: z.string().optional(),
});
export type ExposureRow = z.infer<typeof exposureRowSchema>;
