/** Signals as the window sees them: what came in, from where, and what became of it. */
import { z } from 'zod';
import { askedIds, rowIds } from './ids.ts';
import { signalFates } from '../../main/domain/signal/signalFates.ts';
import { signalSortFields } from '../../main/domain/signal/signalSortFields.ts';
import { refusalSchema } from './faults.ts';
import { instantText } from './instantText.ts';
import { orderTypeSchema, sideSchema, timeInForceSchema } from './orders.ts';

export const signalRecordSchema = z.object({
  id: rowIds.signal,
  source: z.string(),
  strategy: rowIds.strategy,
  account: rowIds.account,
  symbol: rowIds.symbol,
  venue: rowIds.venue.optional(),
  side: sideSchema,
  quantity: z.string(),
  orderType: orderTypeSchema,
  limitPrice: z.string().optional(),
  stopPrice: z.string().optional(),
  timeInForce: timeInForceSchema,
  expiresAt: z.string().optional(),
  goodTill: z.string().optional(),
  targetPrice: z.string().optional(),
  takeProfit: z.string().optional(),
  stopLoss: z.string().optional(),
  confidence: z.string(),
  reduceOnly: z.literal(true).optional(),
  createdAt: z.string(),
  note: z.string().optional(),
});

const decided = { decidedAt: z.string() };

export const signalViewSchema = z.object({
  signalId: rowIds.signal,
  /** Absent where the input could not be read as a signal. */
  signal: signalRecordSchema.optional(),
  /** The order that the signal was to become. */
  orderId: rowIds.order.optional(),
  actor: rowIds.actor,
  /** Where the input stood: `signals.ndjson line 12`. */
  origin: z.string().optional(),
  raw: z.object({ excerpt: z.string(), bytes: z.number(), sha256: z.string().optional() }).optional(),
  outcome: z.discriminatedUnion('fate', [
    z.object({ fate: z.literal('pending') }),
    z.object({ fate: z.literal('ordered'), ...decided }),
    z.object({ fate: z.literal('denied'), ...decided, reasons: z.array(refusalSchema) }),
    z.object({ fate: z.literal('refused'), ...decided, reasons: z.array(refusalSchema) }),
  ]),
  receivedAt: z.string(),
  receivedPosition: z.number(),
  position: z.number(),
  setAside: z.number().optional(),
});
export type SignalView = z.infer<typeof signalViewSchema>;

const idText = z.string().min(1).max(64);

export const signalFilterSchema = z.strictObject({
  source: idText.optional(),
  strategy: askedIds.strategy.optional(),
  account: askedIds.account.optional(),
  symbol: askedIds.symbol.optional(),
  fates: z.array(z.enum(signalFates)).max(signalFates.length).optional(),
  /** One of the refusals has this code. */
  code: z.string().min(1).max(80).optional(),
  /** Part of the signal's id, its order's id, its place, its actor or its note. */
  text: z.string().max(128).optional(),
  receivedFrom: instantText.optional(),
  receivedTo: instantText.optional(),
});
export type SignalFilter = z.infer<typeof signalFilterSchema>;

export const signalSortSchema = z.strictObject({
  field: z.enum(signalSortFields),
  descending: z.boolean(),
});
export type SignalSort = z.infer<typeof signalSortSchema>;
export const signalSortMax = 4;

/** How many rows a window may ask for at once: more than are in sight on any screen. */
export const signalRowsMax = 500;

/**
 * A list may come in steps: while the rows are made for the first time, each answer says how far they follow the log.
 */
const reach = {
  /** How many signals there are, whether they match or not. */
  total: z.number(),
  /** The last position of the log that the rows hold. */
  readTo: z.number(),
};
export const signalListSchema = z.object({
  /**
   * Positions of receipt of all signals that match, in the order of the sort. A position identifies its signal, in 8
   * bytes.
   */
  positions: z.instanceof(Float64Array),
  ...reach,
});
export const signalListChangeSchema = z.object({
  /** Signals that are new or have changed, and match now. */
  matching: z.array(z.number()),
  /** Signals that have changed, and do not match now. */
  gone: z.array(z.number()),
  ...reach,
});
