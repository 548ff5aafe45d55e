/**
 * What each account has traded in each symbol since the first event: what it holds and at what average cost, what it has
 * realized, and how much it has traded on the present trading day. A corrected or busted execution counts as corrected.
 */
import { orderIdOfStream } from '../../../../shared/kernel/ids.ts';
import {
  add,
  decimal,
  formatDecimal,
  maximum,
  zero,
  type Decimal,
} from '../../../../shared/kernel/decimal.ts';
import { formatNotional, notional } from '../../../../shared/kernel/notional.ts';
import { formatMicros, type EpochMicros } from '../../../../shared/kernel/time.ts';
import { isExecutionEvent, tradedBy } from '../../../domain/order/executions.ts';
import { filled, flatDay, type DayPosition } from '../../../domain/trading/dayPosition.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { Clock } from '../../ports.ts';

export interface TradedPosition {
  readonly account: string;
  readonly symbol: string;
  /** By average cost, since the first event. */
  readonly position: DayPosition;
  /** Units executed since midnight UTC, bought and sold added. */
  readonly dayVolume: Decimal;
}

/** A position as a snapshot keeps it. */
export interface TradeRecord {
  readonly account: string;
  readonly symbol: string;
  readonly quantity: string;
  readonly cost: string;
  readonly realized: string;
  /** The trading day of the volume: `2026-11-23`. */
  readonly day: string;
  readonly volume: string;
}

interface Trades {
  readonly account: string;
  readonly symbol: string;
  readonly position: DayPosition;
  readonly day: string;
  readonly volume: Decimal;
}

export class TradeBook {
  private readonly rowOf: (orderId: string) => OrderView | undefined;
  private readonly clock: Pick<Clock, 'now'>;
  private readonly trades = new Map<string, Trades>();

  constructor(rowOf: (orderId: string) => OrderView | undefined, clock: Pick<Clock, 'now'>) {
    this.rowOf = rowOf;
    this.clock = clock;
  }

  /** Applies an event, while the order's row is in memory. */
  apply(event: StoredEvent): void {
    if (!isExecutionEvent(event)) return;
    const row = this.rowOf(orderIdOfStream(event.streamId));
    if (row === undefined) return;
    const { account, symbol, side } = row;
    const day = dayOf(event.time);
    const before = this.trades.get(keyOf(account, symbol));
    let { position = flatDay } = before ?? {};
    let volume = before?.day === day ? before.volume : zero;
    for (const { quantity, price } of tradedBy(event)) {
      position = filled(position, side, quantity, price);
      volume = add(volume, quantity);
    }
    this.trades.set(keyOf(account, symbol), { account, symbol, position, day, volume });
  }

  /** An execution of an earlier day that was taken back today makes no negative volume. */
  dayVolume(account: string, symbol: string): Decimal {
    const trades = this.trades.get(keyOf(account, symbol));
    return trades?.day === dayOf(this.clock.now()) ? maximum(zero, trades.volume) : zero;
  }

  all(): readonly TradedPosition[] {
    return Array.from(this.trades.values(), ({ account, symbol, position }) => {
      return { account, symbol, position, dayVolume: this.dayVolume(account, symbol) };
    });
  }

  records(): readonly TradeRecord[] {
    return Array.from(this.trades.values(), ({ account, symbol, position, day, volume }) => ({
      account,
      symbol,
      quantity: formatDecimal(position.quantity),
      cost: formatNotional(position.cost ?? flatDay.realized),
      realized: formatNotional(position.realized),
      day,
      volume: formatDecimal(volume),
    }));
  }

  restoreAll(records: readonly TradeRecord[]): void {
    for (const { account, symbol, quantity, cost, realized, day, volume } of records) {
      const position = { quantity: decimal(quantity), cost: notional(cost), realized: notional(realized) };
      const trades = { account, symbol, position, day, volume: decimal(volume) };
      this.trades.set(keyOf(account, symbol), trades);
    }
  }
}

function keyOf(account: string, symbol: string): string {
  return `${account} ${symbol}`;
}

function dayOf(at: EpochMicros): string {
  return formatMicros(at).slice(0, 'YYYY-MM-DD'.length);
}
