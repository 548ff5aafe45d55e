/** The ticket's form. It keeps what was typed while the operator looks at another screen. */
import { create } from 'zustand';
import type { Submission } from '../../shared/contract/signals.ts';
import type { FaultView } from '../../shared/contract/faults.ts';
import type { DeskInfo } from '../../shared/contract/api.ts';
import { deadTimeMs } from '../ui/controls/useArmed.ts';
import { isEntered, type TicketForm } from '../model/orders/ticketForm.ts';

export type TicketOutcome =
  | { readonly kind: 'answered'; readonly terms: string; readonly submission: Submission }
  | {
      readonly kind: 'failed';
      readonly terms: string;
      readonly signalId: string;
      readonly fault: FaultView;
      /** Whether the engine may have taken the ticket. */
      readonly unknown: boolean;
    };

/** What another program wants in the ticket; only the newest. */
export type ForeignOffer =
  | { readonly kind: 'known'; readonly symbol: string; readonly from: string; readonly atMs: number }
  | { readonly kind: 'unknown'; readonly why: string; readonly from: string; readonly atMs: number };

interface TicketStore {
  /** Undefined until the desk is known. */
  readonly form: TicketForm | undefined;
  /** The signal's id while the review is open. It is made once, so that pressing Enter twice makes one order. */
  readonly reviewing: string | undefined;
  readonly sending: boolean;
  readonly outcome: TicketOutcome | undefined;
  /** Whether the form takes the focus the next time it is drawn. It does so once, not whenever it is shown. */
  readonly focusWanted: boolean;
  /** It waits for the operator. */
  readonly offer: ForeignOffer | undefined;
  /** The symbol that another program has put in, and which one. */
  readonly putIn: Extract<ForeignOffer, { kind: 'known' }> | undefined;
}

const untouched: TicketStore = {
  form: undefined,
  reviewing: undefined,
  sending: false,
  outcome: undefined,
  focusWanted: false,
  offer: undefined,
  putIn: undefined,
};

export const useTicket = create<TicketStore>(() => untouched);

/** The forms that absent operators have entered, by their names. */
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

/** Puts other terms into the ticket, and nothing more: the operator reviews them before sending. */
export function fillTicket(form: TicketForm): void {
  useTicket.setState({ form, reviewing: undefined, outcome: undefined, focusWanted: true });
}

/** Prices and the venue of one symbol have no meaning for another. */
export function chooseSymbol(symbol: string): void {
  changeTicket({ symbol, venue: '', limitPrice: '', stopPrice: '', takeProfit: '', stopLoss: '' });
}

/**
 * What another program names goes into a ticket in which nobody has entered anything; `busy` says that somebody is about
 * to. Anywhere else it waits as an offer, and the ticket stays as it is.
 */
export function takeOffer(
  offer: ForeignOffer,
  desk: DeskInfo,
  busy: boolean,
): 'put_in' | 'there' | 'offered' {
  const { form, reviewing, sending, putIn, offer: standing } = useTicket.getState();
  if (form === undefined || offer.kind === 'unknown') {
    useTicket.setState({ offer });
    return 'offered';
  }
  if (form.symbol === offer.symbol) {
    useTicket.setState({ offer: undefined });
    return 'there';
  }
  const isSame =
    standing?.kind === 'known' && standing.symbol === offer.symbol && standing.from === offer.from;
  const isFree = reviewing === undefined && !sending && !busy && !isEntered(form, desk, putIn?.symbol);
  if (!isFree) {
    useTicket.setState({ offer: isSame ? standing : offer });
    return 'offered';
  }
  useTicket.setState({ form: { ...form, symbol: offer.symbol }, offer: undefined, putIn: offer });
  return 'put_in';
}

/**
 * The operator takes the offered symbol, as if chosen from the list. A review stays what it is. An offer that has just
 * come is not taken: whoever presses means the one before.
 */
export function acceptOffer(): void {
  const { offer, reviewing } = useTicket.getState();
  if (offer?.kind !== 'known' || reviewing !== undefined) return;
  const ageMs = Date.now() - offer.atMs;
  if (ageMs >= 0 && ageMs < deadTimeMs) return;
  chooseSymbol(offer.symbol);
  useTicket.setState({ offer: undefined, putIn: offer, focusWanted: true });
}

export function dropOffer(): void {
  useTicket.setState({ offer: undefined });
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
