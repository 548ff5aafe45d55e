/** Sends the reviewed ticket once, however often it is pressed, and keeps the answer. */
import { call } from '../../store/link/engineLink.ts';
import { describeTerms } from '../../model/orders/orderTerms.ts';
import type { Ticket } from '../../../shared/contract/signals.ts';
import { buildTicket, type TicketForm } from '../../model/orders/ticketForm.ts';
import { notify } from '../../store/notices/noticesStore.ts';
import { pricePlaces, useDesk } from '../../store/desk/deskStore.ts';
import { useTicket, type TicketOutcome } from '../../store/ticketStore.ts';
import { admitOrder } from '../../store/window/uiStore.ts';
import type { FailedCall } from '../../ipc/apiClient.ts';

interface Sent {
  readonly reviewing: string;
  readonly terms: string;
  /** The outcome of the sending before. */
  readonly outcome: TicketOutcome | undefined;
}

/** Lets the order pass soft limits. Where it is only proposed, the order waits for another person. */
export interface TicketOverride {
  readonly rules: readonly string[];
  readonly minutes: number;
  readonly reason: string;
  readonly proposed: boolean;
}

export async function submitReviewed(form: TicketForm, override?: TicketOverride): Promise<void> {
  const { reviewing, sending, outcome } = useTicket.getState();
  if (reviewing === undefined || sending) return;
  useTicket.setState({ sending: true });
  const ticket = buildTicket(form, reviewing);
  if (override !== undefined && !(await isGranted(reviewing, ticket, override))) return;
  const reply = await call('submitTicket', ticket);
  const terms = describeTerms(ticket, pricePlaces(useDesk.getState().desk, ticket.symbol));
  if (!reply.ok) {
    const after = afterFault({ reviewing, terms, outcome }, reply);
    useTicket.setState((state) => ({
      ...after,
      sending: false,
      focusWanted: state.focusWanted || after.reviewing === undefined,
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

/**
 * The ticket after a failed sending. While the engine may have taken it, also by an earlier sending, it keeps its id, so
 * that sending it again can't make a second order.
 */
export function afterFault(
  { reviewing, terms, outcome }: Sent,
  { fault, unanswered }: Omit<FailedCall, 'ok'>,
): { readonly reviewing: string | undefined; readonly outcome: TicketOutcome } {
  const unknown = unanswered === true || isUnknown(outcome, reviewing);
  return {
    reviewing: unknown ? reviewing : undefined,
    outcome: { kind: 'failed', terms, signalId: reviewing, fault, unknown },
  };
}

/** Whether the engine may have taken the signal by an earlier sending. */
function isUnknown(outcome: TicketOutcome | undefined, signalId: string): boolean {
  return outcome?.kind === 'failed' && outcome.signalId === signalId && outcome.unknown;
}

/** Whether the order may be sent now. Where not, the review stays open with the same signal. */
async function isGranted(signalId: string, ticket: Ticket, override: TicketOverride): Promise<boolean> {
  const { rules, minutes, reason, proposed } = override;
  const asked = { signalId, rules: [...rules], minutes, reason };
  const reply = await call(proposed ? 'proposeOverride' : 'grantOverride', asked);
  if (reply.ok && !proposed) return true;
  const terms = describeTerms(ticket, pricePlaces(useDesk.getState().desk, ticket.symbol));
  useTicket.setState(({ outcome }) => ({
    sending: false,
    ...(!reply.ok && {
      outcome: { kind: 'failed', terms, signalId, fault: reply.fault, unknown: isUnknown(outcome, signalId) },
    }),
  }));
  if (reply.ok) notify('ok', 'Override proposed: it counts once another person has approved it');
  return false;
}
