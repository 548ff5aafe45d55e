/**
 * What rests at each venue in each symbol, by side and price, so that an order need not look at each order that works
 * to know what it may meet.
 */
import type { Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import { add, subtract, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderTerms, Side } from '../../domain/order/orderTerms.ts';

export interface Resting {
  readonly venue: VenueId;
  readonly symbol: Ticker;
  readonly side: Side;
  /** The most favourable price for the other side; undefined for a stop, which takes any price once triggered. */
  readonly price: Decimal | undefined;
  readonly quantity: Decimal;
}

/** One side of a symbol at a venue. */
interface Ladder {
  readonly levels: Map<Decimal, Decimal>;
  stops: Decimal;
}

export class RestingQuantity {
  private readonly ladders = new Map<string, Ladder>();

  add(resting: Resting): void {
    this.change(resting, add);
  }

  remove(resting: Resting): void {
    this.change(resting, subtract);
  }

  /**
   * The quantity of the other side that an order at this price, or at the market, may meet. A stop may trigger at any
   * time: a new one takes what rests then, and one that works takes what rests of the new order.
   */
  crossable({ venue, symbol, side, limitPrice, timeInForce }: Terms): Decimal {
    const ladder = this.ladders.get(keyOf(venue, symbol, side === 'buy' ? 'sell' : 'buy'));
    if (ladder === undefined) return zero;
    const rests = limitPrice !== undefined && timeInForce !== 'IOC' && timeInForce !== 'FOK';
    let quantity = rests ? ladder.stops : zero;
    for (const [price, there] of ladder.levels) {
      const isMet = limitPrice === undefined || (side === 'buy' ? price <= limitPrice : price >= limitPrice);
      if (isMet) quantity = add(quantity, there);
    }
    return quantity;
  }

  private change(
    { venue, symbol, side, price, quantity }: Resting,
    by: (before: Decimal, quantity: Decimal) => Decimal,
  ): void {
    if (quantity === zero) return;
    const key = keyOf(venue, symbol, side);
    const ladder = this.ladders.get(key) ?? { levels: new Map<Decimal, Decimal>(), stops: zero };
    this.ladders.set(key, ladder);
    if (price === undefined) {
      ladder.stops = by(ladder.stops, quantity);
      return;
    }
    const there = by(ladder.levels.get(price) ?? zero, quantity);
    if (there === zero) ladder.levels.delete(price);
    else ladder.levels.set(price, there);
  }
}

type Terms = Pick<OrderTerms, 'venue' | 'symbol' | 'side' | 'limitPrice' | 'timeInForce'>;

function keyOf(venue: VenueId, symbol: Ticker, side: Side): string {
  return `${venue} ${symbol} ${side}`;
}
