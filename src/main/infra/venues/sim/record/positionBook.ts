/** The position of each account by the venue's whole record: bought less sold. */
import type { Side } from '../../../../domain/order/orderTerms.ts';
import {
  fromUnits,
  add,
  decimal,
  formatDecimal,
  subtract,
  zero,
  type Decimal,
} from '../../../../../shared/kernel/decimal.ts';
import type { WirePosition } from '../wire/protocol.ts';

/** Executions of the same account, symbol, side and quantity, counted together. */
export interface ExecutedLot {
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: string;
  readonly count: number;
}

export class PositionBook {
  private readonly positions = new Map<string, { account: string; symbol: string; quantity: Decimal }>();

  constructor(executed: readonly ExecutedLot[]) {
    for (const { account, symbol, side, quantity, count } of executed) {
      this.add(account, symbol, side, fromUnits(decimal(quantity) * BigInt(count)));
    }
  }

  add(account: string, symbol: string, side: Side, quantity: Decimal): void {
    const key = `${account} ${symbol}`;
    const before = this.positions.get(key)?.quantity ?? zero;
    const after = side === 'buy' ? add(before, quantity) : subtract(before, quantity);
    this.positions.set(key, { account, symbol, quantity: after });
  }

  /** The positions that are not flat. */
  open(): WirePosition[] {
    return [...this.positions.values()]
      .filter(({ quantity }) => quantity !== zero)
      .map((position) => ({ ...position, quantity: formatDecimal(position.quantity) }));
  }
}
