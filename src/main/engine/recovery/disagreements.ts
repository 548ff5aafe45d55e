/**
 * Finds what differs between the venue's record of an order and ours, and can't be settled by recording a fact: a
 * person has to look at it. Pure. `order` is the order after all facts that could be recorded. `unchanged` says that
 * nothing else has changed the order while the venue was asked.
 */
import { fromUnits, formatDecimal } from '../../../shared/kernel/decimal.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import { isTerminal, isResting, type Order } from '../../domain/order/orderState.ts';
import type { DifferenceKind } from '../../domain/venue/venueEvents.ts';
import type { TimeInForce } from '../../domain/order/orderTerms.ts';
import type { UntoldTime, VenueOrderRecord } from '../ports.ts';
import { isGivenByHand } from '../../domain/order/executions.ts';

export interface Disagreement {
  readonly kind: DifferenceKind;
  readonly detail: string;
}

export function disagreements(
  order: Order,
  record: VenueOrderRecord,
  unchanged: boolean,
): readonly Disagreement[] {
  if (record.untold !== undefined) {
    return isTerminal(order.status) ? [] : [notTold(record.untold, record.timeInForce)];
  }
  // Fills and other messages came while the venue was asked, so a smaller filled quantity at the venue, or another
  // state, proves nothing.
  if (!unchanged) return record.filledQuantity > order.filledQuantity ? [filledOtherwise(order, record)] : [];
  if (isResting(record.status) && isTerminal(order.status)) return [worksThere(order, record)];
  return [
    ...filledDifferences(order, record),
    ...(isResting(record.status) && isResting(order.status) ? otherTerms(order, record) : []),
  ];
}

function filledDifferences(order: Order, record: VenueOrderRecord): readonly Disagreement[] {
  if (record.filledQuantity !== order.filledQuantity) return [filledOtherwise(order, record)];
  return record.status === 'filled' && isResting(order.status) ? [calledFilled(order)] : [];
}

function filledOtherwise(order: Order, record: VenueOrderRecord): Disagreement {
  const [ours, venue] = [formatDecimal(order.filledQuantity), formatDecimal(record.filledQuantity)];
  const detail = `${ours} filled by its executions, ${venue} by the venue's count`;
  return { kind: 'filled_quantity', detail };
}

function notTold({ from, until }: UntoldTime, timeInForce: TimeInForce): Disagreement {
  const since = from === undefined ? 'before' : `between ${formatMicros(from)} and`;
  const day = timeInForce === 'DAY' ? '; it was for the day, which may have ended' : '';
  return {
    kind: 'untold',
    detail: `the venue has told nothing of it ${since} ${formatMicros(until)}, when the numbers of the session began anew: it may have been filled or have ended${day}`,
  };
}

function calledFilled({ filledQuantity, terms }: Order): Disagreement {
  const [ours, whole] = [formatDecimal(filledQuantity), formatDecimal(terms.quantity)];
  return {
    kind: 'filled_quantity',
    detail: `${ours} of ${whole} filled here, and the venue calls it filled`,
  };
}

function worksThere(order: Order, record: VenueOrderRecord): Disagreement {
  const { status, terms } = order;
  const { quantity, filledQuantity, venueOrderId } = record;
  const by = isGivenByHand(order) ? " by a person's word" : '';
  const open = formatDecimal(fromUnits(quantity - filledQuantity));
  return {
    kind: 'works_there',
    detail: `${terms.side} ${terms.symbol}: ${status} here${by}, working at the venue as ${venueOrderId} with ${open} open`,
  };
}

function otherTerms({ terms }: Order, record: VenueOrderRecord): readonly Disagreement[] {
  const names = ['quantity', 'limitPrice', 'stopPrice'] as const;
  const words = { quantity: 'quantity', limitPrice: 'limit price', stopPrice: 'stop price' };
  const other = names.flatMap((name) => {
    const [ours, venue] = [terms[name], record[name]];
    if (ours === undefined || venue === undefined || ours === venue) return [];
    return [`${words[name]} ${formatDecimal(ours)} here, ${formatDecimal(venue)} at the venue`];
  });
  return other.length === 0 ? [] : [{ kind: 'terms', detail: other.join('; ') }];
}
