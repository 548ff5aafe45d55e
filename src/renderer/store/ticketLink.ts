/** The keys of the ticket lead to it from every window: the one that has the ticket takes the focus. */
import { z } from 'zod';
import type { PanelId } from '../../shared/contract/panels.ts';
import { focusTicket } from './ticketStore.ts';
import { useDock, wantPanel } from './window/dockStore.ts';
import { openPanelWindow } from './workspaces/openWindow.ts';
import { showScreen } from './window/uiStore.ts';

const messageSchema = z.strictObject({ side: z.enum(['buy', 'sell']) });
type Side = z.infer<typeof messageSchema>['side'];

const channel = new BroadcastChannel('breakwater.ticket');

/** Tells the other windows that somebody wants to enter an order. A window that ended without a word opens again. */
export function askForTicket(side: Side): void {
  channel.postMessage({ side });
  if (useDock.getState().inWindows.includes('ticket')) openPanelWindow('ticket');
}

/** `own` is the panel of this window; the main one has none. */
export function linkTicket(own: PanelId | undefined): void {
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = messageSchema.safeParse(data);
    if (!message.success || !hasTicket(own)) return;
    if (own === undefined) {
      showScreen('trade');
      wantPanel('ticket');
    }
    focusTicket(message.data.side);
    window.focus();
  });
}

/** The main window has the ticket, or can show it, unless a window of its own has it. */
function hasTicket(own: PanelId | undefined): boolean {
  return own === undefined ? !useDock.getState().inWindows.includes('ticket') : own === 'ticket';
}
