/** Counts and sums over orders. They are exact, so that adding and taking away again never leaves a remainder. */
import { entriesOf } from '../../../shared/kernel/records.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { add, formatDecimal, subtract, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import {
  addNotional,
  formatNotional,
  noNotional,
  notional,
  subtractNotional,
  type Notional,
} from '../../../shared/kernel/notional.ts';
import { workingStatuses, type OrderStatus } from '../../domain/order/orderState.ts';
import type { Side } from '../../domain/order/orderTerms.ts';
import { wideDecimal } from './orderMatching.ts';
import type { OrderStatistics } from './orderViewStore.ts';

const working: ReadonlySet<OrderStatus> = new Set(workingStatuses);

/** One order, or several orders with the same side, status and venue. */
export interface CountedOrders {
  readonly venue: VenueId;
  readonly side: Side;
  readonly status: OrderStatus;
  /** Sums over these orders. */
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly filledNotional: string;
}

interface SideSum {
  quantity: Decimal;
  filledQuantity: Decimal;
  filledNotional: Notional;
}

const nothing = (): SideSum => ({ quantity: zero, filledQuantity: zero, filledNotional: noNotional });

export class OrderSums {
  private orders = 0;
  private readonly byStatus = new Map<OrderStatus, number>();
  private readonly workingByVenue = new Map<VenueId, number>();
  private readonly sides: Readonly<Record<Side, SideSum>> = { buy: nothing(), sell: nothing() };

  /** Makes sums that begin with what a store has summed. */
  static from(statistics: OrderStatistics): OrderSums {
    const sums = new OrderSums();
    sums.orders = statistics.orders;
    for (const [status, orders] of entriesOf(statistics.byStatus)) {
      sums.byStatus.set(status, orders);
    }
    for (const [venue, orders] of entriesOf(statistics.workingByVenue)) {
      sums.workingByVenue.set(venue, orders);
    }
    const { buy, sell } = sums.sides;
    buy.quantity = wideDecimal(statistics.buyQuantity);
    sell.quantity = wideDecimal(statistics.sellQuantity);
    buy.filledQuantity = wideDecimal(statistics.boughtQuantity);
    sell.filledQuantity = wideDecimal(statistics.soldQuantity);
    buy.filledNotional = notional(statistics.boughtNotional);
    sell.filledNotional = notional(statistics.soldNotional);
    return sums;
  }

  /** How many orders are in the sums. */
  get count(): number {
    return this.orders;
  }

  add(counted: CountedOrders, orders = 1): this {
    this.move(counted, orders, add, addNotional);
    return this;
  }

  /** Takes out an order that was added before. */
  remove(counted: CountedOrders): void {
    this.move(counted, -1, subtract, subtractNotional);
  }

  statistics(): OrderStatistics {
    const { buy, sell } = this.sides;
    return {
      orders: this.orders,
      byStatus: Object.fromEntries(this.byStatus),
      workingByVenue: Object.fromEntries(this.workingByVenue),
      buyQuantity: formatDecimal(buy.quantity),
      sellQuantity: formatDecimal(sell.quantity),
      boughtQuantity: formatDecimal(buy.filledQuantity),
      soldQuantity: formatDecimal(sell.filledQuantity),
      boughtNotional: formatNotional(buy.filledNotional),
      soldNotional: formatNotional(sell.filledNotional),
    };
  }

  private move(
    { venue, side, status, quantity, filledQuantity, filledNotional }: CountedOrders,
    orders: number,
    combine: (a: Decimal, b: Decimal) => Decimal,
    combineNotional: (a: Notional, b: Notional) => Notional,
  ): void {
    this.orders += orders;
    count(this.byStatus, status, orders);
    if (working.has(status)) count(this.workingByVenue, venue, orders);
    const sum = this.sides[side];
    sum.quantity = combine(sum.quantity, wideDecimal(quantity));
    if (filledQuantity === '0' && filledNotional === '0') return;
    sum.filledQuantity = combine(sum.filledQuantity, wideDecimal(filledQuantity));
    sum.filledNotional = combineNotional(sum.filledNotional, notional(filledNotional));
  }
}

function count<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now === 0) counts.delete(key);
  else counts.set(key, now);
}
