/** Knows when an order may expire next, so that looking for expired orders costs nothing in between. */
import type { SimOrder } from './simOrder.ts';

const dayMicros = 86_400_000_000;

export class ExpiryWatch {
  private readonly dayOrdersExpire: boolean;
  private nextMicros = Number.POSITIVE_INFINITY;

  /** `dayOrdersExpire`: a DAY order expires with the UTC day it was accepted in; without it, it stays. */
  constructor(dayOrdersExpire: boolean) {
    this.dayOrdersExpire = dayOrdersExpire;
  }

  /** Has the order looked at when its time comes. */
  note(order: SimOrder): void {
    this.nextMicros = Math.min(this.nextMicros, this.expiryOf(order));
  }

  /** Those of the working orders whose time has passed at `nowMicros`. */
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
