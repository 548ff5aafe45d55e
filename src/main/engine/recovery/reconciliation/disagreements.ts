/**
 * What the venue's record of an order says otherwise than ours, and no fact mends: a person has to look. Pure. `order` is
 * as it is once all that could be recorded was; `unchanged` says that nothing else has moved it while the venue was asked.
 */
import { formatDecimal, type Decimal } from '../../../../shared/kernel/decimal.ts';
import { isTerminal, isWorking, type Order } from '../../../domain/order/orderState.ts';
import type { DifferenceKind } from '../../../domain/venue/venueEvents.ts';
import type { VenueOrderRecord } from '../../ports.ts';

export interface Disagreement {
  readonly kind: DifferenceKind;
  readonly detail: string;
}

export function disagreements(
  order: Order,
  record: VenueOrderRecord,
  unchanged: boolean,
): readonly Disagreement[] {
  // Less there than here, or another state: fills and messages that came while it was asked.
  if (!unchanged) return record.filledQuantity > order.filledQuantity ? [filledOtherwise(order, record)] : [];
  if (isWorking(record.status) && isTerminal(order.status)) return [worksThere(order, record)];
  return [
    ...(record.filledQuantity === order.filledQuantity ? [] : [filledOtherwise(order, record)]),
    ...(isWorking(record.status) && isWorking(order.status) ? otherTerms(order, record) : []),
  ];
}

function filledOtherwise(order: Order, record: VenueOrderRecord): Disagreement {
  const [ours, venue] = [formatDecimal(order.filledQuantity), formatDecimal(record.filledQuantity)];
  const detail = `${ours} filled by its executions, ${venue} by the venue's count`;
  return { kind: 'filled_quantity', detail };
}

function worksThere(order: Order, record: VenueOrderRecord): Disagreement {
  const { byHand = [], status, terms } = order;
  const { quantity, filledQuantity, venueOrderId } = record;
  const by = byHand.length > 0 ? " by a person's word" : '';
  const open = formatDecimal((quantity - filledQuantity) as Decimal);
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
