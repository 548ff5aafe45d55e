/** Trading states and the kill switch, as the window, the `desk` command and the engine itself use them. */
import type { Actor, VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { KillLedger } from '../../domain/trading/killSwitch/killLedger.ts';
import type { ScopePosition } from '../../domain/trading/tradingEvents.ts';
import type { TradingScope } from '../../domain/trading/tradingScope.ts';
import type { TradingState } from '../../domain/trading/tradingState.ts';
import type { CostMethod } from '../../domain/trading/dayPosition.ts';
import type { PositionLine } from './positions/positionLines.ts';
import type { OperatorContext } from '../operatorContext.ts';

/** The state of a scope. A scope is text: `desk`, `venue:sim`. */
export interface ScopeState {
  readonly scope: string;
  readonly state: TradingState;
  readonly reason: string;
  readonly actor: Actor;
  /** UTC with microseconds, like all times here; absent while the state never changed. */
  readonly since?: string;
  /**
   * Why the state is not on record: the store could not write. The state is in force all the same, and is lost if the
   * engine stops now.
   */
  readonly offRecord?: string;
}

export interface TradingChange {
  readonly scope: string;
  readonly from: TradingState;
  readonly to: TradingState;
  /** Why the change is not on record, as in ScopeState. */
  readonly offRecord?: string;
}

export interface KillEngaged {
  readonly killId: string;
  /** How many orders are being canceled. */
  readonly orders: number;
  /**
   * Why the request is not on record as a whole. The engine carries it out all the same. Only flattening waits for the
   * store.
   */
  readonly offRecord?: string;
}

/**
 * What a kill switch would do now: the orders to cancel, at which venues, and the positions that a flatten would close.
 */
export interface KillPreview {
  readonly orders: number;
  /** How many of these orders protect a position. */
  readonly exits: number;
  /** How many of these orders somebody else sent. */
  readonly external: number;
  readonly venues: readonly VenueId[];
  readonly positions: readonly ScopePosition[];
}

export interface EnablePreview {
  /** Exactly what changes; empty when the scope is active already. */
  readonly changes: readonly TradingChange[];
  /** Other scopes whose states still hold back orders. */
  readonly stillRestricted: readonly { readonly scope: string; readonly state: TradingState }[];
  /** Kill switches that are not done, and keep the scope from being enabled. */
  readonly openKills: readonly string[];
}

export interface Positions {
  readonly method: CostMethod;
  readonly lines: readonly PositionLine[];
}

export interface KillOptions {
  readonly flatten: boolean;
  /** Leaves foreign orders to work: orders whose ids this desk does not make. */
  readonly leaveExternal?: boolean;
}

export interface TradingControl {
  /** Every scope that is not active, and the desk always. */
  states(): readonly ScopeState[];
  /**
   * Refusals: `scope_unknown`, `trading_state_unchanged`, `kill_open`, `store_unavailable`, and `not_allowed` for a
   * person who loosens the state without the right to. A looser state is never in
   * force before it is on disk. A stricter state is in force at once, also while the store can't write, and is recorded
   * when the store can.
   */
  setState(
    scope: TradingScope,
    state: TradingState,
    context: OperatorContext,
  ): Promise<Result<TradingChange, Refusal>>;
  previewKill(scope: TradingScope): KillPreview;
  /**
   * Halts the scope, cancels every working order in it and, if asked, closes its positions. Resolves when the halt is
   * on disk. Called again for a scope whose kill switch is not done, it cancels everything that is open at once, and
   * flattens too if asked. Foreign orders are canceled too; with `leaveExternal` they are left to work, and every
   * report on the kill switch says so. Called again without it, they are canceled. While the store can't write, it
   * halts and cancels all the same, resolves with `offRecord`, and is recorded when the store can.
   */
  kill(
    scope: TradingScope,
    options: KillOptions,
    context: OperatorContext,
  ): Promise<Result<KillEngaged, Refusal>>;
  previewEnable(scope: TradingScope): EnablePreview;
  /**
   * Sets the scope active. Refused with `kill_open` while a kill switch on the scope is not done, unless kill switches
   * on scopes that stay halted have taken over everything that is left of it.
   */
  enable(scope: TradingScope, context: OperatorContext): Promise<Result<TradingChange, Refusal>>;
  /**
   * What each account holds and has made, by symbol; by the configuration's cost method unless another one is given.
   */
  positions(method?: CostMethod): Promise<Positions>;
  /** The kill switches that are open and the last ones that were done, newest first. */
  ledgers(): readonly KillLedger[];
}
