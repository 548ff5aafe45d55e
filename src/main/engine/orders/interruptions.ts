/**
 * Orders and signals with a step that the store could not take. Each of them is finished once the store takes writes
 * again.
 */
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

  /** Returns all orders and signals that wait, and forgets them. */
  take(): { readonly orders: ReadonlySet<OrderId>; readonly signals: ReadonlySet<SignalId> } {
    const { orders, signals } = this;
    this.orders = new Set();
    this.signals = new Set();
    return { orders, signals };
  }

  /** The one listener, which finishes what was noted. */
  whenNoted(listener: () => void): void {
    this.onNoted = listener;
  }
}
