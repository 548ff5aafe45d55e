/** The keys that work everywhere, in one table for the listener, the palette and the help. */
import { isLocked, lock } from '../../store/session.ts';
import { focusTicket, useTicket } from '../../store/ticketStore.ts';
import { deskScope } from '../../model/desk/tradingScope.ts';
import {
  closeOrder,
  openDeskDialog,
  showScreen,
  toggleTheme,
  useUi,
  type Screen,
} from '../../store/uiStore.ts';

export interface Shortcut {
  readonly id: string;
  readonly keys: string;
  readonly label: string;
  readonly matches: (event: KeyboardEvent) => boolean;
  readonly run: () => void;
}

const ctrl =
  (key: string) =>
  (event: KeyboardEvent): boolean =>
    (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === key;
const ctrlShift =
  (key: string) =>
  (event: KeyboardEvent): boolean =>
    (event.ctrlKey || event.metaKey) && !event.altKey && event.shiftKey && event.key.toLowerCase() === key;

function onTrade(run: () => void): () => void {
  return () => {
    showScreen('trade');
    // The screen is drawn in its own microtask, and after that its parts can take the focus. Both happen within this
    // key press, so that the next typed text arrives there.
    queueMicrotask(run);
  };
}

function focusFirst(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

const screenKeys: readonly (readonly [id: Screen, label: string])[] = [
  ['trade', 'Trade'],
  ['risk', 'Risk'],
  ['resilience', 'Resilience'],
  ['recovery', 'Recovery'],
  ['metrics', 'Metrics'],
  ['audit', 'Audit'],
  ['signals', 'Signals'],
  ['alerts', 'Alerts'],
];

export const shortcuts: readonly Shortcut[] = [
  {
    id: 'palette',
    keys: 'Ctrl K',
    label: 'Search or jump to any id',
    matches: ctrl('k'),
    run: () => {
      useUi.setState((ui) => ({ paletteOpen: !ui.paletteOpen }));
    },
  },
  ...screenKeys.map(([id, label], index) => ({
    id,
    keys: `Ctrl ${index + 1}`,
    label,
    matches: ctrl(String(index + 1)),
    run: () => {
      showScreen(id);
    },
  })),
  {
    id: 'buy',
    keys: 'Ctrl B',
    label: 'Ticket: buy',
    matches: ctrl('b'),
    run: onTrade(() => {
      focusTicket('buy');
    }),
  },
  {
    id: 'sell',
    keys: 'Ctrl S',
    label: 'Ticket: sell',
    matches: ctrl('s'),
    run: onTrade(() => {
      focusTicket('sell');
    }),
  },
  {
    id: 'orders',
    keys: 'Ctrl O',
    label: 'Go to the orders',
    matches: ctrl('o'),
    run: onTrade(() => {
      focusFirst('[data-testid="blotter"] [role="grid"]');
    }),
  },
  {
    id: 'filter',
    keys: 'Ctrl F',
    label: 'Search within the orders',
    matches: ctrl('f'),
    run: onTrade(() => {
      focusFirst('[data-testid="blotter"] input[type="search"]');
    }),
  },
  {
    id: 'kill',
    keys: 'Ctrl ⇧ K',
    label: 'Kill switch',
    matches: ctrlShift('k'),
    run: () => {
      if (useUi.getState().deskDialog?.kind !== 'kill') openDeskDialog('kill', deskScope);
    },
  },
  {
    id: 'trading',
    keys: 'Ctrl ⇧ T',
    label: 'Trading state: reduce, halt or enable',
    matches: ctrlShift('t'),
    run: () => {
      openDeskDialog('trading', deskScope);
    },
  },
  { id: 'lock', keys: 'Ctrl L', label: 'Lock the console', matches: ctrl('l'), run: lock },
  { id: 'theme', keys: 'Ctrl ⇧ L', label: 'Dark or light theme', matches: ctrlShift('l'), run: toggleTheme },
  {
    id: 'help',
    keys: 'F1',
    label: 'All keys',
    matches: (event) => event.key === 'F1',
    run: () => {
      useUi.setState({ helpOpen: true });
    },
  },
];

/** Handles Esc where no nearer part has used it. */
function goBack(): void {
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

export function keysOf(id: string): string {
  return shortcuts.find((shortcut) => shortcut.id === id)?.keys ?? '';
}

/** Runs the action of the key, once per press. */
function take(event: KeyboardEvent, shortcut: Shortcut): void {
  event.preventDefault();
  if (!event.repeat) shortcut.run();
}

const killShortcut = shortcuts.filter(({ id }) => id === 'kill');

export function listenForShortcuts(): () => void {
  const listener = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
    if (isLocked()) return;
    if (event.key === 'Escape') goBack();
    const shortcut = shortcuts.find((candidate) => candidate.matches(event));
    if (shortcut !== undefined) take(event, shortcut);
  };
  // The kill switch's keys work everywhere, also over a dialog: this listener runs before any part of the page can use
  // the key.
  const urgent = (event: KeyboardEvent): void => {
    for (const shortcut of killShortcut) if (shortcut.matches(event)) take(event, shortcut);
  };
  window.addEventListener('keydown', listener);
  window.addEventListener('keydown', urgent, { capture: true });
  return () => {
    window.removeEventListener('keydown', listener);
    window.removeEventListener('keydown', urgent, { capture: true });
  };
}
