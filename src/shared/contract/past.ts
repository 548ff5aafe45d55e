/** The whole desk as it stood at a position, for reading only. Decimals are text; times are UTC with microseconds. */
import { z } from 'zod';
import { rowIds } from './ids.ts';
import { limitNames } from '../../main/domain/risk/limits.ts';
import { limitPlaceSchema, limitSettingSchema } from './limits.ts';
import { orderFilterSchema, orderPageSchema, orderStatusSchema, orderViewSchema } from './orders.ts';
import { breakerStateSchema } from './resilience.ts';
import { alertMuteSchema, alertViewSchema } from './status.ts';
import { scopeStateSchema } from './trading.ts';

const position = z.number().int().min(0);

/** A far position takes several questions: the same one again goes on after `reached`. */
function pastAnswer<Value extends z.ZodType>(value: Value) {
  return z.discriminatedUnion('done', [
    z.object({ done: z.literal(true), value }),
    z.object({ done: z.literal(false), reached: position }),
  ]);
}

const breakerAtSchema = z.object({
  state: breakerStateSchema,
  reason: z.string(),
  actor: rowIds.actor,
  since: z.string().optional(),
});

const venueAtSchema = z.object({
  venue: rowIds.venue,
  connected: z.boolean(),
  detail: z.string(),
  since: z.string().optional(),
  silentSince: z.string().optional(),
  throttled: z.object({ reason: z.string(), ratePerSecond: z.number(), since: z.string() }).optional(),
  breaker: breakerAtSchema,
});
export type VenueAt = z.infer<typeof venueAtSchema>;

const limitAtSchema = z.object({
  ...limitPlaceSchema.shape,
  limit: z.enum(limitNames),
  hard: limitSettingSchema.shape.hard,
  soft: limitSettingSchema.shape.soft,
  fourEyes: z.literal(true).optional(),
  /** Absent for a limit of the configuration. */
  set: z.object({ by: z.string(), at: z.string(), reason: z.string() }).optional(),
});
export type LimitAt = z.infer<typeof limitAtSchema>;

const positionAtSchema = z.object({
  account: rowIds.account,
  symbol: rowIds.symbol,
  quantity: z.string(),
  averageCost: z.string().optional(),
  realized: z.string(),
  dayVolume: z.string(),
});
export type PositionAt = z.infer<typeof positionAtSchema>;

const consoleAtSchema = z.object({
  console: z.string(),
  operator: z.string(),
  machine: z.string(),
  certificate: z.string().optional(),
  address: z.string().optional(),
  since: z.string(),
});
export type ConsoleAt = z.infer<typeof consoleAtSchema>;

const deskAtSchema = z.object({
  position,
  /** Time of the last event up to the position; absent before the first event. */
  time: z.string().optional(),
  engine: z.object({ running: z.boolean(), detail: z.string(), since: z.string() }).optional(),
  scopes: z.array(scopeStateSchema),
  kills: z.array(
    z.object({
      killId: z.string(),
      scope: z.string(),
      reason: z.string(),
      actor: rowIds.actor,
      since: z.string(),
      flatten: z.boolean(),
    }),
  ),
  strategies: z.array(rowIds.strategy),
  /** Consoles of other processes that were connected, oldest first. */
  consoles: z.array(consoleAtSchema),
  venues: z.array(venueAtSchema),
  riskBreaker: breakerAtSchema,
  positions: z.array(positionAtSchema),
  limits: z.array(limitAtSchema),
  /** Oldest first. */
  alerts: z.array(alertViewSchema),
  mutes: z.array(alertMuteSchema),
  orders: z.partialRecord(orderStatusSchema, z.number()),
});
export type DeskAtView = z.infer<typeof deskAtSchema>;

const momentSchema = z.object({ position, time: z.string().optional() });

const deskDifferenceSchema = z.object({
  from: momentSchema,
  to: momentSchema,
  /** How many orders were created, how many existed and changed, and how many executions there were. */
  created: z.number(),
  changed: z.number(),
  fills: z.number(),
  /** The first thousand, in the order of their first change; `from` is absent for an order that was created. */
  orders: z.array(
    z.object({ order: orderViewSchema, from: orderStatusSchema.optional(), filled: z.string() }),
  ),
  positions: z.array(
    z.object({ account: rowIds.account, symbol: rowIds.symbol, from: z.string(), to: z.string() }),
  ),
  states: z.array(
    z.object({
      what: z.enum([
        'engine',
        'trading',
        'connection',
        'breaker',
        'throttle',
        'limit',
        'strategy',
        'console',
        'kill',
      ]),
      name: z.string(),
      from: z.string().optional(),
      to: z.string().optional(),
    }),
  ),
  alertsRaised: z.array(alertViewSchema),
  alertsOver: z.array(alertViewSchema),
});
export type DeskDifferenceView = z.infer<typeof deskDifferenceSchema>;

const { symbol, account, venue, text } = orderFilterSchema.shape;

/** Faults of all: `position_unknown` for a position after the last event. */
export const pastContract = {
  getDeskAt: { input: z.strictObject({ position }), output: pastAnswer(deskAtSchema) },
  /** Orders as they stood, newest first; `open`: only those that had not ended. */
  queryOrdersAt: {
    input: z.strictObject({
      position,
      open: z.boolean(),
      filter: z.strictObject({ symbol, account, venue, text }).optional(),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(1_000),
    }),
    output: pastAnswer(orderPageSchema),
  },
  /** What differs between two positions, the earlier one first. */
  compareDesk: {
    input: z
      .strictObject({ from: position, to: position })
      .refine(({ from, to }) => from <= to, 'expected `from` not to be after `to`'),
    output: pastAnswer(deskDifferenceSchema),
  },
} as const;
