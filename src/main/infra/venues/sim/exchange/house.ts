/** The house: a market maker that quotes a ladder on both sides of the market's price and never runs out. */
import type { Side } from '../../../../domain/order/orderTerms.ts';
import type { Book, BookOrder } from './book.ts';

export interface HouseQuote extends BookOrder {
  readonly owner: 'house';
}

export interface HouseConfig {
  /** Price levels on each side; 0 for a market without a house. */
  readonly levels: number;
  readonly lotsPerLevel: number;
  /** Ticks between its best bid and its best ask, at least 1. */
  readonly spreadTicks: number;
}

export const defaultHouse: HouseConfig = { levels: 10, lotsPerLevel: 500, spreadTicks: 1 };

/**
 * Best bid and ask at a market price. With an odd spread the ask is farther away, so that a spread of 1 bids the price
 * itself.
 */
export function touchAt(referenceTicks: number, spreadTicks: number): { bid: number; ask: number } {
  const bid = referenceTicks - Math.floor(spreadTicks / 2);
  return { bid, ask: bid + spreadTicks };
}

export class House<T extends BookOrder> {
  private readonly book: Book<T | HouseQuote>;
  private readonly config: HouseConfig;
  private readonly ticksMin: number;
  private readonly quotes = { buy: new Map<number, HouseQuote>(), sell: new Map<number, HouseQuote>() };

  /** `ticksMin` is the lowest bid of the house, unless the market itself is lower. */
  constructor(book: Book<T | HouseQuote>, config: HouseConfig, ticksMin: number) {
    this.book = book;
    this.config = config;
    this.ticksMin = ticksMin;
  }

  /** Withdraws every quote that does not belong to the ladder around `referenceTicks`. */
  follow(referenceTicks: number): void {
    const { bid, ask } = touchAt(referenceTicks, this.config.spreadTicks);
    const depth = this.config.levels - 1;
    this.withdrawOutside('buy', bid - depth, bid);
    this.withdrawOutside('sell', ask, ask + depth);
  }

  /**
   * Completes the ladder around `referenceTicks`. A quote that is still whole keeps its place in the queue. A quote
   * that has traded goes to the queue's end. A level where the house would trade with a resting order stays empty.
   */
  quote(referenceTicks: number): void {
    const { bid, ask } = touchAt(referenceTicks, this.config.spreadTicks);
    const lowest = referenceTicks < this.ticksMin ? Number.NEGATIVE_INFINITY : this.ticksMin;
    for (let depth = 0; depth < this.config.levels; depth++) {
      const [bidTicks, askTicks] = [bid - depth, ask + depth];
      if (bidTicks >= lowest && bidTicks < (this.book.bestAsk ?? Number.POSITIVE_INFINITY)) {
        this.complete('buy', bidTicks);
      }
      if (askTicks > (this.book.bestBid ?? Number.NEGATIVE_INFINITY)) this.complete('sell', askTicks);
    }
  }

  private complete(side: Side, ticks: number): void {
    const quotes = this.quotes[side];
    const there = quotes.get(ticks);
    if (there?.openLots === this.config.lotsPerLevel) return;
    if (there !== undefined) this.book.remove(there);
    const quote: HouseQuote = { owner: 'house', side, ticks, openLots: this.config.lotsPerLevel };
    quotes.set(ticks, quote);
    this.book.add(quote);
  }

  private withdrawOutside(side: Side, from: number, to: number): void {
    for (const [ticks, quote] of this.quotes[side]) {
      if (ticks >= from && ticks <= to) continue;
      this.book.remove(quote);
      this.quotes[side].delete(ticks);
    }
  }
}
