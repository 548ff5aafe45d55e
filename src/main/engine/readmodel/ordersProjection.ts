/** The orders read model as a projection. */
import { orderIdOfStream } from '../../../shared/kernel/ids.ts';
import { isTerminal } from '../../domain/order/orderState.ts';
import type { Logger, Scheduler } from '../ports.ts';
import { LiveProjection } from './liveProjection.ts';
import { withNewerRows, type OrderRows } from './newerRows.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { OrderViewStore } from './orderViewStore.ts';
import { isOfOrder, projectAny } from '../orders/projectOrder.ts';
import type { Projection } from './projection.ts';

export const ordersProjection: Projection<OrderView> = {
  name: 'orders',
  /** Raised whenever `projectOrder` would make other rows from the same events. */
  version: 6,
  keyOf: (event) => (isOfOrder(event) ? orderIdOfStream(event.streamId) : undefined),
  opens: (event) => event.version === 0,
  apply: projectAny,
  isEnded: ({ status }) => isTerminal(status),
};

export class OrdersProjection extends LiveProjection<OrderView, OrderViewStore> {
  constructor(store: OrderViewStore, scheduler: Scheduler, logger: Logger) {
    super(ordersProjection, store, { scheduler, logger });
  }

  /** Rows with every applied event, including rows that the store does not take for now. */
  rows(): OrderRows {
    return withNewerRows(this.flushed(), this.unwritten());
  }
}
