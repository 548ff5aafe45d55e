/**
 * Trading states by scope, and the kill switch with its ledger. Quantities are decimal strings; times are UTC with
 * microseconds.
 */
import { z } from 'zod';
import { rowIds } from './ids.ts';
import { killRowStates } from '../../main/domain/trading/killRow.ts';
import { killStates } from '../../main/domain/trading/killState.ts';
import { tradingStates, type TradingState } from '../../main/domain/trading/tradingState.ts';

/** `active`, `reducing` (only orders that reduce a position) or `halted`. */
export const tradingStateSchema = z.enum(tradingStates);
export type { TradingState };

/** A scope as text: `desk`, `venue:sim`, `account:main`, `strategy:cross`, `symbol:SPX`. The engine judges it. */
export const scopeSchema = z.string().min(1).max(80);

export const scopeStateSchema = z.object({
  scope: z.string(),
  state: tradingStateSchema,
  reason: z.string(),
  actor: rowIds.actor,
  /** Absent while the state never changed. */
  since: z.string().optional(),
  /**
   * Why the state is not on record: the store could not write. It is in force all the same, and forgotten if the engine
   * stops now.
   */
  offRecord: z.string().optional(),
});
export type ScopeState = z.infer<typeof scopeStateSchema>;

export const killPreviewSchema = z.object({
  /** How many orders would be canceled. */
  orders: z.number().int(),
  /** How many of these orders protect a position. */
  exits: z.number().int(),
  /** How many of these orders somebody else sent. */
  external: z.number().int(),
  /** Venues where these orders work. */
  venues: z.array(rowIds.venue),
  /** Positions that would be flattened; the sign of the quantity is the side. */
  positions: z.array(
    z.object({
      /** Empty where the venue tells no account. */
      account: z.union([rowIds.account, z.literal('')]),
      symbol: rowIds.symbol,
      quantity: z.string(),
    }),
  ),
});
export type KillPreview = z.infer<typeof killPreviewSchema>;

export const tradingChangeSchema = z.object({
  scope: z.string(),
  from: tradingStateSchema,
  to: tradingStateSchema,
  /** Why the change is not on record, as in the state of a scope. */
  offRecord: z.string().optional(),
});

export const enablePreviewSchema = z.object({
  /** Exactly what changes; empty when the scope is active already. */
  changes: z.array(tradingChangeSchema),
  /** Other scopes whose states still hold back orders. */
  stillRestricted: z.array(z.object({ scope: z.string(), state: tradingStateSchema })),
  /** Kill switches that are not done, and keep the scope from being enabled. */
  openKills: z.array(z.string()),
});
export type EnablePreview = z.infer<typeof enablePreviewSchema>;

export const killRowSchema = z.object({
  orderId: rowIds.order,
  symbol: rowIds.symbol,
  venue: rowIds.venue,
  quantity: z.string(),
  state: z.enum(killRowStates),
  /** How often the venue was asked to cancel the order so far. */
  attempts: z.number().int(),
  lastAttemptAt: z.string().optional(),
  detail: z.string().optional(),
  /** The kill switch itself sent this order, to close a position. */
  flattens: z.literal(true).optional(),
  /** The worst price at which it closes the position; absent on a market order. */
  limitPrice: z.string().optional(),
});
export type KillRow = z.infer<typeof killRowSchema>;

export const killStateSchema = z.enum(killStates);

/** The progress of a kill switch while the store can't write: its cancels go directly to the venues. */
export const killOffRecordSchema = z.object({
  /** Why the store can't write. */
  fault: z.string(),
  /** The kill switch itself is not on record: it is forgotten if the engine stops now. */
  lostOnStop: z.boolean(),
  /** How many orders are to be canceled. */
  cancels: z.number().int(),
  /** How many of these cancels went to the venue. */
  cancelsSent: z.number().int(),
  /** How many of these orders their venue does not list as open any more. */
  ended: z.number().int(),
});
export type KillOffRecord = z.infer<typeof killOffRecordSchema>;

export const killLedgerSchema = z.object({
  killId: z.string(),
  scope: z.string(),
  reason: z.string(),
  actor: rowIds.actor,
  startedAt: z.string(),
  flatten: z.boolean(),
  /** Foreign orders, which somebody else sent, are left to work. */
  leavesExternal: z.literal(true).optional(),
  /** How many of them the venues listed as open in the scope when they gave their proofs. */
  externalLeft: z.number().int().optional(),
  state: killStateSchema,
  provenAt: z.string().optional(),
  /** What the kill switch waits for now, as a sentence; absent while nothing holds it up. */
  detail: z.string().optional(),
  /** Present while the kill switch is under way and the store can't write. */
  offRecord: killOffRecordSchema.optional(),
  rows: z.array(killRowSchema),
});
export type KillLedger = z.infer<typeof killLedgerSchema>;

/** The progress of a kill switch in numbers. */
export const killProgressSchema = z.object({
  killId: z.string(),
  scope: z.string(),
  state: killStateSchema,
  startedAt: z.string(),
  orders: z.number().int(),
  /** How many orders have ended, as the venue confirmed. */
  ended: z.number().int(),
  inDoubt: z.number().int(),
  offRecord: killOffRecordSchema.optional(),
});

/** The restricted scopes and the running kill switches, as a part of the status. */
export const tradingSummarySchema = z.object({
  /** The states of the desk and of every other scope that is not active. */
  states: z.array(scopeStateSchema),
  /** Kill switches that have not ended yet. */
  kills: z.array(killProgressSchema),
});
