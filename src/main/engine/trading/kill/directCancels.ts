/**
 * Cancels of one kill switch that go directly to the venues while the store can't write. Such a cancel names its order
 * by the id that the order has at the venue. It has no id of its own, so it can't collide with a cancel that is
 * recorded later. The venue's answer is not kept: the engine looks into each order once the store writes again.
 */
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import type { OrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import { orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import { openIds } from '../../../domain/trading/killSwitch/killSwitchState.ts';
import { isTerminal } from '../../../domain/order/orderState.ts';
import type { Clock, VenueOrderRecord } from '../../ports.ts';
import type { Interruptions } from '../../orders/interruptions.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import type { LiveKillSwitch } from './liveKillSwitch.ts';

export interface DirectCancelsDependencies {
  readonly clock: Clock;
  readonly live: LiveOrders;
  /** Marks an order to be looked into once the store writes again. */
  readonly interruptions: Pick<Interruptions, 'noteOrder'>;
}

/** Milliseconds until an order that its venue does not list is asked for again: its end may be recorded first. */
const endedForMs = 5_000;

export class DirectCancels {
  private readonly killSwitch: LiveKillSwitch;
  private readonly dependencies: DirectCancelsDependencies;
  /** The open orders of each venue, from the venue's last list. */
  private readonly listed = new Map<VenueId, ReadonlyMap<OrderId, VenueOrderRecord>>();

  constructor(killSwitch: LiveKillSwitch, dependencies: DirectCancelsDependencies) {
    this.killSwitch = killSwitch;
    this.dependencies = dependencies;
  }

  /** Sends a cancel for each order. The row of each order shows the answer. */
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
    const dueMs = clock.monotonicMs() + endedForMs;
    for (const orderId of openIds(this.killSwitch.state, venue.id)) {
      // An order that was never acknowledged may still be on its way to the venue.
      if (open.has(orderId) || live.get(orderId)?.venueOrderId === undefined) continue;
      this.killSwitch.tell({ type: 'OrderNotListed', orderId, dueMs });
    }
  }

  private async sendOne(guard: VenueGuard, orderId: OrderId): Promise<void> {
    const answer = await this.call(guard, orderId).catch((error: unknown) => ({
      refusal: `its cancel did not go out: ${error instanceof Error ? error.message : String(error)}`,
    }));
    const nowMs = this.dependencies.clock.monotonicMs();
    this.killSwitch.tell({ type: 'CancelAnswered', orderId, nowMs, answer });
  }

  /** Returns `done` where nothing is left to cancel. */
  private async call(guard: VenueGuard, orderId: OrderId): Promise<'done' | 'sent'> {
    const { live, interruptions } = this.dependencies;
    const admitted = await guard.admit('cancel', neverAborted);
    if (!admitted.ok) throw new Error(admitted.error.message);
    // The call may have waited long, so the order is read as it is now.
    const view = live.get(orderId);
    const named = view === undefined || isTerminal(view.status) ? undefined : this.named(view);
    if (view === undefined || named === undefined) {
      admitted.value.release();
      return 'done';
    }
    // An order that is being submitted still gets an answer, which says whether it is at the venue.
    if (view.status !== 'submitting') interruptions.noteOrder(orderId);
    const request = { ...named, symbol: view.symbol };
    await admitted.value.tell((signal) => guard.venue.cancel(request, signal));
    return 'sent';
  }

  /** The id that the order has at the venue: a replace may have given it another id that could not be recorded. */
  private named(view: OrderView) {
    const { clientOrderId, venueOrderId } = this.listed.get(view.venue)?.get(view.orderId) ?? view;
    if (clientOrderId === undefined) return undefined;
    return {
      clientOrderId,
      ...(venueOrderId !== undefined && { venueOrderId }),
    };
  }
}
