/** Sends the reviewed ticket once, however often it is pressed, and keeps the answer. */
import { call } from '../../store/link/engineLink.ts';
import { describeTerms } from '../../model/orders/orderTerms.ts';
import type { Ticket } from '../../../shared/contract/signals.ts';
import { buildTicket, type TicketForm } from '../../model/orders/ticketForm.ts';
import { notify } from '../../store/notices/noticesStore.ts';
import { pricePlaces, useDesk } from '../../store/desk/deskStore.ts';
import { useTicket } from '../../store/ticketStore.ts';
import { admitOrder } from '../../store/window/uiStore.ts';

/**
 * Faults after which the answer is lost, but not the order. The id is kept, so that sending again can't make a second
 * order.
 */
export const unknownOutcome: ReadonlySet<string> = new Set([
  'deadline',
  'engine_gone',
  'reconnected',
  'call_failed',
  'invalid_message',
]);

/** Lets the order pass soft limits. Where it is only proposed, the order waits for another person. */
export interface TicketOverride {
  readonly rules: readonly string[];
  readonly minutes: number;
  readonly reason: string;
  readonly proposed: boolean;
}

export async function submitReviewed(form: TicketForm, override?: TicketOverride): Promise<void> {
  const { reviewing, sending } = useTicket.getState();
  if (reviewing === undefined || sending) return;
  useTicket.setState({ sending: true });
  const ticket = buildTicket(form, reviewing);
  if (override !== undefined && !(await isGranted(reviewing, ticket, override))) return;
  const reply = await call('submitTicket', ticket);
  const terms = describeTerms(ticket, pricePlaces(useDesk.getState().desk, ticket.symbol));
  if (!reply.ok) {
    const unknown = unknownOutcome.has(reply.fault.code);
    useTicket.setState((state) => ({
      sending: false,
      reviewing: unknown ? reviewing : undefined,
      outcome: { kind: 'failed', terms, signalId: reviewing, fault: reply.fault },
      focusWanted: state.focusWanted || !unknown,
    }));
    return;
  }
  const taken = reply.value.outcome !== 'denied' && reply.value.outcome !== 'rejected';
  useTicket.setState((state) => ({
    sending: false,
    reviewing: undefined,
    outcome: { kind: 'answered', terms, submission: reply.value },
    focusWanted: true,
    // The next order needs a quantity and a bracket of its own. A refused one stays, so that the operator can correct
    // it.
    ...(taken &&
      state.form !== undefined && {
        form: { ...state.form, quantity: '', takeProfit: '', stopLoss: '', note: '' },
      }),
  }));
  if (reply.value.orderId !== undefined) admitOrder(reply.value.orderId);
}

/** Whether the order may be sent now. Where not, the review stays open with the same signal. */
async function isGranted(signalId: string, ticket: Ticket, override: TicketOverride): Promise<boolean> {
  const { rules, minutes, reason, proposed } = override;
  const asked = { signalId, rules: [...rules], minutes, reason };
  const reply = await call(proposed ? 'proposeOverride' : 'grantOverride', asked);
  if (reply.ok && !proposed) return true;
  const terms = describeTerms(ticket, pricePlaces(useDesk.getState().desk, ticket.symbol));
  useTicket.setState({
    sending: false,
    ...(!reply.ok && { outcome: { kind: 'failed', terms, signalId, fault: reply.fault } }),
  });
  if (reply.ok) notify('ok', 'Override proposed: it counts once another person has approved it');
  return false;
}
