/** The venue's orders: the live ones in memory under all their ids, the others in the record. */
import { epochMicros } from '../../../../../shared/kernel/time.ts';
import { decimal, formatDecimal, type Decimal } from '../../../../../shared/kernel/decimal.ts';
import { invariant } from '../../../../../shared/kernel/invariant.ts';
import { tickAt } from '../../../../domain/instrument/instrument.ts';
import type { Grid } from './grid.ts';
import { RecordUnusable, type SimRecord } from '../record/record.ts';
import type { StoredExecution, StoredOrder } from '../record/recordRows.ts';
import { isDone, isWaitingStop, storedOrder, type SimOrder } from './simOrder.ts';

/**
 * Changes are gathered here and written to the record once per turn, so that an order that is accepted and filled in
 * one turn is written once. With the commit, finished orders leave the memory.
 */
export class OrderRegister {
  private readonly record: SimRecord;
  private readonly grids: ReadonlyMap<string, Grid>;
  private readonly bySequence = new Map<number, SimOrder>();
  /** Live orders under the id of their submission and under their current id. */
  private readonly byClientOrderId = new Map<string, SimOrder>();
  private readonly changed = new Set<SimOrder>();
  private executions: StoredExecution[] = [];

  constructor(record: SimRecord, grids: ReadonlyMap<string, Grid>) {
    this.record = record;
    this.grids = grids;
  }

  /** Orders that are neither done nor rejected, by number. */
  *working(): Generator<SimOrder> {
    for (const order of this.bySequence.values()) if (!isDone(order)) yield order;
  }

  add(order: SimOrder): void {
    this.bySequence.set(order.sequence, order);
    this.byClientOrderId.set(order.clientOrderId, order);
    this.byClientOrderId.set(order.currentClientOrderId, order);
  }

  /**
   * Reads the open orders of the record into memory, and gives them with the oldest priority first. Throws
   * RecordUnusable when an order's symbol or grid is not configured any more.
   */
  restore(): SimOrder[] {
    const rows = this.record.openOrders();
    for (const { symbol } of rows) if (!this.grids.has(symbol)) refuseSymbol(symbol, rows);
    const orders = rows.map((row) => restoredOrder(row, this.gridOf(row.symbol)));
    for (const order of orders.toSorted((a, b) => a.sequence - b.sequence)) this.add(order);
    return orders;
  }

  /** The order, if it is in memory. It may have been done in this turn. */
  live(clientOrderId: string): SimOrder | undefined {
    const order = this.byClientOrderId.get(clientOrderId);
    if (order !== undefined) return order;
    const stored = this.record.find(clientOrderId);
    return stored === undefined ? undefined : this.bySequence.get(stored.sequence);
  }

  /** The order in its current state, by any id it ever had. */
  find(clientOrderId: string): StoredOrder | undefined {
    const live = this.byClientOrderId.get(clientOrderId);
    if (live !== undefined) return this.stored(live);
    const stored = this.record.find(clientOrderId);
    const changed = stored === undefined ? undefined : this.bySequence.get(stored.sequence);
    return changed === undefined ? stored : this.stored(changed);
  }

  stored(order: SimOrder): StoredOrder {
    return storedOrder(order, this.gridOf(order.symbol));
  }

  /** Counts that the order's submission came again. */
  countRepeat(known: StoredOrder): void {
    const live = this.bySequence.get(known.sequence);
    if (live === undefined) {
      this.record.countRepeatedSubmission(known.sequence);
      return;
    }
    live.repeatedSubmissions++;
    this.noteChange(live);
  }

  noteChange(order: SimOrder): void {
    this.changed.add(order);
  }

  addExecution(execution: StoredExecution): void {
    this.executions.push(execution);
  }

  /** Gives the order a new id. The order is still found under its earlier ids. */
  rename(order: SimOrder, clientOrderId: string): void {
    this.write();
    this.record.saveReplacedId(clientOrderId, order.sequence);
    if (order.currentClientOrderId !== order.clientOrderId) {
      this.byClientOrderId.delete(order.currentClientOrderId);
    }
    order.currentClientOrderId = clientOrderId;
    this.byClientOrderId.set(clientOrderId, order);
    this.noteChange(order);
  }

  /** Writes all changes to the record, where queries see them. They are durable after the commit. */
  write(): void {
    for (const order of this.changed) {
      this.record.saveOrder(this.stored(order));
      if (isDone(order)) this.forget(order);
    }
    this.changed.clear();
    for (const execution of this.executions) this.record.saveExecution(execution);
    this.executions = [];
  }

  private forget(order: SimOrder): void {
    this.bySequence.delete(order.sequence);
    this.byClientOrderId.delete(order.clientOrderId);
    this.byClientOrderId.delete(order.currentClientOrderId);
  }

  private gridOf(symbol: string): Grid {
    const grid = this.grids.get(symbol);
    invariant(grid !== undefined, `the venue trades ${symbol}`);
    return grid;
  }
}

function refuseSymbol(symbol: string, rows: readonly StoredOrder[]): never {
  const count = rows.filter((row) => row.symbol === symbol).length;
  const orders = count === 1 ? 'a working order' : `${count} working orders`;
  throw new RecordUnusable(
    'record_symbol_missing',
    `the venue's record has ${orders} in ${symbol}, which the configuration does not name for this venue any more: put ${symbol} back until they are done`,
  );
}

function restoredOrder(row: StoredOrder, grid: Grid): SimOrder {
  const { quantity, limitPrice, stopPrice } = row;
  const lots = lotsOf(row, quantity, grid);
  const limitTicks = limitPrice === null ? undefined : ticksOf(row, limitPrice, grid);
  const stopTicks = stopPrice === null ? undefined : ticksOf(row, stopPrice, grid);
  const order: SimOrder = {
    ...row,
    owner: 'client',
    goodTill: row.goodTill === null ? undefined : epochMicros(row.goodTill),
    reduceOnly: row.reduceOnly,
    ticks: 0,
    limitTicks,
    stopTicks,
    lots,
    openLots: lots - lotsOf(row, row.filledQuantity, grid),
    reason: row.reason ?? undefined,
    acceptedAt: epochMicros(row.acceptedAt),
    updatedAt: epochMicros(row.updatedAt),
  };
  order.ticks = (isWaitingStop(order) ? stopTicks : limitTicks) ?? 0;
  return order;
}

function ticksOf(row: StoredOrder, text: string, grid: Grid): number {
  const price = decimal(text);
  return grid.ticksOf(price) ?? refuseGrid(row, `price ${text}`, 'tick size', tickAt(price, grid));
}

function lotsOf(row: StoredOrder, quantity: string, { lotsOf: convert, lotSize }: Grid): number {
  return convert(decimal(quantity)) ?? refuseGrid(row, `quantity ${quantity}`, 'lot size', lotSize);
}

function refuseGrid(
  { symbol, clientOrderId }: StoredOrder,
  value: string,
  step: string,
  size: Decimal,
): never {
  throw new RecordUnusable(
    'record_off_grid',
    `the venue's record has a working order in ${symbol}, ${clientOrderId}, whose ${value} is not a multiple of the ${step} ${formatDecimal(size)} of the configuration: put the ${step} back until the order is done`,
  );
}
