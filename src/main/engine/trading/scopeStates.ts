/** The trading state of every scope, in memory: what is on disk, and what is being tightened right now. */
import { formatMicros } from '../../../shared/kernel/time.ts';
import { scopesOf, type ScopedTerms } from '../../domain/trading/tradingScope.ts';
import {
  compareStrictness,
  type EffectiveState,
  type TradingState,
} from '../../domain/trading/tradingState.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { ScopeState } from './tradingControl.ts';

const untouchedDesk: ScopeState = {
  scope: 'desk',
  state: 'active',
  reason: 'never changed',
  actor: 'engine',
};
const active: EffectiveState = { state: 'active', scope: 'desk', reason: untouchedDesk.reason };

export class ScopeStates {
  /** The desk always, others while they are not active. */
  private readonly recorded = new Map<string, ScopeState>([['desk', untouchedDesk]]);
  /** Holds back already what is on its way to the disk; nothing is ever let through before it is there. */
  private readonly tightening = new Map<string, EffectiveState>();
  private restricted = false;

  apply(event: StoredEvent): void {
    if (event.type !== 'TradingStateChanged') return;
    const { scope, to, reason } = event.data;
    if (to === 'active' && scope !== 'desk') this.recorded.delete(scope);
    else {
      const since = formatMicros(event.time);
      this.recorded.set(scope, { scope, state: to, reason, actor: event.actor, since });
    }
    this.weigh();
  }

  /** Tightens at once; the returned function takes it back, once the change is on disk or has failed. */
  tighten(scope: string, state: TradingState, reason: string): () => void {
    this.tightening.set(scope, { state, scope, reason });
    this.weigh();
    return () => {
      this.tightening.delete(scope);
      this.weigh();
    };
  }

  /** What is on disk. */
  of(scope: string): TradingState {
    return this.recorded.get(scope)?.state ?? 'active';
  }

  all(): readonly ScopeState[] {
    return [...this.recorded.values()];
  }

  effective(terms: ScopedTerms): EffectiveState {
    if (!this.restricted) return active;
    let strictest = active;
    for (const scope of scopesOf(terms)) {
      for (const one of [this.tightening.get(scope), this.recorded.get(scope)]) {
        if (one !== undefined && compareStrictness(one.state, strictest.state) > 0) strictest = one;
      }
    }
    const { state, scope, reason } = strictest;
    return { state, scope, reason };
  }

  private weigh(): void {
    this.restricted = this.tightening.size > 0 || this.recorded.size > 1 || this.of('desk') !== 'active';
  }
}
