/** Trading states by scope, and the kill switch with its ledger. Quantities are decimal strings; times are UTC with microseconds. */
import { z } from 'zod';
import { killRowStates } from '../../main/domain/trading/killRow.ts';
import { tradingStates, type TradingState } from '../../main/domain/trading/tradingState.ts';

/** `active`, `reducing` (only orders that reduce a position) or `halted`. */
export const tradingStateSchema = z.enum(tradingStates);
export type { TradingState };

/** In its text form: `desk`, `venue:sim`, `account:main`, `strategy:cross`, `symbol:SPX`. Judged by the engine. */
export const scopeSchema = z.string().min(1).max(80);

export const scopeStateSchema = z.object({
  scope: z.string(),
  state: tradingStateSchema,
  reason: z.string(),
  actor: z.string(),
  /** Absent while it never changed. */
  since: z.string().optional(),
  /** Why it is not on record: the store could not write. In force all the same, and forgotten if the engine stops now. */
  offRecord: z.string().optional(),
});
export type ScopeState = z.infer<typeof scopeStateSchema>;

export const killPreviewSchema = z.object({
  /** Orders that would be canceled. */
  orders: z.number().int(),
  /** Of them, those that protect a position. */
  exits: z.number().int(),
  /** Venues where they work. */
  venues: z.array(z.string()),
  /** Positions that would be flattened; the sign is the side. */
  positions: z.array(z.object({ account: z.string(), symbol: z.string(), quantity: z.string() })),
});
export type KillPreview = z.infer<typeof killPreviewSchema>;

export const tradingChangeSchema = z.object({
  scope: z.string(),
  from: tradingStateSchema,
  to: tradingStateSchema,
  /** As in the state of a scope. */
  offRecord: z.string().optional(),
});

export const enablePreviewSchema = z.object({
  /** Exactly what changes; empty when the scope is active already. */
  changes: z.array(tradingChangeSchema),
  /** What goes on holding back orders of the scope. */
  stillRestricted: z.array(z.object({ scope: z.string(), state: tradingStateSchema })),
  /** Kill switches that are not done, and keep the scope from being enabled. */
  openKills: z.array(z.string()),
});
export type EnablePreview = z.infer<typeof enablePreviewSchema>;

export const killRowSchema = z.object({
  orderId: z.string(),
  symbol: z.string(),
  venue: z.string(),
  quantity: z.string(),
  state: z.enum(killRowStates),
  /** Cancels asked of the venue so far. */
  attempts: z.number().int(),
  lastAttemptAt: z.string().optional(),
  detail: z.string().optional(),
  /** Sent by the kill switch itself, to close a position. */
  flattens: z.literal(true).optional(),
});
export type KillRow = z.infer<typeof killRowSchema>;

/** `cleared`: no order in scope works any more. `flat`: and no position is left. Both only once they are proven. `released`: the scope was enabled, and what was left is in the hands of another kill switch. */
export const killStateSchema = z.enum(['canceling', 'flattening', 'flat', 'cleared', 'released']);
export type KillState = z.infer<typeof killStateSchema>;

/** How a kill switch stands while the store can't write: its cancels go directly to the venues. */
export const killOffRecordSchema = z.object({
  /** Why the store can't write. */
  fault: z.string(),
  /** The kill switch itself is not on record: it is forgotten if the engine stops now. */
  lostOnStop: z.boolean(),
  /** Orders to be canceled. */
  cancels: z.number().int(),
  /** Those whose cancel went to the venue. */
  cancelsSent: z.number().int(),
  /** Those that their venue does not list as open any more. */
  ended: z.number().int(),
});
export type KillOffRecord = z.infer<typeof killOffRecordSchema>;

export const killLedgerSchema = z.object({
  killId: z.string(),
  scope: z.string(),
  reason: z.string(),
  actor: z.string(),
  startedAt: z.string(),
  flatten: z.boolean(),
  state: killStateSchema,
  provenAt: z.string().optional(),
  /** What it waits for now, in a sentence; absent while all goes its way. */
  detail: z.string().optional(),
  /** Present while it is under way and the store can't write. */
  offRecord: killOffRecordSchema.optional(),
  rows: z.array(killRowSchema),
});
export type KillLedger = z.infer<typeof killLedgerSchema>;

/** A kill switch under way, in numbers. */
export const killProgressSchema = z.object({
  killId: z.string(),
  scope: z.string(),
  state: killStateSchema,
  startedAt: z.string(),
  orders: z.number().int(),
  /** Orders whose end the venue confirmed. */
  ended: z.number().int(),
  inDoubt: z.number().int(),
  offRecord: killOffRecordSchema.optional(),
});

/** Part of the status: what is restricted, and what is being stopped. */
export const tradingSummarySchema = z.object({
  /** The desk always, and every other scope that is not active. */
  states: z.array(scopeStateSchema),
  /** Kill switches that have not ended yet. */
  kills: z.array(killProgressSchema),
});
