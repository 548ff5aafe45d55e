/**
 * Links the windows of this console: which panels have a window of their own, the chosen order, the moment of the past
 * that all of them show, and what a panel's window wants the main one to show.
 */
import { panelIds, type PanelId, type PanelPlace } from '../../../shared/contract/panels.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { currentOf, type Workspace } from '../../model/dock/workspaces.ts';
import { useDock, wantPanel } from '../window/dockStore.ts';
import { ownerNow } from '../window/owner.ts';
import { followPlace } from './followPlace.ts';
import { openPanelWindow } from './openWindow.ts';
import { listen, post, type Message } from './windowMessages.ts';
import { forgetWindow, keepWindow, useWorkspaces } from './workspaceStore.ts';
import { showMoment, usePast, type Moment } from '../past/pastStore.ts';
import {
  lookAtOrder,
  openOrder,
  openSignal,
  showAudit,
  showScreen,
  showSettings,
  useUi,
} from '../window/uiStore.ts';

/** What the last message chose: it is not sent back. */
let chosen: OrderId | undefined;

function followChoice(): void {
  useUi.subscribe(({ openOrder: orderId }) => {
    if (orderId === chosen) return;
    chosen = orderId;
    tellChoice(orderId);
  });
}

function tellChoice(orderId: OrderId | undefined): void {
  post({ kind: 'chosen', ...(orderId !== undefined && { orderId }) });
}

function choose(orderId: OrderId | undefined): void {
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
        takeWindow(message.panel, message.place);
        tellChoice(useUi.getState().openOrder);
        tellMoment();
        break;
      case 'gone':
        setInWindow(message.panel, false);
        if (!closing.delete(message.panel)) forgetWindow(message.panel);
        else arrangeWindows();
        break;
      case 'back':
        setInWindow(message.panel, false);
        forgetWindow(message.panel);
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
      case 'close':
        break;
    }
  });
  followChoice();
  followMoment();
  followWorkspaces();
  post({ kind: 'who' });
}

/** The windows of panels follow the workspace that is shown. */
function followWorkspaces(): void {
  let owner = ownerNow();
  useWorkspaces.subscribe(({ revision }, before) => {
    if (revision === before.revision) return;
    const isFirstOwner = owner === '';
    owner = ownerNow();
    // Windows that are open before anybody is known belong to whoever comes.
    if (isFirstOwner) post({ kind: 'who' });
    else arrangeWindows();
  });
}

/**
 * Windows that are closed because the workspace has none for their panels. Another workspace may want them again before
 * they are gone.
 */
const closing = new Set<PanelId>();

/** Windows that a workspace has asked for, and that have not said yet that they are here. */
const awaited = new Set<PanelId>();

function arrangeWindows(): void {
  const wanted = windowsNow();
  const { inWindows } = useDock.getState();
  for (const open of inWindows) if (wanted[open] === undefined) close(open);
  for (const asked of panelIds) {
    const place = wanted[asked];
    if (place === undefined || closing.has(asked)) continue;
    if (!inWindows.includes(asked)) awaited.add(asked);
    openPanelWindow(asked, place);
  }
}

function close(open: PanelId): void {
  closing.add(open);
  post({ kind: 'close', panel: open });
}

function takeWindow(here: PanelId, place: PanelPlace): void {
  setInWindow(here, true);
  // Another workspace may have come while the window was on its way.
  if (awaited.delete(here) && windowsNow()[here] === undefined) close(here);
  else keepWindow(here, place);
}

function windowsNow(): NonNullable<Workspace['windows']> {
  return currentOf(useWorkspaces.getState().all).windows ?? {};
}

/** The side of a window with one panel. */
export function linkPanelWindow(own: PanelId): void {
  let leaving = false;
  const leave = (): void => {
    if (!leaving) post({ kind: 'gone', panel: own });
    leaving = true;
  };
  const tellHere = followPlace((place) => {
    // A window that closes is moved once more.
    if (!leaving) post({ kind: 'here', panel: own, place });
  });
  // What a page says in its last moment may be lost.
  window.addEventListener('beforeunload', leave);
  window.addEventListener('pagehide', leave);
  listen((message) => {
    if (message.kind === 'who') tellHere();
    if (message.kind === 'close' && message.panel === own) {
      leave();
      window.close();
    }
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
