/**
 * Cancels of one kill switch that go directly to the venues, while the store
 * can't write. A cancel names its order by the id that the order has there, and
 * has none of its own: those that are recorded later can't collide with it.
 * What the venue answers is not kept: each order is looked into once the store
 * writes again.
 */
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import type { OrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import { orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import { isTerminal } from '../../../domain/order/orderState.ts';
import type { Clock, VenueOrderRecord } from '../../ports.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import type { Kill } from './kill.ts';

export interface DirectCancelsDependencies {
  readonly clock: Clock;
  readonly live: LiveOrders;
  /** Has an order looked into once the store writes again. */
  readonly noteOrder: (orderId: OrderId) => void;
}

/** An order that its venue does not list is not asked for again so soon: its end is recorded first, if it can be. */
const endedForMs = 5_000;

export class DirectCancels {
  private readonly kill: Kill;
  private readonly dependencies: DirectCancelsDependencies;
  /** As each venue listed its open orders last. */
  private readonly listed = new Map<VenueId, ReadonlyMap<OrderId, VenueOrderRecord>>();

  constructor(kill: Kill, dependencies: DirectCancelsDependencies) {
    this.kill = kill;
    this.dependencies = dependencies;
  }

  /** Each on its own; what comes of it shows in its row. */
  send(guard: VenueGuard, orderIds: readonly OrderId[]): void {
    for (const orderId of orderIds) void this.sendOne(guard, orderId);
  }

  /** Asks the venue which orders are still open there. Throws what the question throws. */
  async look(guard: VenueGuard): Promise<void> {
    const { venue } = guard;
    const { clock, live } = this.dependencies;
    const records = await guard.query((signal) => venue.listOpenOrders(signal), neverAborted);
    const open = new Map(records.map((record) => [orderIdOfClient(record.clientOrderId), record]));
    this.listed.set(venue.id, open);
    for (const id of this.kill.openIds(venue.id)) {
      const orderId = id as OrderId;
      // Never acknowledged, it may be on its way there.
      if (open.has(orderId) || live.get(orderId)?.venueOrderId === undefined) continue;
      this.kill.endedThere(orderId, clock.monotonicMs() + endedForMs);
    }
  }

  private async sendOne(guard: VenueGuard, orderId: OrderId): Promise<void> {
    const { kill } = this;
    const { clock } = this.dependencies;
    try {
      if (await this.call(guard, orderId)) kill.sentStraight(orderId, clock.monotonicMs());
      else kill.asked(orderId, clock.monotonicMs(), undefined);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      kill.asked(orderId, clock.monotonicMs(), `its cancel did not go out: ${message}`);
    }
  }

  /** False where there is nothing to cancel any more. */
  private async call(guard: VenueGuard, orderId: OrderId): Promise<boolean> {
    const { live, noteOrder } = this.dependencies;
    const admitted = await guard.admit('cancel', neverAborted);
    if (!admitted.ok) throw new Error(admitted.error.message);
    // It may have waited long: the order as it is now.
    const view = live.get(orderId);
    const named = view === undefined || isTerminal(view.status) ? undefined : this.named(view);
    if (view === undefined || named === undefined) {
      admitted.value.release();
      return false;
    }
    // One that is being submitted has its answer to come, which tells.
    if (view.status !== 'submitting') noteOrder(orderId);
    const request = { ...named, symbol: view.symbol };
    await admitted.value.tell((signal) => guard.venue.cancel(request, signal));
    return true;
  }

  /** By the id that the order has there: a replace may have given it another that could not be recorded. */
  private named(view: OrderView) {
    const { clientOrderId, venueOrderId } = this.listed.get(view.venue)?.get(view.orderId) ?? view;
    if (clientOrderId === undefined) return undefined;
    return {
      clientOrderId,
      ...(venueOrderId !== undefined && { venueOrderId }),
    };
  }
}
