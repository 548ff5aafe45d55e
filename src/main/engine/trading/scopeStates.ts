/** The trading state of every scope, in memory: what is on disk, what holds off record, and what is being tightened right now. */
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
  private readonly tightening = new Set<EffectiveState>();
  /** Stricter than what is on disk, while the store can't write. */
  private readonly offRecord = new Map<string, ScopeState>();
  private restricted = false;

  apply(event: StoredEvent): void {
    if (event.type !== 'TradingStateChanged') return;
    const { scope, to, reason } = event.data;
    if (to === 'active' && scope !== 'desk') this.recorded.delete(scope);
    else {
      const since = event.data.offRecord?.since ?? formatMicros(event.time);
      this.recorded.set(scope, { scope, state: to, reason, actor: event.actor, since });
    }
    if (this.offRecord.get(scope)?.state === to) this.offRecord.delete(scope);
    this.weigh();
  }

  /** Tightens at once; the returned function takes it back, once the change is on disk or has failed. */
  tighten(scope: string, state: TradingState, reason: string): () => void {
    const held = { state, scope, reason };
    this.tightening.add(held);
    this.weigh();
    return () => {
      this.tightening.delete(held);
      this.weigh();
    };
  }

  /** A stricter state that the store could not take: holds until that very state is on disk. */
  hold(state: ScopeState): void {
    this.offRecord.set(state.scope, state);
    this.weigh();
  }

  /** What is in force. */
  of(scope: string): TradingState {
    return this.offRecord.get(scope)?.state ?? this.onRecord(scope);
  }

  onRecord(scope: string): TradingState {
    return this.recorded.get(scope)?.state ?? 'active';
  }

  all(): readonly ScopeState[] {
    return [...new Map([...this.recorded, ...this.offRecord]).values()];
  }

  effective(terms: ScopedTerms): EffectiveState {
    if (!this.restricted) return active;
    let strictest = active;
    const weigh = (one: EffectiveState | undefined): void => {
      if (one !== undefined && compareStrictness(one.state, strictest.state) > 0) strictest = one;
    };
    const scopes = scopesOf(terms);
    for (const held of this.tightening) if (scopes.includes(held.scope)) weigh(held);
    for (const scope of scopes) {
      weigh(this.offRecord.get(scope));
      weigh(this.recorded.get(scope));
    }
    const { state, scope, reason } = strictest;
    return { state, scope, reason };
  }

  private weigh(): void {
    const held = this.tightening.size + this.offRecord.size;
    this.restricted = held > 0 || this.recorded.size > 1 || this.of('desk') !== 'active';
  }
}
