/**
 * Brings the ticket's keys and the wishes of other programs to the ticket, from every window to the one that has it.
 */
import { z } from 'zod';
import type { PanelId } from '../../shared/contract/panels.ts';
import { useDesk } from './desk/deskStore.ts';
import { acceptOffer, focusTicket, takeOffer, type ForeignOffer } from './ticketStore.ts';
import { useDock, wantPanel } from './window/dockStore.ts';
import { openPanelWindow } from './workspaces/openWindow.ts';
import { showScreen } from './window/uiStore.ts';

const offerFields = { from: z.string(), atMs: z.number() };
const messageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('focus'), side: z.enum(['buy', 'sell']) }),
  /** Another program wants this in the ticket. */
  z.strictObject({
    kind: z.literal('offer'),
    id: z.number().int(),
    offer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('known'), symbol: z.string(), ...offerFields }),
      z.strictObject({ kind: z.literal('unknown'), why: z.string(), ...offerFields }),
    ]),
  }),
  /** What the window with the ticket did with the offer. */
  z.strictObject({
    kind: z.literal('offered'),
    id: z.number().int(),
    became: z.enum(['put_in', 'there', 'offered']),
  }),
  z.strictObject({ kind: z.literal('accept') }),
]);
type Message = z.infer<typeof messageSchema>;
type Side = Extract<Message, { kind: 'focus' }>['side'];
export type Became = Extract<Message, { kind: 'offered' }>['became'];

const channel = new BroadcastChannel('breakwater.ticket');
/** The most answers of the ticket's window that are awaited. */
const waitingMax = 16;
const waiting = new Map<number, (became: Became) => void>();

function post(message: Message): void {
  channel.postMessage(message);
}

/** Tells the other windows that somebody wants to enter an order. A window that ended without a word opens again. */
export function askForTicket(side: Side): void {
  post({ kind: 'focus', side });
  if (useDock.getState().inWindows.includes('ticket')) openPanelWindow('ticket');
}

/** The main window brings an offer to the ticket, wherever that is; `then` hears what became of it. */
export function offerToTicket(id: number, offer: ForeignOffer, then: (became: Became) => void): void {
  if (hasTicket(undefined)) {
    then(takeHere(offer));
    return;
  }
  // Answers come in order, so an offer older than the newest few gets none.
  for (const old of waiting.keys()) if (waiting.size >= waitingMax) waiting.delete(old);
  waiting.set(id, then);
  post({ kind: 'offer', id, offer });
}

/** Takes the offer that stands in the ticket, from whichever window. */
export function acceptOfferAnywhere(): void {
  if (hasTicket(ownPanel)) acceptOffer();
  else post({ kind: 'accept' });
}

function takeHere(offer: ForeignOffer): Became {
  const { desk } = useDesk.getState();
  return desk === undefined ? 'offered' : takeOffer(offer, desk, isInTicket());
}

/** A person who has the keyboard in the ticket is about to enter something. */
function isInTicket(): boolean {
  const within = document.activeElement?.closest('[data-testid="ticket"]') ?? undefined;
  return document.hasFocus() && within !== undefined;
}

let ownPanel: PanelId | undefined;

/** `own` is the panel of this window; the main one has none. */
export function linkTicket(own: PanelId | undefined): void {
  ownPanel = own;
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = messageSchema.safeParse(data);
    if (message.success) take(message.data, own);
  });
}

function take(message: Message, own: PanelId | undefined): void {
  if (message.kind === 'offered') {
    waiting.get(message.id)?.(message.became);
    waiting.delete(message.id);
    return;
  }
  if (!hasTicket(own)) return;
  switch (message.kind) {
    case 'focus':
      if (own === undefined) {
        showScreen('trade');
        wantPanel('ticket');
      }
      focusTicket(message.side);
      window.focus();
      break;
    case 'offer':
      post({ kind: 'offered', id: message.id, became: takeHere(message.offer) });
      break;
    case 'accept':
      acceptOffer();
      break;
  }
}

/** The main window has the ticket, or can show it, unless a window of its own has it. */
function hasTicket(own: PanelId | undefined): boolean {
  return own === undefined ? !useDock.getState().inWindows.includes('ticket') : own === 'ticket';
}
