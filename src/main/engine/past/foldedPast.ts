/**
 * Answers questions about the desk as it stood from folds of the events. It keeps the fold that was asked for last, and
 * copies of folds on the way, so that a scrubber goes on from the nearest one.
 */
import { StoreReadError } from '../events/storeReadError.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { Clock } from '../ports.ts';
import { orderMatcher } from '../readmodel/orderMatching.ts';
import type { OrderPage, OrderQuery } from '../readmodel/orderViewStore.ts';
import { orderAt } from '../queries/ordersAt.ts';
import type { DeskAt } from './deskAt.ts';
import { differenceBetween, OrderChanges, type DeskDifference } from './deskDifference.ts';
import { DeskFold, type OnOrder } from './deskFold.ts';
import { positionFault } from './positionFault.ts';
import type { Comparison, OrdersAtQuery, PastAnswer, PastDesk } from './pastDesk.ts';

/** Milliseconds for which one question reads events. */
const turnMs = 250;
/** Events between two looks at the clock. */
const lookEvery = 256;
/** Events between two kept folds to begin with. When there are too many, every second one is left out. */
const keepEveryEvents = 10_000;
const keptMax = 48;

export interface FoldedPastPorts {
  readonly events: Pick<EventStore, 'read' | 'readAll' | 'head'>;
  readonly clock: Clock;
  /** Rows of the orders as they are at the position or later. */
  readonly page: (query: OrderQuery, atLeast: number) => Promise<OrderPage>;
}

interface UnfinishedComparison extends Comparison {
  readonly before: DeskAt;
  readonly fold: DeskFold;
  readonly changes: OrderChanges;
}

export class FoldedPast implements PastDesk {
  private readonly ports: FoldedPastPorts;
  private last: DeskFold;
  private kept: readonly DeskFold[];
  private keepEvery = keepEveryEvents;
  private comparison: UnfinishedComparison | undefined;
  /** The question under way: questions take turns, because they share the folds. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(ports: FoldedPastPorts) {
    this.ports = ports;
    this.last = new DeskFold(ports.events);
    this.kept = [this.last.copy()];
  }

  deskAt(position: number): Promise<PastAnswer<DeskAt>> {
    return this.inTurn(async () => {
      const fold = await this.foldAt(position);
      return fold.done ? { done: true, value: { ...(await fold.value.view()), position } } : fold;
    });
  }

  ordersAt(query: OrdersAtQuery): Promise<PastAnswer<OrderPage>> {
    const { position, open, filter = {}, offset, limit } = query;
    return this.inTurn(async () => {
      this.check(position);
      if (!open) return { done: true, value: await this.everyOrderAt(query) };
      const fold = await this.foldAt(position);
      if (!fold.done) return fold;
      const rows = fold.value.open().filter(orderMatcher(filter)).toReversed();
      return { done: true, value: { rows: rows.slice(offset, offset + limit), total: rows.length } };
    });
  }

  compare({ from, to }: Comparison): Promise<PastAnswer<DeskDifference>> {
    return this.inTurn(async () => {
      this.check(to);
      const begun = await this.comparisonOf(from, to);
      if ('done' in begun) return begun;
      const { fold, changes, before } = begun;
      const take: OnOrder = (...change) => changes.take(...change);
      const isThere = await this.readOn(fold, to, take);
      if (!isThere) return { done: false, reached: fold.position };
      this.comparison = undefined;
      const after = { ...(await fold.view()), position: to };
      return { done: true, value: differenceBetween(before, after, changes.result()) };
    });
  }

  private async comparisonOf(
    from: number,
    to: number,
  ): Promise<UnfinishedComparison | (PastAnswer<never> & { readonly done: false })> {
    const { comparison } = this;
    if (comparison?.from === from && comparison.to === to) return comparison;
    const start = await this.foldAt(from);
    if (!start.done) return start;
    const before = { ...(await start.value.view()), position: from };
    this.comparison = { from, to, before, fold: start.value.copy(), changes: new OrderChanges() };
    return this.comparison;
  }

  /** Orders that were created by then, each read from its own events where it has changed since. */
  private async everyOrderAt({ position, filter, offset, limit }: OrdersAtQuery): Promise<OrderPage> {
    const { events, page } = this.ports;
    const asked = { filter: { ...filter, createdToPosition: position + 1 }, offset, limit };
    const { rows, total } = await page(asked, position);
    const then = await Promise.all(
      rows.map(async (row) =>
        row.position <= position ? row : await orderAt(events, row.orderId, position),
      ),
    );
    return { rows: then.filter((row) => row !== undefined), total };
  }

  private async foldAt(position: number): Promise<PastAnswer<DeskFold>> {
    this.check(position);
    const before = this.kept.filter((fold) => fold.position <= position);
    const nearest = before.reduce((best, fold) => (fold.position > best.position ? fold : best));
    const goesOn = this.last.position <= position && this.last.position >= nearest.position;
    if (!goesOn) this.last = nearest.copy();
    const isThere = await this.readOn(this.last, position);
    return isThere ? { done: true, value: this.last } : { done: false, reached: this.last.position };
  }

  /** Whether the fold holds all events up to the position by now. */
  private async readOn(fold: DeskFold, position: number, onOrder?: OnOrder): Promise<boolean> {
    if (fold.position >= position) return true;
    const { events, clock } = this.ports;
    const until = clock.monotonicMs() + turnMs;
    let taken = 0;
    for await (const event of events.readAll({ afterPosition: fold.position })) {
      if (event.position > position) return true;
      const waits = fold.take(event, onOrder);
      if (waits !== undefined) await waits;
      this.keep(fold);
      if (++taken % lookEvery === 0 && clock.monotonicMs() > until && fold.position < position) return false;
    }
    return true;
  }

  private keep(fold: DeskFold): void {
    const newest = this.kept.at(-1);
    if (newest !== undefined && fold.position < newest.position + this.keepEvery) return;
    this.kept = [...this.kept, fold.copy()];
    if (this.kept.length <= keptMax) return;
    this.kept = this.kept.filter((_, index) => index % 2 === 0);
    this.keepEvery *= 2;
  }

  private check(position: number): void {
    const fault = positionFault(position, this.ports.events.head().position);
    if (fault !== undefined) throw new StoreReadError(fault);
  }

  private inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}
