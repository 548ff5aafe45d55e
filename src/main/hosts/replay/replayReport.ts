/** What a replay comes to. */
import { counted } from '../counted.ts';
import { orderStatuses, type OrderStatus } from '../../domain/order/orderState.ts';

type Camel<Text extends string> = Text extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Text;

/** Final states of the replay's orders: filled, canceled, inDoubt and all others. */
export type OrderCounts = Readonly<Record<Camel<OrderStatus>, number>>;

export interface ReplayReport {
  /** Lines that are not blank. */
  readonly signals: number;
  /** Signals that made an order, a denied one included. */
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly orders: OrderCounts;
  /** Events appended from the start of the run to its end. */
  readonly events: number;
  readonly elapsedMs: number;
  /** Accepted signals by the time from the first line until all had settled. */
  readonly ordersPerSecond: number;
  /** From a signal's acknowledgement to the venue's answer. */
  readonly latencyMs: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
  readonly lastPosition: number;
  /** Hash of the last event: what a checkpoint would sign. */
  readonly chainHead: string;
}

/** Every status has its key, also where none is in it. */
export function orderCounts(statuses: Iterable<OrderStatus>): OrderCounts {
  const counts = new Map<OrderStatus, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return Object.fromEntries(
    orderStatuses.map((status) => [camelCase(status), counts.get(status) ?? 0]),
  ) as unknown as OrderCounts;
}

export function camelCase(text: string): string {
  return text.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
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
