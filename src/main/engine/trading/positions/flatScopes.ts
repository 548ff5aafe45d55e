/** What was proven flat, and up to which position in the store: an order made before has nothing left to close or protect. */
import { invariant } from '../../../../shared/kernel/invariant.ts';
import {
  parseTradingScope,
  scopeCovers,
  type ScopedTerms,
  type TradingScope,
} from '../../../domain/trading/tradingScope.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';

export class FlatScopes {
  /** By scope: a later proof says all that an earlier one said. */
  private readonly flats = new Map<string, { readonly scope: TradingScope; readonly position: number }>();

  /** The scope, when the event is the proof that it is flat. */
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
