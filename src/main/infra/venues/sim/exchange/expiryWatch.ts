/** Knows when the next order may expire, so that the search for expired orders costs nothing before that time. */
import type { SimOrder } from './simOrder.ts';

const dayMicros = 86_400_000_000;

export class ExpiryWatch {
  private readonly dayOrdersExpire: boolean;
  private nextMicros = Number.POSITIVE_INFINITY;

  /** `dayOrdersExpire`: a DAY order expires at the end of the UTC day in which it was accepted; otherwise it stays. */
  constructor(dayOrdersExpire: boolean) {
    this.dayOrdersExpire = dayOrdersExpire;
  }

  /** Remembers the order's time of expiry, so that `due` looks at the order then. */
  note(order: SimOrder): void {
    this.nextMicros = Math.min(this.nextMicros, this.expiryOf(order));
  }

  /** The working orders whose time has passed at `nowMicros`. */
  due(nowMicros: number, working: Iterable<SimOrder>): SimOrder[] {
    if (nowMicros < this.nextMicros) return [];
    this.nextMicros = Number.POSITIVE_INFINITY;
    const due: SimOrder[] = [];
    for (const order of working) {
      if (this.expiryOf(order) <= nowMicros) due.push(order);
      else this.note(order);
    }
    return due;
  }

  private expiryOf(order: SimOrder): number {
    if (order.goodTill !== undefined) return order.goodTill;
    if (order.timeInForce !== 'DAY' || !this.dayOrdersExpire) return Number.POSITIVE_INFINITY;
    return (Math.floor(order.acceptedAt / dayMicros) + 1) * dayMicros;
  }
}
