/** The orders read model as a projection. */
import { isTerminal } from '../../domain/order/orderState.ts';
import type { Logger, Scheduler } from '../ports.ts';
import { LiveProjection } from './liveProjection.ts';
import type { OrderView } from './orderView.ts';
import type { OrderViewStore } from './orderViewStore.ts';
import { isOrderEvent, orderIdOf, projectOrder } from './projectOrder.ts';
import type { Projection } from './projection.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';

export const ordersProjection: Projection<OrderView> = {
  name: 'orders',
  /** Raised whenever `projectOrder` would give other rows for the same events. */
  version: 4,
  keyOf: (event) => (isOrderEvent(event) ? orderIdOf(event) : undefined),
  keyOfRow: ({ orderId }) => orderId,
  opens: (event) => event.version === 0,
  apply(row, event) {
    invariant(isOrderEvent(event), `${event.type} is of no order`);
    return projectOrder(row, event);
  },
  isEnded: ({ status }) => isTerminal(status),
};

export class OrdersProjection extends LiveProjection<OrderView, OrderViewStore> {
  constructor(
    store: OrderViewStore,
    scheduler: Scheduler,
    logger: Logger,
    resumeFrom: (applied: number) => number,
  ) {
    super(ordersProjection, store, { scheduler, logger, resumeFrom });
  }
}
