/**
 * The scopes that were proven flat, each with the position in the store up to which the proof holds: an earlier order
 * has nothing left to close or protect.
 */
import { invariant } from '../../../../shared/kernel/invariant.ts';
import {
  parseTradingScope,
  scopeCovers,
  type ScopedTerms,
  type TradingScope,
} from '../../../domain/trading/tradingScope.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';

export class FlatScopes {
  /** By scope: a later proof includes an earlier one. */
  private readonly flats = new Map<string, { readonly scope: TradingScope; readonly position: number }>();

  /** Returns the scope when the event is the proof that it is flat. */
  apply(event: StoredEvent): TradingScope | undefined {
    if (event.type !== 'KillSwitchCompleted' || event.data.result !== 'flat') return undefined;
    const scope = parseTradingScope(event.data.scope);
    invariant(scope !== undefined, `the stored scope ${event.data.scope} is one`);
    this.flats.set(event.data.scope, { scope, position: event.position });
    return scope;
  }

  isFlattened(order: ScopedTerms & { readonly createdPosition: number }): boolean {
    return [...this.flats.values()].some(
      ({ scope, position }) => order.createdPosition < position && scopeCovers(scope, order),
    );
  }
}
