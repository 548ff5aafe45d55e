/**
 * The open lots of a position, oldest first, as a value: adding or closing a lot makes another queue. A position may
 * have tens of thousands of lots, so queues share their common parts (the two lists of Hood and Melville 1981).
 */
import { add, type Decimal } from '../../../shared/kernel/decimal.ts';

export interface Lot {
  /** In units; negative for a short position. */
  readonly quantity: Decimal;
  readonly price: Decimal;
}

type List = { readonly lot: Lot; readonly rest: List } | undefined;

export class FifoLots implements Iterable<Lot> {
  /** The oldest lots, the oldest first. */
  private readonly front: List;
  /** The newer lots, the newest first. */
  private readonly back: List;

  constructor(front?: List, back?: List) {
    this.front = front;
    this.back = back;
  }

  get oldest(): Lot | undefined {
    return this.front?.lot;
  }

  /** The queue with one more lot at its end. The newest lot grows where it has the same price. */
  with(lot: Lot): FifoLots {
    if (this.front === undefined) return new FifoLots({ lot, rest: undefined });
    if (this.back === undefined || this.back.lot.price !== lot.price) {
      return new FifoLots(this.front, { lot, rest: this.back });
    }
    const grown = { ...lot, quantity: add(this.back.lot.quantity, lot.quantity) };
    return new FifoLots(this.front, { lot: grown, rest: this.back.rest });
  }

  withoutOldest(): FifoLots {
    const rest = this.front?.rest;
    return rest === undefined ? new FifoLots(reversed(this.back)) : new FifoLots(rest, this.back);
  }

  withOldest(lot: Lot): FifoLots {
    return new FifoLots({ lot, rest: this.front?.rest }, this.back);
  }

  *[Symbol.iterator](): Iterator<Lot> {
    for (let list = this.front; list !== undefined; list = list.rest) yield list.lot;
    for (let list = reversed(this.back); list !== undefined; list = list.rest) yield list.lot;
  }
}

function reversed(list: List): List {
  let result: List;
  for (let rest = list; rest !== undefined; rest = rest.rest) result = { lot: rest.lot, rest: result };
  return result;
}
