/** At a start, gives replaces without an outcome their room in the exposure again. */
import { askedQuantity } from '../../domain/order/orderState.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { ExposureBook } from '../orders/exposureBook.ts';

export interface RestoreAskedDependencies {
  readonly live: LiveOrders;
  readonly handler: Pick<OrderCommandHandler, 'order'>;
  readonly exposures: ExposureBook;
}

/**
 * Called at a start once the history is in memory. The rows do not have the quantity that such a replace asks for, so
 * the orders are read.
 */
export async function restoreAsked({ live, handler, exposures }: RestoreAskedDependencies): Promise<void> {
  for (const { orderId, status, replacing } of live.all()) {
    if (status !== 'pending_replace' && replacing === undefined) continue;
    const order = await handler.order(orderId);
    if (order !== undefined) exposures.ask(orderId, askedQuantity(order));
  }
}
