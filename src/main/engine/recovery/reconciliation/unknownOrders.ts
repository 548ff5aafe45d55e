/**
 * The orders that a venue reports and the store does not know. A few are looked into at a time: thousands at once would
 * keep the desk's own orders and cancels waiting.
 */
import type { ClientOrderId, OrderId } from '../../../../shared/kernel/ids.ts';
import { orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';

export const atOnceMax = 8;
/** The most orders that wait. The next comparison, which asks for all that the venue has, finds the others. */
export const waitingMax = 20_000;

export class UnknownOrders {
  private readonly lookInto: (orderId: OrderId, clientOrderId: ClientOrderId) => Promise<void>;
  /** The orders that wait and those that are being looked into. */
  private readonly named = new Set<OrderId>();
  private readonly waiting = new Set<ClientOrderId>();
  private underWay = 0;

  /** `lookInto` never fails. */
  constructor(lookInto: (orderId: OrderId, clientOrderId: ClientOrderId) => Promise<void>) {
    this.lookInto = lookInto;
  }

  reported(clientOrderId: ClientOrderId): void {
    const orderId = orderIdOfClient(clientOrderId);
    if (this.named.has(orderId) || this.waiting.size >= waitingMax) return;
    this.named.add(orderId);
    this.waiting.add(clientOrderId);
    this.goOn();
  }

  /** Forgets the orders that wait. */
  close(): void {
    this.waiting.clear();
  }

  private goOn(): void {
    for (const clientOrderId of this.waiting) {
      if (this.underWay >= atOnceMax) return;
      this.waiting.delete(clientOrderId);
      const orderId = orderIdOfClient(clientOrderId);
      this.underWay++;
      void this.lookInto(orderId, clientOrderId).finally(() => {
        this.underWay--;
        this.named.delete(orderId);
        this.goOn();
      });
    }
  }
}
