/** The status of an order by the venue's own record: the one list for the port, the adapters and their records. */
import type { OrderStatus } from '../order/orderState.ts';

export const openAtVenue = ['accepted', 'partially_filled'] as const satisfies readonly OrderStatus[];
const endedAtVenue = ['filled', 'canceled', 'rejected', 'expired'] as const satisfies readonly OrderStatus[];
export const venueOrderStatuses = [...openAtVenue, ...endedAtVenue] as const;
export type VenueOrderStatus = (typeof venueOrderStatuses)[number];

const open: ReadonlySet<string> = new Set(openAtVenue);
const ended: ReadonlySet<string> = new Set(endedAtVenue);

/** Both functions return false for a status that an adapter uses before its venue knows the order. */
export function isOpenAtVenue(status: string): status is (typeof openAtVenue)[number] {
  return open.has(status);
}

export function isEndedAtVenue(status: string): boolean {
  return ended.has(status);
}
