/** The market of one symbol: its book, its waiting stops, the house, and the market's price. */
import type { Side } from '../../../../domain/order/orderTerms.ts';
import { Book } from './book.ts';
import { BookSide } from './bookSide.ts';
import type { Grid } from './grid.ts';
import { House, touchAt, type HouseConfig, type HouseQuote } from './house.ts';
import { isWaitingStop, type SimOrder } from './simOrder.ts';

/** Called with what happens to orders. The exchange records and reports it. */
export interface MarketListener {
  /** `order.openLots` is already reduced; `counterparty` is undefined for the house. */
  onFill(order: SimOrder, fill: Fill): void;
  /** The rest of an order was canceled, because it may not stay in the book. */
  onCanceled(order: SimOrder, reason: string): void;
  /** A stop became a market or limit order. */
  onTriggered(order: SimOrder): void;
}

export interface Fill {
  readonly lots: number;
  readonly ticks: number;
  readonly liquidity: 'maker' | 'taker';
  readonly counterparty: SimOrder | undefined;
}

const houseFlowLots = Number.MAX_SAFE_INTEGER;

export class SymbolMarket {
  readonly grid: Grid;
  private readonly book = new Book<SimOrder | HouseQuote>();
  private readonly house: House<SimOrder>;
  private readonly houseConfig: HouseConfig;
  /** Waiting stops. A falling price reaches the highest sell stop first, a rising price the lowest buy stop. */
  private readonly stops = { sell: new BookSide<SimOrder>('high'), buy: new BookSide<SimOrder>('low') };
  private readonly listener: MarketListener;
  private ticksNow: number;
  private outcomesCount = 0;

  constructor(grid: Grid, houseConfig: HouseConfig, referenceTicks: number, listener: MarketListener) {
    this.grid = grid;
    this.house = new House(this.book, houseConfig, grid.ticksMin);
    this.houseConfig = houseConfig;
    this.listener = this.counted(listener);
    this.ticksNow = referenceTicks;
  }

  /** The market's price in ticks. Price messages carry it as the last price, and it triggers stops. */
  get referenceTicks(): number {
    return this.ticksNow;
  }

  /** How often something happened to a client's order: fills, ends and triggered stops. */
  get outcomes(): number {
    return this.outcomesCount;
  }

  /**
   * Best bid and ask in ticks, clients' orders included. For an empty side, the price at which the house would quote
   * without crossing the other side.
   */
  touch(): { bid: number; ask: number } {
    const house = touchAt(this.ticksNow, this.houseConfig.spreadTicks);
    const { bestBid, bestAsk } = this.book;
    return {
      bid: bestBid ?? Math.min(house.bid, (bestAsk ?? Number.POSITIVE_INFINITY) - 1),
      ask: bestAsk ?? Math.max(house.ask, (bestBid ?? Number.NEGATIVE_INFINITY) + 1),
    };
  }

  /** Takes an order whose acceptance was reported. The order trades, rests, waits for its stop, or is canceled. */
  enter(order: SimOrder): void {
    if (isWaitingStop(order) && !this.isReached(order)) {
      this.stops[order.side].add(order);
      return;
    }
    if (isWaitingStop(order)) this.trigger(order);
    this.execute(order);
  }

  /** Puts an order from the record back without matching. Call it in the sequence of the orders' priorities. */
  restore(order: SimOrder): void {
    if (isWaitingStop(order)) this.stops[order.side].add(order);
    else this.book.add(order);
  }

  /** Opens the market once all orders are restored. */
  open(): void {
    this.settleAt(this.ticksNow);
  }

  /** Takes a resting or waiting order out; false when the order is in neither place. */
  withdraw(order: SimOrder): boolean {
    const taken = isWaitingStop(order) ? this.stops[order.side].remove(order) : this.book.remove(order);
    if (taken) this.house.quote(this.ticksNow);
    return taken;
  }

  /**
   * Moves the market's price. A walk passes every price in between, so that a stop trades at its price. Over a gap (a
   * new day's open) the first price is the new one, and stops trade there. Resting orders that the market trades
   * through are filled whole at their own price: best price first, then oldest.
   */
  moveTo(targetTicks: number, path: 'walk' | 'gap'): void {
    if (path === 'walk') {
      for (let stop = this.nextStop(targetTicks); stop !== undefined; stop = this.nextStop(targetTicks)) {
        this.settleAt(stop);
      }
    }
    this.settleAt(targetTicks);
  }

  /**
   * Walks to the next price at which a client's order trades, or to the target where there is none. True when the
   * market has reached the target.
   */
  walkTowards(targetTicks: number): boolean {
    const stop = this.nextStop(targetTicks);
    const limit = this.nextLimit(targetTicks);
    const [nearest] = [stop, limit]
      .filter((ticks) => ticks !== undefined)
      .toSorted((a, b) => Math.abs(a - this.ticksNow) - Math.abs(b - this.ticksNow));
    this.settleAt(nearest ?? targetTicks);
    return nearest === undefined;
  }

  private nextStop(targetTicks: number): number | undefined {
    const falling = targetTicks < this.ticksNow;
    const ticks = (falling ? this.stops.sell : this.stops.buy).bestTicks;
    if (ticks === undefined || ticks === this.ticksNow) return undefined;
    return (falling ? ticks > targetTicks : ticks < targetTicks) ? ticks : undefined;
  }

  /** The first price before the target at which the market trades through a client's resting order. */
  private nextLimit(targetTicks: number): number | undefined {
    if (this.houseConfig.levels === 0) return undefined;
    const falling = targetTicks < this.ticksNow;
    const resting = falling ? this.book.bids : this.book.asks;
    for (const order of resting.inOrder()) {
      if (order.owner === 'house') continue;
      const { bid, ask } = touchAt(0, this.houseConfig.spreadTicks);
      const ticks = order.ticks - (falling ? ask : bid);
      const isOnTheWay = falling
        ? ticks > targetTicks && ticks < this.ticksNow
        : ticks < targetTicks && ticks > this.ticksNow;
      return isOnTheWay ? ticks : undefined;
    }
    return undefined;
  }

  private counted(listener: MarketListener): MarketListener {
    return {
      onFill: (order, fill) => {
        this.outcomesCount++;
        listener.onFill(order, fill);
      },
      onCanceled: (order, reason) => {
        this.outcomesCount++;
        listener.onCanceled(order, reason);
      },
      onTriggered: (order) => {
        this.outcomesCount++;
        listener.onTriggered(order);
      },
    };
  }

  private settleAt(ticks: number): void {
    this.ticksNow = ticks;
    this.house.follow(ticks);
    const { bid, ask } = touchAt(ticks, this.houseConfig.spreadTicks);
    if (this.houseConfig.levels > 0) {
      this.tradeThrough('sell', ask);
      this.tradeThrough('buy', bid);
    }
    this.house.quote(ticks);
    this.triggerReached('sell');
    this.triggerReached('buy');
  }

  /** Trades the market's own flow against client orders whose price is as good as the house's quotes. */
  private tradeThrough(side: Side, limitTicks: number): void {
    this.book.match({ side, limitTicks, openLots: houseFlowLots }, (maker, lots, ticks) => {
      if (maker.owner === 'house') return;
      this.listener.onFill(maker, { lots, ticks, liquidity: 'maker', counterparty: undefined });
    });
  }

  private triggerReached(side: Side): void {
    const waiting = this.stops[side];
    for (let order = waiting.first; order !== undefined && this.isReached(order); order = waiting.first) {
      waiting.remove(order);
      this.trigger(order);
      this.execute(order);
    }
  }

  private isReached(order: SimOrder): boolean {
    const stop = order.stopTicks ?? this.ticksNow;
    return order.side === 'buy' ? this.ticksNow >= stop : this.ticksNow <= stop;
  }

  private trigger(order: SimOrder): void {
    order.triggered = true;
    order.ticks = order.limitTicks ?? order.ticks;
    this.listener.onTriggered(order);
  }

  private execute(order: SimOrder): void {
    const taker = { side: order.side, limitTicks: order.limitTicks, openLots: order.openLots };
    if (order.timeInForce === 'FOK' && !this.book.canFill(taker)) {
      this.listener.onCanceled(order, 'fill or kill: the book can not fill it whole');
      return;
    }
    this.book.match(taker, (maker, lots, ticks) => {
      order.openLots -= lots;
      const client = maker.owner === 'house' ? undefined : maker;
      this.listener.onFill(order, { lots, ticks, liquidity: 'taker', counterparty: client });
      if (client !== undefined) {
        this.listener.onFill(client, { lots, ticks, liquidity: 'maker', counterparty: order });
      }
    });
    this.keepOrCancelRest(order);
    this.house.quote(this.ticksNow);
  }

  private keepOrCancelRest(order: SimOrder): void {
    if (order.openLots === 0) return;
    const reason =
      order.limitTicks === undefined
        ? 'no liquidity: the book is exhausted'
        : 'immediate or cancel: the rest found no match';
    if (order.limitTicks !== undefined && order.timeInForce !== 'IOC') this.book.add(order);
    else this.listener.onCanceled(order, reason);
  }
}
