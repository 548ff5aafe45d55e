/** The limit order book of one symbol: price-time priority over whole ticks and lots. */
import type { Side } from '../../../../domain/order/orderTerms.ts';
import { BookSide, type Queued } from './bookSide.ts';

export interface BookOrder extends Queued {
  readonly side: Side;
}

/** The incoming order of a match. Without a limit the order takes every price. */
export interface Taker {
  readonly side: Side;
  readonly limitTicks: number | undefined;
  openLots: number;
}

/** One trade, at the resting order's price; `maker.openLots` is already reduced. */
export type OnTrade<T> = (maker: T, lots: number, ticks: number) => void;

export class Book<T extends BookOrder> {
  readonly bids = new BookSide<T>('high');
  readonly asks = new BookSide<T>('low');

  get bestBid(): number | undefined {
    return this.bids.bestTicks;
  }

  get bestAsk(): number | undefined {
    return this.asks.bestTicks;
  }

  /** Rests an order. It must not cross the other side: match it first. */
  add(order: T): void {
    this.own(order.side).add(order);
  }

  /** Takes a resting order out; false when it is not in the book. */
  remove(order: T): boolean {
    return this.own(order.side).remove(order);
  }

  /** Trades the taker against the other side until it is filled or nothing there reaches its limit. */
  match(taker: Taker, onTrade: OnTrade<T>): void {
    const other = this.other(taker.side);
    while (taker.openLots > 0) {
      const maker = other.first;
      if (maker === undefined) return;
      if (taker.limitTicks !== undefined && !other.reaches(maker.ticks, taker.limitTicks)) return;
      const lots = Math.min(taker.openLots, maker.openLots);
      taker.openLots -= lots;
      maker.openLots -= lots;
      if (maker.openLots === 0) other.remove(maker);
      onTrade(maker, lots, maker.ticks);
    }
  }

  /** Whether the whole taker would trade at once, as fill or kill demands. */
  canFill(taker: Taker): boolean {
    const other = this.other(taker.side);
    let missing = taker.openLots;
    for (const maker of other.inOrder()) {
      if (taker.limitTicks !== undefined && !other.reaches(maker.ticks, taker.limitTicks)) return false;
      missing -= maker.openLots;
      if (missing <= 0) return true;
    }
    return false;
  }

  private own(side: Side): BookSide<T> {
    return side === 'buy' ? this.bids : this.asks;
  }

  private other(side: Side): BookSide<T> {
    return side === 'buy' ? this.asks : this.bids;
  }
}
