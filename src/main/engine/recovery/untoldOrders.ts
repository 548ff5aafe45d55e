/** The alerts about orders whose venue has sent nothing in some time, and can't be asked about that time again. */
import { alertIdOf, type VenueId } from '../../../shared/kernel/ids.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import type { ReconciliationDifference } from '../../domain/venue/venueEvents.ts';

/** How many orders the sentence of an alert names. */
const namedMax = 5;

/** One alert for all orders with the same cause. New orders wait at the venue gate, whose report names each order. */
export function untoldOrders(
  venue: VenueId,
  differences: readonly ReconciliationDifference[],
): readonly Alert[] {
  const groups = new Map<string, string[]>();
  for (const { kind, resolved, detail, clientOrderId = '' } of differences) {
    if (kind !== 'untold' || resolved) continue;
    groups.set(detail, [...(groups.get(detail) ?? []), clientOrderId]);
  }
  return Array.from(groups, ([detail, ids]) => {
    const more = ids.length > namedMax ? ` and ${ids.length - namedMax} more` : '';
    const many = ids.length === 1 ? 'A working order' : `${ids.length} working orders`;
    return {
      alertId: alertIdOf(`orders_untold:${venue}:${detail}`.replaceAll(/[^\w:.-]+/g, '_')),
      kind: 'orders_untold',
      lasts: true,
      holdsOrders: false,
      message: `${many} at venue ${venue} could have filled (${ids.slice(0, namedMax).join(', ')}${more}): ${detail}`,
      advice:
        'Ask the venue for these orders, settle by hand those that have filled or ended, and accept the difference for those that work as they stand here. Until then no new order leaves for the venue: it may double what has filled.',
      venue,
    };
  });
}
