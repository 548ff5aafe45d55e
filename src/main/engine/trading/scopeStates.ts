/**
 * The trading state of every scope, in memory: the states on disk, the states off record, and the states that are being
 * tightened right now.
 */
import { engineActor } from '../../../shared/kernel/ids.ts';
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
  actor: engineActor(),
};
const active: EffectiveState = { state: 'active', scope: 'desk', reason: untouchedDesk.reason };

export class ScopeStates {
  /** The states on disk: the desk always, another scope while it is not active. */
  private readonly recorded: Map<string, ScopeState>;
  /**
   * Stricter states that are not on disk yet, and hold orders back already. A looser state lets no order through before
   * it is on disk.
   */
  private readonly tightening = new Set<EffectiveState>();
  /** States that are stricter than those on disk, while the store can't write. */
  private readonly offRecord = new Map<string, ScopeState>();
  private restricted = false;

  constructor(recorded: Iterable<readonly [string, ScopeState]> = [['desk', untouchedDesk]]) {
    this.recorded = new Map(recorded);
    this.weigh();
  }

  /** A copy of the states on disk, which changes independently. */
  copy(): ScopeStates {
    return new ScopeStates(this.recorded);
  }

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

  /** Tightens the state at once. The returned function ends that, once the change is on disk or has failed. */
  tighten(scope: string, state: TradingState, reason: string): () => void {
    const held = { state, scope, reason };
    this.tightening.add(held);
    this.weigh();
    return () => {
      this.tightening.delete(held);
      this.weigh();
    };
  }

  /** Holds a stricter state that the store could not take, until this very state is on disk. */
  hold(state: ScopeState): void {
    this.offRecord.set(state.scope, state);
    this.weigh();
  }

  /** The state in force. */
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
