/**
 * Links the windows of this console: which panels have a window of their own, the chosen order, and what a panel's
 * window wants the main one to show.
 */
import { z } from 'zod';
import { panelIds, type PanelId } from '../../../shared/contract/panels.ts';
import { openOrder, screens, showScreen, useUi } from '../window/uiStore.ts';
import { useDock, wantPanel } from '../window/dockStore.ts';

const panel = z.enum(panelIds);
const messageSchema = z.discriminatedUnion('kind', [
  /** A panel has a window of its own. */
  z.strictObject({ kind: z.literal('here'), panel }),
  z.strictObject({ kind: z.literal('gone'), panel }),
  /** The main window asks the others to say that they are here. */
  z.strictObject({ kind: z.literal('who') }),
  /** The panel comes back to the main window. */
  z.strictObject({ kind: z.literal('back'), panel }),
  z.strictObject({ kind: z.literal('chosen'), orderId: z.string().optional() }),
  z.strictObject({ kind: z.literal('open'), orderId: z.string() }),
  z.strictObject({ kind: z.literal('show'), screen: z.enum(screens) }),
]);
type Message = z.infer<typeof messageSchema>;

const channel = new BroadcastChannel('breakwater.windows');

function post(message: Message): void {
  channel.postMessage(message);
}

function listen(take: (message: Message) => void): void {
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = messageSchema.safeParse(data);
    if (message.success) take(message.data);
  });
}

/** What the last message chose: it is not sent back. */
let chosen: string | undefined;

function followChoice(): void {
  useUi.subscribe(({ openOrder: orderId }) => {
    if (orderId === chosen) return;
    chosen = orderId;
    tellChoice(orderId);
  });
}

function tellChoice(orderId: string | undefined): void {
  post({ kind: 'chosen', ...(orderId !== undefined && { orderId }) });
}

function choose(orderId: string | undefined): void {
  chosen = orderId;
  useUi.setState({ openOrder: orderId });
}

/** The main window's side. */
export function linkMainWindow(): void {
  listen((message) => {
    switch (message.kind) {
      case 'here':
        setInWindow(message.panel, true);
        tellChoice(useUi.getState().openOrder);
        break;
      case 'gone':
        setInWindow(message.panel, false);
        break;
      case 'back':
        setInWindow(message.panel, false);
        showScreen('trade');
        wantPanel(message.panel);
        break;
      case 'chosen':
        choose(message.orderId);
        break;
      case 'open':
        openOrder(message.orderId);
        window.focus();
        break;
      case 'show':
        showScreen(message.screen);
        window.focus();
        break;
      case 'who':
        break;
    }
  });
  followChoice();
  post({ kind: 'who' });
}

/** The side of a window with one panel. */
export function linkPanelWindow(own: PanelId): void {
  post({ kind: 'here', panel: own });
  window.addEventListener('pagehide', () => {
    post({ kind: 'gone', panel: own });
  });
  listen((message) => {
    if (message.kind === 'who') post({ kind: 'here', panel: own });
    if (message.kind === 'chosen') choose(message.orderId);
  });
  useUi.subscribe((ui, before) => {
    if (ui.reveal !== before.reveal && ui.openOrder !== undefined) {
      chosen = ui.openOrder;
      post({ kind: 'open', orderId: ui.openOrder });
    }
    if (ui.screen === 'trade') return;
    // Screens are the main window's; this one keeps its panel.
    post({ kind: 'show', screen: ui.screen });
    useUi.setState({ screen: 'trade' });
  });
  followChoice();
}

/** Gives the panel back to the main window, and closes this one. */
export function movePanelBack(own: PanelId): void {
  post({ kind: 'back', panel: own });
  window.close();
}

function setInWindow(panel: PanelId, is: boolean): void {
  useDock.setState(({ inWindows }) => ({
    inWindows: [...inWindows.filter((other) => other !== panel), ...(is ? [panel] : [])],
  }));
}
