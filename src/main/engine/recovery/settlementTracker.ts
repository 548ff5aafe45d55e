/** Knows whether anything is still on its way: counted as orders change, so that asking costs nothing. */
import type { OrderState } from '../../domain/order/orderState.ts';
import { neverCanceled } from '../../../shared/kernel/cancelSignal.ts';
import type { ClientOrderId } from '../../../shared/kernel/ids.ts';
import type { Scheduler, Venue } from '../ports.ts';

const pollMs = 10;
const barrierId = 'settlement-barrier' as ClientOrderId;

export class SettlementTracker {
  private unsettled = 0;

  changed(before: OrderState, after: OrderState): void {
    this.unsettled += Number(isUnsettled(after)) - Number(isUnsettled(before));
  }

  /**
   * Resolves when nothing is on its way, here or on the line: after a quiet
   * moment each venue is asked something, and since its messages come in order,
   * all that it said before has then arrived.
   */
  async settled(options: {
    readonly scheduler: Scheduler;
    readonly venues: readonly Venue[];
    readonly isBusy: () => boolean;
  }): Promise<void> {
    const { scheduler, venues, isBusy } = options;
    const isQuiet = (): boolean => this.unsettled === 0 && !isBusy();
    for (;;) {
      await new Promise<void>((resolve) => void scheduler.after(pollMs, resolve));
      if (!isQuiet()) continue;
      await Promise.allSettled(
        venues.filter((venue) => venue.connected).map((venue) => venue.queryOrder(barrierId, neverCanceled)),
      );
      await new Promise<void>((resolve) => scheduler.soon(resolve));
      if (isQuiet()) return;
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
