/**
 * What the orders of each strategy hold, by venue, account and symbol. An account's position belongs to all its strategies;
 * this class says which part is whose. It counts from the last time when the position was proven flat.
 */
import { orderIdOfStream, type OrderId, type StrategyId } from '../../../../shared/kernel/ids.ts';
import {
  add,
  decimal,
  formatDecimal,
  subtract,
  zero,
  type Decimal,
} from '../../../../shared/kernel/decimal.ts';
import { parseTradingScope, scopeCovers, type ScopedTerms } from '../../../domain/trading/tradingScope.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import type { OrderView } from '../../orders/orderView.ts';
import { filledBy, isExecutionEvent } from '../../../domain/order/executions.ts';
import type { FlatScopes } from './flatScopes.ts';

export interface StrategyPosition extends ScopedTerms {
  readonly position: Decimal;
}

/** A strategy's position as a snapshot keeps it. */
export interface StrategyPositionRecord extends ScopedTerms {
  readonly quantity: string;
}

export class StrategyPositions {
  private readonly rowOf: (orderId: OrderId) => OrderView | undefined;
  private readonly flats: FlatScopes;
  private readonly positions = new Map<string, StrategyPosition>();

  constructor(rowOf: (orderId: OrderId) => OrderView | undefined, flats: FlatScopes) {
    this.rowOf = rowOf;
    this.flats = flats;
  }

  of(strategy: StrategyId): readonly StrategyPosition[] {
    return [...this.positions.values()].filter((one) => one.strategy === strategy);
  }

  /** Applies an event, after the order's row has taken it. */
  apply(event: StoredEvent): void {
    if (isExecutionEvent(event)) {
      const row = this.rowOf(orderIdOfStream(event.streamId));
      if (row !== undefined) this.move(row, row.side, filledBy(event));
    } else if (event.type === 'KillSwitchCompleted' && event.data.result === 'flat') {
      const scope = parseTradingScope(event.data.scope);
      for (const [key, one] of this.positions) {
        if (scope !== undefined && scopeCovers(scope, one)) this.positions.delete(key);
      }
    }
  }

  all(): readonly StrategyPositionRecord[] {
    return [...this.positions.values()].map(({ position, ...terms }) => ({
      ...terms,
      quantity: formatDecimal(position),
    }));
  }

  restoreAll(records: readonly StrategyPositionRecord[]): void {
    for (const record of records) this.move(record, 'buy', decimal(record.quantity));
  }

  private move(terms: ScopedTerms, side: OrderView['side'], quantity: Decimal): void {
    const { account, strategy, symbol, venue } = terms;
    const key = [venue, account, strategy, symbol].join(' ');
    const before = this.positions.get(key)?.position ?? zero;
    const position = side === 'buy' ? add(before, quantity) : subtract(before, quantity);
    if (position === zero) this.positions.delete(key);
    else this.positions.set(key, { account, strategy, symbol, venue, position });
  }
}
