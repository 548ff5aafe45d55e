/** Knows whether anything is still on its way, kept as orders change. */
import type { OrderState } from '../../domain/order/orderState.ts';
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import type { ClientOrderId, OrderId } from '../../../shared/kernel/ids.ts';
import type { Scheduler, Venue } from '../ports.ts';

const pollMs = 2;
const barrierId = 'settlement-barrier' as ClientOrderId;

export class SettlementTracker {
  private readonly unsettled = new Set<OrderId>();

  changed(orderId: OrderId, state: OrderState): void {
    if (isUnsettled(state)) this.unsettled.add(orderId);
    else this.unsettled.delete(orderId);
  }

  /**
   * Resolves when nothing is on its way, here or on the line: each venue is
   * asked something, and since its messages come in order, all that it said
   * before has then arrived.
   */
  async settled(options: {
    readonly scheduler: Scheduler;
    readonly venues: readonly Venue[];
    /** Something is being worked on, or is decided and not committed: what follows from it may be to come. */
    readonly isBusy: () => boolean;
  }): Promise<void> {
    const { scheduler, venues, isBusy } = options;
    const isQuiet = (): boolean => this.unsettled.size === 0 && !isBusy();
    for (;;) {
      if (isQuiet()) {
        await Promise.allSettled(
          venues.filter((venue) => venue.connected).map((venue) => venue.queryOrder(barrierId, neverAborted)),
        );
        await new Promise<void>((resolve) => scheduler.soon(resolve));
        if (isQuiet()) return;
      }
      await new Promise<void>((resolve) => void scheduler.after(pollMs, resolve));
    }
  }
}

/** Something is expected to happen to it by itself, soon. */
function isUnsettled(state: OrderState): boolean {
  switch (state.status) {
    case 'created':
    case 'submitting':
    case 'pending_cancel':
    case 'pending_replace':
      return true;
    case 'accepted':
    case 'partially_filled':
      return (
        state.terms.orderType === 'market' ||
        state.terms.timeInForce === 'IOC' ||
        state.terms.timeInForce === 'FOK'
      );
    default:
      return false;
  }
}
