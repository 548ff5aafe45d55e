/** Warnings about the new terms of one order, which refuse nothing: the same as in the ticket. */
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { warnedTermsOf } from '../../../model/orders/termsWarnings.ts';
import { TicketWarnings } from '../../ticket/TicketWarnings.tsx';
import type { AmendTerms } from './amendForm.ts';

interface Properties {
  readonly order: OrderView;
  readonly terms: AmendTerms;
}

export function AmendWarnings({ order, terms }: Properties) {
  return <TicketWarnings terms={{ ...warnedTermsOf(order), ...terms }} amended={order.orderId} />;
}
