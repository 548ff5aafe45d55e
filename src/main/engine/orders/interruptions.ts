/**
 * Orders and signals with a step that the store could not take. Each of them is finished once the store takes writes
 * again.
 */
import type { OrderId, SignalId } from '../../../shared/kernel/ids.ts';

export class Interruptions {
  private orders = new Set<OrderId>();
  private signals = new Set<SignalId>();
  private readonly listeners: (() => void)[] = [];

  get pending(): number {
    return this.orders.size + this.signals.size;
  }

  noteOrder(orderId: OrderId): void {
    this.orders.add(orderId);
    this.tell();
  }

  noteSignal(signalId: SignalId): void {
    this.signals.add(signalId);
    this.tell();
  }

  /** Returns all orders and signals that wait, and forgets them. */
  take(): { readonly orders: ReadonlySet<OrderId>; readonly signals: ReadonlySet<SignalId> } {
    const { orders, signals } = this;
    this.orders = new Set();
    this.signals = new Set();
    return { orders, signals };
  }

  /** Calls back whenever an order or a signal is noted. */
  onNoted(listener: () => void): void {
    this.listeners.push(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
