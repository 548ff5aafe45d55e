/**
 * Links the windows of this console: which panels have a window of their own, the chosen order, the moment of the past
 * that all of them show, and what a panel's window wants the main one to show.
 */
import { z } from 'zod';
import { panelIds, type PanelId } from '../../../shared/contract/panels.ts';
import { useDock, wantPanel } from '../window/dockStore.ts';
import { auditFilterSchema } from '../../model/events/auditFilter.ts';
import { showMoment, usePast, type Moment } from '../past/pastStore.ts';
import {
  lookAtOrder,
  openOrder,
  openSignal,
  screens,
  settingsParts,
  showAudit,
  showScreen,
  showSettings,
  useUi,
} from '../window/uiStore.ts';

const panel = z.enum(panelIds);
const position = z.number().int().min(0);
const messageSchema = z.discriminatedUnion('kind', [
  /** A panel has a window of its own. */
  z.strictObject({ kind: z.literal('here'), panel }),
  z.strictObject({ kind: z.literal('gone'), panel }),
  /** The main window asks the others to say that they are here. */
  z.strictObject({ kind: z.literal('who') }),
  /** The panel comes back to the main window. */
  z.strictObject({ kind: z.literal('back'), panel }),
  z.strictObject({ kind: z.literal('chosen'), orderId: z.string().optional() }),
  /** All windows show this moment; without `at` the present. */
  z.strictObject({
    kind: z.literal('moment'),
    at: position.optional(),
    marked: position.optional(),
    head: position,
  }),
  z.strictObject({ kind: z.literal('open'), orderId: z.string() }),
  z.strictObject({ kind: z.literal('show'), screen: z.enum(screens) }),
  z.strictObject({ kind: z.literal('showAudit'), filter: auditFilterSchema }),
  z.strictObject({ kind: z.literal('showSignal'), position }),
  z.strictObject({ kind: z.literal('showSettings'), part: z.enum(settingsParts) }),
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
  lookAtOrder(orderId);
}

/** The moment that the last message named: it is not sent back. */
let moment: Moment = usePast.getState();

function followMoment(): void {
  usePast.subscribe((past) => {
    if (past.at === moment.at && past.marked === moment.marked && past.head === moment.head) return;
    moment = past;
    tellMoment();
  });
}

function tellMoment(): void {
  const { at, marked, head } = moment;
  post({ kind: 'moment', at, marked, head });
}

function takeMoment({ at, marked, head }: Extract<Message, { kind: 'moment' }>): void {
  moment = { at, marked, head };
  showMoment(moment);
}

/** The main window's side. */
export function linkMainWindow(): void {
  listen((message) => {
    switch (message.kind) {
      case 'here':
        setInWindow(message.panel, true);
        tellChoice(useUi.getState().openOrder);
        tellMoment();
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
      case 'moment':
        takeMoment(message);
        break;
      case 'open':
        openOrder(message.orderId);
        window.focus();
        break;
      case 'show':
        showScreen(message.screen);
        window.focus();
        break;
      case 'showAudit':
        showAudit(message.filter);
        window.focus();
        break;
      case 'showSignal':
        openSignal(message.position);
        window.focus();
        break;
      case 'showSettings':
        showSettings(message.part);
        window.focus();
        break;
      case 'who':
        break;
    }
  });
  followChoice();
  followMoment();
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
    if (message.kind === 'moment') takeMoment(message);
  });
  useUi.subscribe((ui, before) => {
    if (ui.reveal !== before.reveal && ui.openOrder !== undefined) {
      chosen = ui.openOrder;
      post({ kind: 'open', orderId: ui.openOrder });
    }
    if (ui.screen === 'trade') return;
    // Screens are the main window's; this one keeps its panel.
    if (ui.screen === own) {
      useUi.setState({ screen: 'trade' });
      return;
    }
    post(wantedOfMain(ui, before));
    const { auditFilter, chosenSignal } = before;
    useUi.setState({ screen: 'trade', auditFilter, chosenSignal });
  });
  followChoice();
  followMoment();
}

type Ui = ReturnType<typeof useUi.getState>;

function wantedOfMain({ screen, auditFilter, chosenSignal, settingsPart }: Ui, before: Ui): Message {
  if (screen === 'audit' && auditFilter !== before.auditFilter) {
    return { kind: 'showAudit', filter: auditFilter };
  }
  if (screen === 'signals' && chosenSignal !== undefined) {
    return { kind: 'showSignal', position: chosenSignal };
  }
  if (screen === 'settings') return { kind: 'showSettings', part: settingsPart };
  return { kind: 'show', screen };
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
