/** Knows whether any order waits for something to happen by itself. Each change of an order updates it. */
import { isPending, isResting, type OrderState } from '../../domain/order/orderState.ts';
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import { parseClientOrderId, trusted, type OrderId } from '../../../shared/kernel/ids.ts';
import type { Scheduler, Venue } from '../ports.ts';

const pollMs = 2;
const barrierId = trusted(parseClientOrderId, 'settlement-barrier');

export class SettlementTracker {
  private readonly unsettled = new Set<OrderId>();

  changed(orderId: OrderId, state: OrderState): void {
    if (isUnsettled(state)) this.unsettled.add(orderId);
    else this.unsettled.delete(orderId);
  }

  /**
   * Resolves when no order waits here and no message is under way from a venue. To find that out, it asks each venue a
   * question. A venue's messages arrive in order, so the answer comes after everything that the venue said before.
   */
  async settled(options: {
    readonly scheduler: Scheduler;
    readonly venues: readonly Venue[];
    /** Whether work is under way, or a decision was made and not committed: more may follow from it. */
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

/** Whether something will happen to the order by itself, soon. */
function isUnsettled(state: OrderState): boolean {
  if (state.status === 'none') return false;
  if (!isResting(state.status)) return isPending(state.status);
  const { orderType, timeInForce } = state.terms;
  return orderType === 'market' || timeInForce === 'IOC' || timeInForce === 'FOK';
}
