/** Orders and signals with a step that the store could not take: each waits to be finished once it writes again. */
import type { OrderId, SignalId } from '../../../shared/kernel/ids.ts';

export class Interruptions {
  private orders = new Set<OrderId>();
  private signals = new Set<SignalId>();
  private onNoted: () => void = () => undefined;

  get pending(): number {
    return this.orders.size + this.signals.size;
  }

  noteOrder(orderId: OrderId): void {
    this.orders.add(orderId);
    this.onNoted();
  }

  noteSignal(signalId: SignalId): void {
    this.signals.add(signalId);
    this.onNoted();
  }

  /** Gives all that wait, and forgets them. */
  take(): { readonly orders: ReadonlySet<OrderId>; readonly signals: ReadonlySet<SignalId> } {
    const { orders, signals } = this;
    this.orders = new Set();
    this.signals = new Set();
    return { orders, signals };
  }

  /** Who finishes them: one listener. */
  whenNoted(listener: () => void): void {
    this.onNoted = listener;
  }
}
