/** What must hold at rest, read from the two records that know: the engine's events and read model, the venue's own. */
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import { readSimRecord } from '../../../infra/venues/sim/record/testing/readSimRecord.ts';
import type { StoredOrder } from '../../../infra/venues/sim/record/recordRows.ts';
import { venueRecordFile } from '../../venues/startVenues.ts';
import { currentOrders } from '../commands/read/currentOrders.ts';
import { openEventsToRead } from '../desk/readDesk.ts';

/** An engine that is at rest has no order in any other status. */
const settledStatuses: ReadonlySet<string> = new Set([
  'denied',
  'accepted',
  'partially_filled',
  'filled',
  'canceled',
  'rejected',
  'expired',
]);
const working: ReadonlySet<string> = new Set(['accepted', 'partially_filled']);

export interface Records {
  readonly events: readonly StoredEvent[];
  readonly orders: readonly OrderView[];
  readonly venue: ReturnType<typeof readSimRecord>;
}

export async function readRecords(data: string): Promise<Records> {
  return {
    ...(await readOwnRecords(data)),
    venue: readSimRecord(venueRecordFile(data, 'sim' as VenueId)),
  };
}

/** The engine's own records, whatever its venues are. */
export async function readOwnRecords(data: string): Promise<Omit<Records, 'venue'>> {
  const store = openEventsToRead(data);
  if (!store.ok) throw new Error(store.error.message);
  const events: StoredEvent[] = [];
  for await (const event of store.value.readAll({ afterPosition: 0 })) events.push(event);
  const orders = await currentOrders(store.value, data);
  await store.value.close();
  return { events, orders };
}

/** Everything that contradicts itself, one sentence each; empty when all is well. */
export function contradictions(records: Records): string[] {
  return [...ofSignals(records), ...ofExecutions(records), ...ofOrders(records), ...ofIds(records)];
}

/** Every signal that was taken has one outcome: a rejection, or one order. */
function ofSignals({ events, orders }: Records): string[] {
  const rejected = new Set(ofType(events, 'SignalRejected').map(({ streamId }) => streamId as string));
  const own = countBy(
    orders.filter(({ parentOrderId }) => parentOrderId === undefined).map(({ signalId }) => signalId),
  );
  return ofType(events, 'SignalReceived').flatMap(({ streamId }) => {
    const signalId = streamId.slice('signal-'.length);
    const outcomes = (own.get(signalId) ?? 0) + (rejected.has(streamId) ? 1 : 0);
    return outcomes === 1 ? [] : [`signal ${signalId} has ${outcomes} outcomes`];
  });
}

/** Every execution at the venue is in the store once, and the other way round. */
function ofExecutions({ events, venue }: Records): string[] {
  const ours = ofType(events, 'OrderFilled').map(
    ({ data }) => `${data.executionId} ${data.lastQuantity} at ${data.lastPrice}`,
  );
  const theirs = venue.executions.map(
    ({ executionId, quantity, price }) => `${executionId} ${quantity} at ${price}`,
  );
  return [
    ...[...countBy(ours)].filter(([, count]) => count > 1).map(([one]) => `execution ${one} counted twice`),
    ...missing(theirs, ours).map((one) => `execution ${one} is not in the store`),
    ...missing(ours, theirs).map((one) => `execution ${one} is not at the venue`),
  ];
}

/** Every order is at rest, and both sides say the same of it. */
function ofOrders({ orders, venue }: Records): string[] {
  const atVenue = new Map(venue.orders.map((order) => [order.currentClientOrderId, order]));
  const known = new Set<string | undefined>(orders.map(({ clientOrderId }) => clientOrderId));
  return [
    ...orders
      .filter(({ status }) => !settledStatuses.has(status))
      .map(({ orderId, status }) => `order ${orderId} is ${status}`),
    ...orders.flatMap((order) => differences(order, atVenue.get(order.clientOrderId ?? ''))),
    ...venue.orders
      .filter(({ currentClientOrderId }) => !known.has(currentClientOrderId))
      .map(({ currentClientOrderId }) => `the store does not know ${currentClientOrderId}`),
  ];
}

function differences(
  { orderId, status, filledQuantity, acknowledgedAt }: OrderView,
  order: StoredOrder | undefined,
): string[] {
  if (order === undefined) {
    // Refused here, or proven never to have arrived.
    if (status === 'denied' || (status === 'rejected' && filledQuantity === '0')) return [];
    // Canceled while it waited to be sent.
    if (status === 'canceled' && acknowledgedAt === undefined) return [];
    return [`order ${orderId} is ${status} here and unknown at the venue`];
  }
  const same = working.has(status) ? working.has(order.status) : status === order.status;
  return [
    ...(same ? [] : [`order ${orderId} is ${status} here and ${order.status} at the venue`]),
    ...(filledQuantity === order.filledQuantity
      ? []
      : [`order ${orderId} has filled ${filledQuantity} here and ${order.filledQuantity} at the venue`]),
  ];
}

/** No client order id was given out twice, and none reached the venue twice. */
function ofIds({ events, venue }: Records): string[] {
  const given = [...ofType(events, 'OrderSubmitting'), ...ofType(events, 'OrderReplaceRequested')].map(
    ({ data }) => data.clientOrderId as string,
  );
  return [
    ...[...countBy(given)].filter(([, count]) => count > 1).map(([id]) => `${id} was given out twice`),
    ...venue.orders
      .filter(({ repeatedSubmissions }) => repeatedSubmissions > 0)
      .map(
        ({ clientOrderId, repeatedSubmissions }) => `${clientOrderId} came ${1 + repeatedSubmissions} times`,
      ),
    ...missing(
      venue.orders.map(({ clientOrderId }) => clientOrderId),
      given,
    ).map((id) => `${id} reached the venue without an intent on record`),
  ];
}

export function ofType<T extends StoredEvent['type']>(
  events: readonly StoredEvent[],
  type: T,
): Extract<StoredEvent, { readonly type: T }>[] {
  return events.filter((event): event is Extract<StoredEvent, { readonly type: T }> => event.type === type);
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function missing(wanted: readonly string[], there: readonly string[]): string[] {
  const have = new Set(there);
  return wanted.filter((one) => !have.has(one));
}
