/** Orders whose answer or outcome is missing, as a comparison with the venue's record reports them. */
import { orderStream, type OrderId } from '../../../shared/kernel/ids.ts';
import type { ReconciliationDifference } from '../../domain/venue/venueEvents.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { Clock, Scheduler } from '../ports.ts';

export interface SettleUnansweredDependencies {
  readonly handler: OrderCommandHandler;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

/** How long they are waited for before they are reported as in doubt. */
const settleWithinMs = 10_000;
const settlePollMs = 100;
/** Questions without an answer before an order that was not waited for is reported. */
const inquiriesMin = 3;

/** Says what became of each of them; those that have no outcome yet are waited for if asked. */
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

/** How an order that had no answer was settled, by its last event with evidence of reconciliation. */
async function settledDifference(
  { store, handler }: SettleUnansweredDependencies,
  orderId: OrderId,
): Promise<readonly ReconciliationDifference[]> {
  const order = await handler.order(orderId);
  const clientOrderId = order?.clientOrderId;
  for await (const event of store.read(orderStream(orderId), { direction: 'backwards' })) {
    if (!('evidence' in event.data) || event.data.evidence !== 'reconciliation') continue;
    const kind = settledKinds[event.type];
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
  // Only just asked: nothing to report yet.
  if (!waited && order.inquiries.length < inquiriesMin) return [];
  const named = order.clientOrderId !== undefined && { clientOrderId: order.clientOrderId };
  const what = order.status === 'in_doubt' ? 'its submission' : 'a request about it';
  const detail = `${what} has no proven outcome`;
  return [{ kind: 'in_doubt', orderId, ...named, detail, resolved: false }];
}

const settledKinds: Readonly<Partial<Record<string, ReconciliationDifference['kind']>>> = {
  OrderAccepted: 'lost_acceptance',
  OrderRejected: 'lost_rejection',
  OrderFilled: 'lost_fill',
  OrderCanceled: 'lost_cancel',
  OrderExpired: 'lost_expiry',
  OrderReplaced: 'lost_replace',
};
