/**
 * What each account has traded in each symbol since the first event: what it holds and at what cost, what it has realized, and
 * how much it has traded on the present trading day. A corrected or busted execution counts as corrected.
 */
import { orderIdOfStream, type AccountId, type Ticker, type OrderId } from '../../../../shared/kernel/ids.ts';
import {
  add,
  decimal,
  formatDecimal,
  maximum,
  zero,
  type Decimal,
} from '../../../../shared/kernel/decimal.ts';
import { formatNotional, notional } from '../../../../shared/kernel/notional.ts';
import { epochMicros, formatMicros, type EpochMicros } from '../../../../shared/kernel/time.ts';
import { isExecutionEvent, isRevision, tradedBy, type Traded } from '../../../domain/order/executions.ts';
import type { Side } from '../../../domain/order/orderTerms.ts';
import { filled, flatDay, lotsOf, type DayPosition } from '../../../domain/trading/dayPosition.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { Clock } from '../../ports.ts';
import { readStandingTrades, type EventReader } from './readStandingTrades.ts';

export interface TradedPosition {
  readonly account: AccountId;
  readonly symbol: Ticker;
  /** Since the first event. */
  readonly position: DayPosition;
  /** Units executed since midnight UTC, bought and sold added. */
  readonly dayVolume: Decimal;
}

/** A position as a snapshot keeps it. */
export interface TradeRecord {
  readonly account: AccountId;
  readonly symbol: Ticker;
  readonly quantity: string;
  readonly cost: string;
  readonly realized: string;
  /** By FIFO: quantity and price of each open lot, the oldest first, and what was realized. */
  readonly lots: readonly (readonly [quantity: string, price: string])[];
  readonly fifoRealized: string;
  /** Whether an execution was corrected or taken back, and the position is not recounted yet. */
  readonly revised: boolean;
  /** The trading day of the volume: `2026-11-23`. */
  readonly day: string;
  readonly volume: string;
}

const dayMicros = 86_400_000_000;

interface Trades {
  readonly account: AccountId;
  readonly symbol: Ticker;
  readonly position: DayPosition;
  readonly day: string;
  readonly volume: Decimal;
  readonly revised: boolean;
}

/** An execution event as it came. */
interface Came {
  readonly key: string;
  readonly at: number;
  readonly side: Side;
  readonly traded: readonly Traded[];
  readonly isRevision: boolean;
}

export class TradeBook {
  private readonly rowOf: (orderId: OrderId) => OrderView | undefined;
  private readonly clock: Pick<Clock, 'now'>;
  private readonly trades = new Map<string, Trades>();
  private recounting: Promise<void> | undefined;
  /** The execution events that came since a recount began. */
  private came: Came[] | undefined;

  constructor(rowOf: (orderId: OrderId) => OrderView | undefined, clock: Pick<Clock, 'now'>) {
    this.rowOf = rowOf;
    this.clock = clock;
  }

  /** Applies an event, while the order's row is in memory. */
  apply(event: StoredEvent): void {
    if (!isExecutionEvent(event)) return;
    const row = this.rowOf(orderIdOfStream(event.streamId));
    if (row === undefined) return;
    const { account, symbol, side } = row;
    const key = keyOf(account, symbol);
    const traded = tradedBy(event);
    const came = { key, at: event.position, side, traded, isRevision: isRevision(event) };
    this.came?.push(came);
    const before = this.trades.get(key);
    const day = dayFrom(event.time, before?.day);
    const dayBefore = before?.day === day ? before.volume : zero;
    this.trades.set(key, {
      account,
      symbol,
      position: after(before?.position ?? flatDay, came),
      day,
      volume: traded.reduce((sum, { quantity }) => add(sum, quantity), dayBefore),
      revised: before?.revised === true || came.isRevision,
    });
  }

  /**
   * Splits the profit into realized and open as if each execution had always been as it stands now. A revision first
   * counts like a trade, which leaves the sum right but not the split. Reads all events, where there was a revision.
   */
  async recount(store: EventReader): Promise<void> {
    if (![...this.trades.values()].some(({ revised }) => revised)) return;
    this.recounting ??= this.recountNow(store).finally(() => {
      this.recounting = undefined;
      this.came = undefined;
    });
    await this.recounting;
  }

  private async recountNow(store: EventReader): Promise<void> {
    const keys = [...this.trades].filter(([, { revised }]) => revised).map(([key]) => key);
    const { position: upTo } = store.head();
    this.came = [];
    const standing = await readStandingTrades(store, upTo, new Set(keys));
    for (const key of keys) {
      const trades = this.trades.get(key);
      if (trades === undefined) continue;
      const until = (standing.get(key)?.all() ?? []).reduce(
        (position, { of: side, quantity, price }) => filled(position, side, quantity, price),
        flatDay,
      );
      const later = this.came.filter((one) => one.key === key && one.at > upTo);
      const position = later.reduce(after, until);
      this.trades.set(key, { ...trades, position, revised: later.some((one) => one.isRevision) });
    }
  }

  /** An execution of an earlier day that was taken back today makes no negative volume. */
  dayVolume(account: AccountId, symbol: Ticker): Decimal {
    const trades = this.trades.get(keyOf(account, symbol));
    const isOfToday = trades !== undefined && trades.day === dayFrom(this.clock.now(), trades.day);
    return isOfToday ? maximum(zero, trades.volume) : zero;
  }

  all(): readonly TradedPosition[] {
    return Array.from(this.trades.values(), ({ account, symbol, position }) => {
      return { account, symbol, position, dayVolume: this.dayVolume(account, symbol) };
    });
  }

  records(): readonly TradeRecord[] {
    return Array.from(this.trades.values(), ({ account, symbol, position, day, volume, revised }) => ({
      account,
      symbol,
      quantity: formatDecimal(position.quantity),
      cost: formatNotional(position.cost ?? flatDay.realized),
      realized: formatNotional(position.realized),
      lots: Array.from(position.fifo.lots, (lot) => [formatDecimal(lot.quantity), formatDecimal(lot.price)]),
      fifoRealized: formatNotional(position.fifo.realized),
      revised,
      day,
      volume: formatDecimal(volume),
    }));
  }

  restoreAll(records: readonly TradeRecord[]): void {
    for (const { account, symbol, quantity, cost, realized, lots, fifoRealized, day, ...rest } of records) {
      const fifo = lotsOf(lots.map((lot) => ({ quantity: decimal(lot[0]), price: decimal(lot[1]) })));
      const position = {
        quantity: decimal(quantity),
        cost: notional(cost),
        realized: notional(realized),
        fifo: { ...fifo, realized: notional(fifoRealized) },
      };
      const { volume, revised } = rest;
      const trades = { account, symbol, position, day, volume: decimal(volume), revised };
      this.trades.set(keyOf(account, symbol), trades);
    }
  }
}

function after(position: DayPosition, { side, traded }: Came): DayPosition {
  return traded.reduce((sum, { quantity, price }) => filled(sum, side, quantity, price), position);
}

function keyOf(account: AccountId, symbol: Ticker): string {
  return `${account} ${symbol}`;
}

/**
 * The trading day of an execution. A day that has begun goes on where the clock is set back over its midnight: its
 * volume still counts.
 */
function dayFrom(at: EpochMicros, begun: string | undefined): string {
  return begun === dayOf(epochMicros(at + dayMicros)) ? begun : dayOf(at);
}

function dayOf(at: EpochMicros): string {
  return formatMicros(at).slice(0, 'YYYY-MM-DD'.length);
}
