/** One side of a book: price levels from worst to best, and first in, first out within a level. */

/** What a book needs to know of an order. `ticks` must not change while the order is in a book. */
export interface Queued {
  readonly ticks: number;
  /** Lots still open; the book reduces them as it matches. */
  openLots: number;
}

interface Entry<T> {
  readonly order: T;
  readonly level: Level<T>;
  previous: Entry<T> | undefined;
  next: Entry<T> | undefined;
}

interface Level<T> {
  readonly ticks: number;
  head: Entry<T> | undefined;
  tail: Entry<T> | undefined;
}

/**
 * Orders by price, then by time of arrival. `best` says which end of the prices comes first: `high` for bids, `low` for
 * asks. Adding and removing are O(1) within a level. A new level costs a binary search and a shift of the better
 * levels. These are few, because most orders arrive near the best price.
 */
export class BookSide<T extends Queued> {
  /** Worst level first, so that adding and removing at the best price is cheap: it stands at the array's end. */
  private readonly levels: Level<T>[] = [];
  private readonly byTicks = new Map<number, Level<T>>();
  private readonly entries = new Map<T, Entry<T>>();
  private readonly direction: 1 | -1;

  constructor(best: 'high' | 'low') {
    this.direction = best === 'high' ? 1 : -1;
  }

  get bestTicks(): number | undefined {
    return this.levels.at(-1)?.ticks;
  }

  /** The order that is served first: the oldest at the best price. */
  get first(): T | undefined {
    return this.levels.at(-1)?.head?.order;
  }

  /** Whether a taker with the limit `limitTicks` may trade with the level at `ticks`. */
  reaches(ticks: number, limitTicks: number): boolean {
    return (ticks - limitTicks) * this.direction >= 0;
  }

  /** Puts the order at the end of its price's queue. */
  add(order: T): void {
    const level = this.byTicks.get(order.ticks) ?? this.openLevel(order.ticks);
    const entry: Entry<T> = { order, level, previous: level.tail, next: undefined };
    if (level.tail === undefined) level.head = entry;
    else level.tail.next = entry;
    level.tail = entry;
    this.entries.set(order, entry);
  }

  /** Takes the order out; false when it is not here. */
  remove(order: T): boolean {
    const entry = this.entries.get(order);
    if (entry === undefined) return false;
    this.entries.delete(order);
    const { level, previous, next } = entry;
    if (previous === undefined) level.head = next;
    else previous.next = next;
    if (next === undefined) level.tail = previous;
    else next.previous = previous;
    if (level.head === undefined) this.closeLevel(level);
    return true;
  }

  /** Orders in the sequence in which they would be served. */
  *inOrder(): Generator<T> {
    for (let index = this.levels.length - 1; index >= 0; index--) {
      for (let entry = this.levels[index]?.head; entry !== undefined; entry = entry.next) yield entry.order;
    }
  }

  private openLevel(ticks: number): Level<T> {
    const level: Level<T> = { ticks, head: undefined, tail: undefined };
    this.byTicks.set(ticks, level);
    this.levels.splice(this.indexOf(ticks), 0, level);
    return level;
  }

  private closeLevel(level: Level<T>): void {
    this.byTicks.delete(level.ticks);
    this.levels.splice(this.indexOf(level.ticks), 1);
  }

  /** Where the level is, or where it would have to be inserted. */
  private indexOf(ticks: number): number {
    let low = 0;
    let high = this.levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.levels[middle]?.ticks ?? ticks;
      if ((there - ticks) * this.direction < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
