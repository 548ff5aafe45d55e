/** Trading states and the kill switch, as the window, the `desk` command and the engine itself use them. */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { KillLedger } from '../../domain/trading/killSwitch/killLedger.ts';
import type { ScopePosition } from '../../domain/trading/tradingEvents.ts';
import type { ScopedTerms, TradingScope } from '../../domain/trading/tradingScope.ts';
import type { EffectiveState, TradingState } from '../../domain/trading/tradingState.ts';
import type { OperatorContext } from '../operatorContext.ts';

/** Scopes are in their text form: `desk`, `venue:sim`. */
export interface ScopeState {
  readonly scope: string;
  readonly state: TradingState;
  readonly reason: string;
  readonly actor: string;
  /** UTC with microseconds, as all times here; absent while it never changed. */
  readonly since?: string;
  /** Why it is not on record: the store could not write. In force all the same, and forgotten if the engine stops now. */
  readonly offRecord?: string;
}

export interface TradingChange {
  readonly scope: string;
  readonly from: TradingState;
  readonly to: TradingState;
  /** As in ScopeState. */
  readonly offRecord?: string;
}

export interface KillEngaged {
  readonly killId: string;
  /** Those that are being canceled. */
  readonly orders: number;
  /** Why not all that was asked for is on record. It is done all the same but for flattening, which waits for the store. */
  readonly offRecord?: string;
}

/** What a kill would do now: orders to cancel, at which venues, and the positions a flatten would close. */
export interface KillPreview {
  readonly orders: number;
  /** Of the orders, those that protect a position. */
  readonly exits: number;
  readonly venues: readonly string[];
  readonly positions: readonly ScopePosition[];
}

export interface EnablePreview {
  /** Exactly what changes; empty when the scope is active already. */
  readonly changes: readonly TradingChange[];
  /** What goes on holding back orders of the scope. */
  readonly stillRestricted: readonly { readonly scope: string; readonly state: TradingState }[];
  /** Kill switches that are not done, and keep the scope from being enabled. */
  readonly openKills: readonly string[];
}

export interface TradingControl {
  /** Every scope that is not active, and the desk always. */
  states(): readonly ScopeState[];
  effective(terms: ScopedTerms): EffectiveState;
  /**
   * Refusals: `scope_unknown`, `trading_state_unchanged`, `kill_open`, `store_unavailable`: a looser state is never in
   * force before it is on disk. A stricter one is, also while the store can't write, and is recorded when it can.
   */
  setState(
    scope: TradingScope,
    state: TradingState,
    context: OperatorContext,
  ): Promise<Result<TradingChange, Refusal>>;
  previewKill(scope: TradingScope): KillPreview;
  /**
   * Halts the scope, cancels every working order in it and, if asked, closes its positions. Resolves when the halt is
   * on disk. Again on the same scope while it is not done: asks for all that is open at once, and flattens too if asked.
   * While the store can't write it halts and cancels all the same, resolves with `offRecord`, and is recorded when it
   * can.
   */
  kill(
    scope: TradingScope,
    options: { readonly flatten: boolean },
    context: OperatorContext,
  ): Promise<Result<KillEngaged, Refusal>>;
  previewEnable(scope: TradingScope): EnablePreview;
  /**
   * Sets the scope active. Refused with `kill_open` while a kill switch on it is not done, unless all that is left of
   * it is in the hands of kill switches on scopes that stay halted.
   */
  enable(scope: TradingScope, context: OperatorContext): Promise<Result<TradingChange, Refusal>>;
  /** The open ones and the last that were done, newest first. */
  ledgers(): readonly KillLedger[];
}
