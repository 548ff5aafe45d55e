/** The ticket's form. It keeps what was typed while the operator looks at another screen. */
import { create } from 'zustand';
import type { Submission } from '../../shared/contract/signals.ts';
import type { FaultView } from '../../shared/contract/faults.ts';
import type { TicketForm } from '../model/orders/ticketForm.ts';

export type TicketOutcome =
  | { readonly kind: 'answered'; readonly terms: string; readonly submission: Submission }
  | { readonly kind: 'failed'; readonly terms: string; readonly signalId: string; readonly fault: FaultView };

interface TicketStore {
  /** Undefined until the desk is known. */
  readonly form: TicketForm | undefined;
  /** The signal's id while the review is open. It is made once, so that pressing Enter twice makes one order. */
  readonly reviewing: string | undefined;
  readonly sending: boolean;
  readonly outcome: TicketOutcome | undefined;
  /** Whether the form takes the focus the next time it is drawn. It does so once, not whenever it is shown. */
  readonly focusWanted: boolean;
}

const untouched: TicketStore = {
  form: undefined,
  reviewing: undefined,
  sending: false,
  outcome: undefined,
  focusWanted: false,
};

export const useTicket = create<TicketStore>(() => untouched);

/** What those have entered who are not here now, by their names. */
const putAside = new Map<string, TicketStore>();
let holder: string | undefined;

/**
 * Gives the ticket to an operator, with what that one had entered before, or else with this form. What somebody has
 * entered is never sent by another one: it waits until that person is back.
 */
export function giveTicketTo(owner: string, form: TicketForm | undefined): void {
  if (holder !== undefined) {
    putAside.set(holder, { ...useTicket.getState(), sending: false, focusWanted: false });
  }
  holder = owner;
  useTicket.setState(putAside.get(owner) ?? { ...untouched, form });
}

export function changeTicket(change: Partial<TicketForm>): void {
  useTicket.setState((state) => (state.form === undefined ? {} : { form: { ...state.form, ...change } }));
}

/** Puts other terms into the ticket, and nothing more: whoever wants to send them reviews them first. */
export function fillTicket(form: TicketForm): void {
  useTicket.setState({ form, reviewing: undefined, outcome: undefined, focusWanted: true });
}

export function focusTicket(side?: 'buy' | 'sell'): void {
  if (side !== undefined) changeTicket({ side });
  useTicket.setState({ reviewing: undefined, focusWanted: true });
}

export function openReview(): void {
  useTicket.setState({ reviewing: `ticket-${crypto.randomUUID()}`, outcome: undefined });
}

export function closeReview(): void {
  useTicket.setState({ reviewing: undefined });
}
