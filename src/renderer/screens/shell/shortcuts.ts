/** The keys that work everywhere and their actions, in one table for the listener, the palette and the help. */
import { askWhereToGo, backToLive, isInPast } from '../../store/past/pastStore.ts';
import type { PanelId } from '../../../shared/contract/panels.ts';
import { askForKillSwitch } from '../../store/killSwitch.ts';
import { showDesks } from '../../store/desks/desksStore.ts';
import { isLocked, lock } from '../../store/session.ts';
import { acceptOfferAnywhere, askForTicket } from '../../store/ticketLink.ts';
import { focusTicket, useTicket } from '../../store/ticketStore.ts';
import { deskScope } from '../../model/desk/tradingScope.ts';
import { chordOf, type KeyPress } from '../../model/keys/chord.ts';
import { hotkeyIds, hotkeys, keysIn, type HotkeyId } from '../../model/keys/hotkeys.ts';
import { toggleTheme, useSettings } from '../../store/settings/settingsStore.ts';
import { showWorkspaceBeside } from '../../store/workspaces/workspaceStore.ts';
import { focusPanelBeside } from './panelFocus.ts';
import { wantPanel } from '../../store/window/dockStore.ts';
import {
  closeOrder,
  openDeskDialog,
  openPalette,
  showScreen,
  useUi,
  type Screen,
} from '../../store/window/uiStore.ts';
import { leaveTour, useTour } from '../tour/tourStore.ts';

interface Shortcut {
  readonly id: HotkeyId;
  readonly label: string;
  readonly run: () => void;
}

function onTrade(panel: PanelId, run: () => void): () => void {
  return () => {
    wantPanel(panel);
    showScreen('trade');
    // The screen is drawn in its own microtask, and after that its parts can take the focus. Both happen within this
    // key press, so that the next typed text arrives there.
    queueMicrotask(run);
  };
}

/** The ticket may stand in another window, which takes the focus then. */
function toTicket(side: 'buy' | 'sell'): () => void {
  return () => {
    askForTicket(side);
    onTrade('ticket', () => {
      focusTicket(side);
    })();
  };
}

function focusFirst(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

const showing = (screen: Screen) => () => {
  showScreen(screen);
};

const runs: { readonly [Id in HotkeyId]: () => void } = {
  palette: () => {
    if (useUi.getState().paletteOpen) useUi.setState({ paletteOpen: false });
    else openPalette();
  },
  trade: showing('trade'),
  risk: showing('risk'),
  resilience: showing('resilience'),
  recovery: showing('recovery'),
  metrics: showing('metrics'),
  audit: showing('audit'),
  signals: showing('signals'),
  alerts: showing('alerts'),
  log: showing('log'),
  settings: showing('settings'),
  buy: toTicket('buy'),
  sell: toTicket('sell'),
  takeSymbol: acceptOfferAnywhere,
  orders: onTrade('orders', () => {
    focusFirst('[data-testid="blotter"] [role="grid"]');
  }),
  filter: onTrade('orders', () => {
    focusFirst('[data-testid="blotter"] input[type="search"]');
  }),
  nextWorkspace: () => {
    showWorkspaceBeside(1);
  },
  previousWorkspace: () => {
    showWorkspaceBeside(-1);
  },
  kill: askForKillSwitch,
  trading: () => {
    openDeskDialog('trading', deskScope);
  },
  past: () => {
    askWhereToGo(true);
  },
  desks: () => {
    showDesks('list');
  },
  lock,
  theme: toggleTheme,
  help: () => {
    useUi.setState({ helpOpen: true });
  },
};

export const shortcuts: readonly Shortcut[] = hotkeyIds.map((id) => ({
  id,
  label: hotkeys[id].label,
  run: runs[id],
}));

/** Handles Esc where no inner element has used it. */
function goBack(): void {
  if (useTour.getState().at !== undefined) {
    leaveTour();
    return;
  }
  if (useTicket.getState().reviewing !== undefined) {
    focusTicket();
    return;
  }
  const { activeElement } = document;
  if (activeElement instanceof HTMLInputElement || activeElement instanceof HTMLSelectElement) {
    activeElement.blur();
    return;
  }
  const { openOrder, screen } = useUi.getState();
  if (screen === 'trade' && openOrder !== undefined) {
    closeOrder();
    focusFirst('[data-testid="blotter"] [role="grid"]');
  }
}

/** Runs the action of the key, once per press. */
function take(event: KeyboardEvent, shortcut: Shortcut): void {
  event.preventDefault();
  if (!event.repeat) shortcut.run();
}

function shortcutOf(press: KeyPress): Shortcut | undefined {
  const chord = chordOf(press);
  const { hotkeys: changed } = useSettings.getState();
  return shortcuts.find(({ id }) => keysIn(changed, id) === chord);
}

/** The keys that work while the past is shown. The others act on the present, or lead to it. */
const pastIds: ReadonlySet<HotkeyId> = new Set(['past', 'kill', 'desks', 'lock', 'theme', 'help']);

function isOverDialog(): boolean {
  return document.querySelector('dialog[open]') !== null && !isLocked();
}

export function listenForShortcuts(): () => void {
  const listener = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
    if (isLocked()) {
      const shortcut = shortcutOf(event);
      if (shortcut?.id === 'desks') take(event, shortcut);
      return;
    }
    if (event.key === 'Escape' && isInPast()) backToLive();
    else if (event.key === 'Escape') goBack();
    if (event.key === 'F6' && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      focusPanelBeside(event.shiftKey ? -1 : 1);
    }
    const shortcut = shortcutOf(event);
    if (shortcut === undefined) return;
    if (isInPast() && !pastIds.has(shortcut.id)) event.preventDefault();
    else take(event, shortcut);
  };
  // The kill switch's keys work everywhere, also over a dialog, and so does the lock: this listener runs before any part
  // of the page can use the key.
  const urgent = (event: KeyboardEvent): void => {
    const shortcut = shortcutOf(event);
    if (shortcut?.id === 'kill' || (shortcut?.id === 'lock' && isOverDialog())) take(event, shortcut);
  };
  window.addEventListener('keydown', listener);
  window.addEventListener('keydown', urgent, { capture: true });
  return () => {
    window.removeEventListener('keydown', listener);
    window.removeEventListener('keydown', urgent, { capture: true });
  };
}
