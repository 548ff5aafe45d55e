/** The result of a replay. */
import { counted } from '../../../shared/kernel/counted.ts';
import { orderStatuses, type OrderStatus } from '../../domain/order/orderState.ts';

type Camel<Text extends string> = Text extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Text;

/** How many of the replay's orders ended in each state. */
export type OrderCounts = Readonly<Record<Camel<OrderStatus>, number>>;

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

/** The report in numbers, for a program. */
export function figuresOf(report: ReplayReport): Readonly<Record<string, number>> {
  const { signals, accepted, duplicates, rejected, orders } = report;
  const { filled, canceled, denied, inDoubt } = orders;
  return { signals, accepted, duplicates, rejected, filled, canceled, denied, inDoubt };
}
