/** The result of a replay. */
import { tableOf } from '../../../shared/kernel/records.ts';
import { counted } from '../../../shared/kernel/counted.ts';
import { orderStatuses, type OrderStatus } from '../../domain/order/orderState.ts';

/** The name of each state's count in the report. */
export const countNames = {
  created: 'created',
  denied: 'denied',
  submitting: 'submitting',
  accepted: 'accepted',
  partially_filled: 'partiallyFilled',
  filled: 'filled',
  pending_cancel: 'pendingCancel',
  pending_replace: 'pendingReplace',
  canceled: 'canceled',
  rejected: 'rejected',
  expired: 'expired',
  in_doubt: 'inDoubt',
} as const satisfies Readonly<Record<OrderStatus, string>>;

/** How many of the replay's orders ended in each state. */
export type OrderCounts = Readonly<Record<(typeof countNames)[OrderStatus], number>>;

export interface ReplayReport {
  /** How many lines are not blank. */
  readonly signals: number;
  /** How many signals made an order, a denied one included. */
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly orders: OrderCounts;
  /** How many events were appended from the start of the run to its end. */
  readonly events: number;
  readonly elapsedMs: number;
  /** Accepted signals, divided by the seconds from the first line until all had settled. */
  readonly ordersPerSecond: number;
  /** Milliseconds from a signal's acknowledgement to the venue's answer. */
  readonly latencyMs: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
  readonly lastPosition: number;
  /** Hash of the last event, as a checkpoint would sign it. */
  readonly chainHead: string;
}

/** Counts orders by status. Every status has its key, even without an order. */
export function orderCounts(statuses: Iterable<OrderStatus>): OrderCounts {
  const counts = tableOf(
    orderStatuses.map((status) => countNames[status]),
    () => 0,
  );
  for (const status of statuses) counts[countNames[status]]++;
  return counts;
}

/** The report in a sentence. */
export function summaryOf({
  signals,
  accepted,
  duplicates,
  rejected,
  orders,
  elapsedMs,
}: ReplayReport): string {
  const seconds = (elapsedMs / 1_000).toFixed(1);
  return (
    `${counted(signals, 'signal')} in ${seconds} s: ${accepted} accepted, ${counted(duplicates, 'duplicate')}, ${rejected} rejected; ` +
    `${counted(orders.filled, 'order')} filled, ${orders.canceled} canceled, ${orders.denied} denied, ${orders.inDoubt} in doubt`
  );
}

/** The report in numbers, for a program. */
export function figuresOf(report: ReplayReport): Readonly<Record<string, number>> {
  const { signals, accepted, duplicates, rejected, orders } = report;
  const { filled, canceled, denied, inDoubt } = orders;
  return { signals, accepted, duplicates, rejected, filled, canceled, denied, inDoubt };
}
