/** Trading states and the kill switch, as the window, the `desk` command and the engine itself use them (SPEC section 5). */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
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
}

export interface TradingChange {
  readonly scope: string;
  readonly from: TradingState;
  readonly to: TradingState;
}

export interface ScopePosition {
  readonly account: string;
  readonly symbol: string;
  /** Long positive, short negative, in units. */
  readonly quantity: string;
}

/** What a kill would do now: orders to cancel, at which venues, and the positions a flatten would close. */
export interface KillPreview {
  readonly orders: number;
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

export type KillRowState =
  /** Nothing can be asked yet: not sent, not answered, or the venue is away. */
  'waiting' | 'requested' | 'canceled' | 'filled' | 'rejected' | 'expired' | 'denied' | 'in_doubt';

export interface KillRow {
  readonly orderId: string;
  readonly symbol: string;
  readonly venue: string;
  /** What was left to fill when it came into the ledger. */
  readonly quantity: string;
  readonly state: KillRowState;
  /** Cancels asked for. */
  readonly attempts: number;
  readonly lastAttemptAt?: string;
  readonly detail?: string;
}

export interface KillLedger {
  readonly killId: string;
  readonly scope: string;
  readonly reason: string;
  readonly actor: string;
  readonly startedAt: string;
  readonly flatten: boolean;
  /** `cleared`: no order in the scope works at any venue. `flat`: and no position is left. Both only when proven. */
  readonly state: 'canceling' | 'flattening' | 'flat' | 'cleared';
  readonly provenAt?: string;
  readonly rows: readonly KillRow[];
}

export interface TradingControl {
  /** Every scope that is not active, and the desk always. */
  states(): readonly ScopeState[];
  effective(terms: ScopedTerms): EffectiveState;
  /** Refusals: `scope_unknown`, `trading_state_unchanged`, `kill_open`, `store_unavailable`. */
  setState(
    scope: TradingScope,
    state: TradingState,
    context: OperatorContext,
  ): Promise<Result<TradingChange, Refusal>>;
  previewKill(scope: TradingScope): KillPreview;
  /** Halts the scope, cancels every working order in it and, if asked, closes its positions. Resolves when the halt is on disk. */
  kill(
    scope: TradingScope,
    options: { readonly flatten: boolean },
    context: OperatorContext,
  ): Promise<Result<{ readonly killId: string; readonly orders: number }, Refusal>>;
  previewEnable(scope: TradingScope): EnablePreview;
  /** Sets the scope active. Refused with `kill_open` while a kill switch on it is not done. */
  enable(scope: TradingScope, context: OperatorContext): Promise<Result<TradingChange, Refusal>>;
  /** The open ones and the last that were done, newest first. */
  ledgers(): readonly KillLedger[];
}
