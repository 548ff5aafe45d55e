/** Reports the orders whose answer or outcome was missing when the venue's record was compared with ours. */
import { orderStream, type OrderId } from '../../../shared/kernel/ids.ts';
import type { ReconciliationDifference } from '../../domain/venue/venueEvents.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { Clock, Scheduler } from '../ports.ts';
import type { OrderEventData, OrderEventType } from '../../domain/order/orderEvents.ts';
import { isNameOf } from '../../../shared/kernel/names.ts';

export interface SettleUnansweredDependencies {
  readonly handler: OrderCommandHandler;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

/** How long a comparison waits for the outcomes before it reports the orders as in doubt. */
const settleWithinMs = 10_000;
const settlePollMs = 100;
/** So many questions must stay without an answer before a comparison that does not wait reports the order. */
const inquiriesMin = 3;

/** Reports what became of each order. With `waits` it first waits for the orders that have no outcome yet. */
export async function settleUnanswered(
  dependencies: SettleUnansweredDependencies,
  orderIds: readonly OrderId[],
  waits: boolean,
): Promise<readonly ReconciliationDifference[]> {
  const { clock, scheduler, handler } = dependencies;
  const untilMs = clock.monotonicMs() + (waits ? settleWithinMs : 0);
  let open = [...orderIds];
  const differences: ReconciliationDifference[] = [];
  for (;;) {
    const left: OrderId[] = [];
    for (const orderId of open) {
      const order = await handler.order(orderId);
      if (order === undefined) continue;
      if (order.status === 'in_doubt' || 'resume' in order) left.push(orderId);
      else differences.push(...(await settledDifference(dependencies, orderId)));
    }
    open = left;
    if (open.length === 0 || clock.monotonicMs() >= untilMs) break;
    await new Promise<void>((resolve) => void scheduler.after(settlePollMs, resolve));
  }
  for (const orderId of open) differences.push(...(await openDifference(dependencies, orderId, waits)));
  return differences;
}

/** Reports how an order without an answer was settled, from its last event with evidence of reconciliation. */
async function settledDifference(
  { store, handler }: SettleUnansweredDependencies,
  orderId: OrderId,
): Promise<readonly ReconciliationDifference[]> {
  const order = await handler.order(orderId);
  const clientOrderId = order?.clientOrderId;
  for await (const event of store.read(orderStream(orderId), { direction: 'backwards' })) {
    if (!('evidence' in event.data) || event.data.evidence !== 'reconciliation') continue;
    const kind = isNameOf(settledKinds, event.type) ? settledKinds[event.type] : undefined;
    if (kind === undefined) continue;
    const detail = 'reason' in event.data ? event.data.reason : 'its answer had been lost';
    const isNeverReceived = 'code' in event.data && event.data.code === 'never_received';
    return [
      {
        kind: isNeverReceived ? 'never_received' : kind,
        orderId,
        ...(clientOrderId !== undefined && { clientOrderId }),
        detail,
        resolved: true,
      },
    ];
  }
  return [];
}

async function openDifference(
  { handler }: SettleUnansweredDependencies,
  orderId: OrderId,
  waited: boolean,
): Promise<readonly ReconciliationDifference[]> {
  const order = await handler.order(orderId);
  if (order === undefined || !('inquiries' in order)) return [];
  // The venue was asked only just now, so there is nothing to report yet.
  if (!waited && order.inquiries.length < inquiriesMin) return [];
  const named = order.clientOrderId !== undefined && { clientOrderId: order.clientOrderId };
  const what = order.status === 'in_doubt' ? 'its submission' : 'a request about it';
  const detail = `${what} has no proven outcome`;
  return [{ kind: 'in_doubt', orderId, ...named, detail, resolved: false }];
}

/** The event types that say by what evidence they are recorded. */
type ProvenType = {
  readonly [Type in OrderEventType]: OrderEventData[Type] extends { readonly evidence: unknown }
    ? Type
    : never;
}[OrderEventType];

/** Undefined for an event that settles nothing. */
const settledKinds: Readonly<Record<ProvenType, ReconciliationDifference['kind'] | undefined>> = {
  OrderAccepted: 'lost_acceptance',
  OrderRejected: 'lost_rejection',
  OrderFilled: 'lost_fill',
  OrderExecutionBusted: 'lost_bust',
  OrderExecutionCorrected: 'lost_correction',
  OrderCanceled: 'lost_cancel',
  OrderExpired: 'lost_expiry',
  OrderReplaced: 'lost_replace',
  OrderRestated: 'lost_restatement',
  OrderCancelRejected: undefined,
  OrderReplaceRejected: undefined,
  OrderExecutionConfirmed: undefined,
  OrderAdopted: undefined,
  OrderReinstated: undefined,
  OrderSettlementContradicted: undefined,
};
