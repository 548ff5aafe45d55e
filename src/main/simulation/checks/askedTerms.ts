/**
 * All terms that were ever requested for each order. An execution beyond all of them goes beyond the order's terms,
 * whichever were in force.
 */
import { decimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { DomainEvent } from '../../domain/domainEvent.ts';
import type { Order } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';

interface Asked {
  readonly quantities: Decimal[];
  readonly limits: Decimal[];
}

export class AskedTerms {
  private readonly orders = new Map<OrderId, Asked>();

  /** Notes the terms of an order event. `after` is the order after the event. */
  note(event: DomainEvent, { terms }: Order): void {
    let asked = this.orders.get(terms.orderId);
    const isFirst = asked === undefined;
    asked ??= { quantities: [], limits: [] };
    this.orders.set(terms.orderId, asked);
    if (event.type === 'OrderReplaceRequested') {
      const { quantity, limitPrice } = event.data;
      if (quantity !== undefined) asked.quantities.push(decimal(quantity));
      if (limitPrice !== undefined) asked.limits.push(decimal(limitPrice));
    } else if (isFirst || event.type === 'OrderReplaced' || event.type === 'OrderRestated') {
      asked.quantities.push(terms.quantity);
      if (terms.limitPrice !== undefined) asked.limits.push(terms.limitPrice);
    }
  }

  isTooMuch({ orderId }: OrderTerms, filled: Decimal): boolean {
    return this.orders.get(orderId)?.quantities.every((quantity) => filled > quantity) === true;
  }

  isTooBad({ orderId, side }: OrderTerms, price: Decimal): boolean {
    const { limits = [] } = this.orders.get(orderId) ?? {};
    return limits.length > 0 && limits.every((limit) => (side === 'buy' ? price > limit : price < limit));
  }
}
