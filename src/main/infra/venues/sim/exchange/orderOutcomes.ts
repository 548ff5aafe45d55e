/** Outcomes of orders. Each outcome changes the order, goes to the register, and is reported. */
import { invariant } from '../../../../../shared/kernel/invariant.ts';
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import type { Rejection } from './admitOrder.ts';
import type { Grid } from './grid.ts';
import type { OrderRegister } from './orderRegister.ts';
import type { PositionBook } from '../record/positionBook.ts';
import type { WireReport } from '../wire/protocol.ts';
import type { StoredExecution } from '../record/recordRows.ts';
import type { SimOrder } from './simOrder.ts';
import type { Fill, MarketListener } from './symbolMarket.ts';
import type { VenueNumbers } from './venueNumbers.ts';

/** `outcome` is true when a cancel or replace was waiting for this report. */
export type OnReport = (report: WireReport, outcome: boolean) => void;

export class OrderOutcomes implements MarketListener {
  executions = 0;
  private readonly register: OrderRegister;
  private readonly numbers: VenueNumbers;
  private readonly positions: PositionBook;
  private readonly grids: ReadonlyMap<string, Grid>;
  private readonly onReport: OnReport;

  constructor(
    register: OrderRegister,
    numbers: VenueNumbers,
    positions: PositionBook,
    grids: ReadonlyMap<string, Grid>,
    onReport: OnReport,
  ) {
    this.register = register;
    this.numbers = numbers;
    this.positions = positions;
    this.grids = grids;
    this.onReport = onReport;
  }

  onFill(order: SimOrder, fill: Fill): void {
    const grid = this.gridOf(order);
    order.status = order.openLots === 0 ? 'filled' : 'partially_filled';
    order.updatedAt = this.numbers.now();
    this.register.noteChange(order);
    this.executions++;
    const execution: StoredExecution = {
      ...this.numbers.nextExecution(),
      orderSequence: order.sequence,
      clientOrderId: order.currentClientOrderId,
      symbol: order.symbol,
      side: order.side,
      quantity: grid.quantityText(fill.lots),
      price: grid.priceText(fill.ticks),
      liquidity: fill.liquidity,
      counterparty: fill.counterparty?.sequence ?? null,
      venueTime: order.updatedAt,
    };
    this.register.addExecution(execution);
    this.positions.add(order.account, order.symbol, order.side, decimal(execution.quantity));
    const { clientOrderId, executionId, quantity, price, venueTime } = execution;
    this.onReport({ kind: 'filled', clientOrderId, executionId, quantity, price, venueTime }, false);
  }

  onCanceled(order: SimOrder, reason: string): void {
    this.end(order, 'canceled', reason, false);
  }

  onTriggered(order: SimOrder): void {
    order.priority = this.numbers.nextPriority();
    this.register.noteChange(order);
  }

  /** Ends an order that is no longer in a market. */
  end(order: SimOrder, status: 'canceled' | 'expired', reason: string, outcome: boolean): void {
    order.status = status;
    order.reason = reason;
    order.updatedAt = this.numbers.now();
    this.register.noteChange(order);
    const { currentClientOrderId: clientOrderId, updatedAt: venueTime } = order;
    this.onReport({ kind: status, clientOrderId, reason, venueTime }, outcome);
  }

  /** Reports why a cancel or replace is refused. */
  refuse(kind: 'cancel_rejected' | 'replace_rejected', clientOrderId: string, why: Rejection): void {
    this.onReport({ kind, clientOrderId, ...why, venueTime: this.numbers.now() }, true);
  }

  /** Reports the new terms after a replace of the order that was known as `clientOrderId`. */
  replaced(order: SimOrder, clientOrderId: string): void {
    const grid = this.gridOf(order);
    this.onReport(
      {
        kind: 'replaced',
        clientOrderId,
        newClientOrderId: order.currentClientOrderId,
        venueOrderId: order.venueOrderId,
        quantity: grid.quantityText(order.lots),
        ...(order.limitTicks !== undefined && { limitPrice: grid.priceText(order.limitTicks) }),
        ...(order.stopTicks !== undefined && { stopPrice: grid.priceText(order.stopTicks) }),
        venueTime: order.updatedAt,
      },
      true,
    );
  }

  private gridOf(order: SimOrder): Grid {
    const grid = this.grids.get(order.symbol);
    invariant(grid !== undefined, `an order in ${order.symbol}, which is not traded here`);
    return grid;
  }
}
