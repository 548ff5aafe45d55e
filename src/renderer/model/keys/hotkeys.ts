/** The actions with a hotkey, their first keys, and the keys that an operator gave them instead. */
import { chordFault } from './chord.ts';
import { namesOf } from '../../../shared/kernel/names.ts';

export const hotkeys = {
  palette: { keys: 'Ctrl K', label: 'Search or jump to any id' },
  trade: { keys: 'Ctrl 1', label: 'Trade' },
  risk: { keys: 'Ctrl 2', label: 'Risk' },
  resilience: { keys: 'Ctrl 3', label: 'Resilience' },
  recovery: { keys: 'Ctrl 4', label: 'Recovery' },
  metrics: { keys: 'Ctrl 5', label: 'Metrics' },
  audit: { keys: 'Ctrl 6', label: 'Audit' },
  signals: { keys: 'Ctrl 7', label: 'Signals' },
  alerts: { keys: 'Ctrl 8', label: 'Alerts' },
  log: { keys: 'Ctrl 9', label: 'Log' },
  settings: { keys: 'Ctrl ,', label: 'Settings' },
  buy: { keys: 'Ctrl B', label: 'Ticket: buy' },
  sell: { keys: 'Ctrl S', label: 'Ticket: sell' },
  takeSymbol: { keys: 'Ctrl ⇧ S', label: 'Ticket: take the symbol that another program offers' },
  orders: { keys: 'Ctrl O', label: 'Go to the orders' },
  filter: { keys: 'Ctrl F', label: 'Search within the orders' },
  nextWorkspace: { keys: 'F8', label: 'Next workspace' },
  previousWorkspace: { keys: '⇧ F8', label: 'Workspace before' },
  kill: { keys: 'Ctrl ⇧ K', label: 'Kill switch' },
  trading: { keys: 'Ctrl ⇧ T', label: 'Trading state: reduce, halt or enable' },
  past: { keys: 'Ctrl G', label: 'Go to a time or position' },
  desks: { keys: 'Ctrl ⇧ D', label: 'Desks of this console' },
  lock: { keys: 'Ctrl L', label: 'Lock the console' },
  theme: { keys: 'Ctrl ⇧ L', label: 'Dark or light theme' },
  help: { keys: 'F1', label: 'All keys' },
} as const satisfies Record<string, { readonly keys: string; readonly label: string }>;
export type HotkeyId = keyof typeof hotkeys;
export const hotkeyIds: readonly HotkeyId[] = namesOf(hotkeys);

/**
 * The kill switch keeps its keys: everybody at this window must find them, and the system knows them even while the
 * window has no focus.
 */
export const fixedHotkeys: ReadonlySet<HotkeyId> = new Set(['kill']);

/** The keys that differ from the first ones. */
export type ChangedKeys = Readonly<Partial<Record<HotkeyId, string>>>;

export function keysIn(changed: ChangedKeys, id: HotkeyId): string {
  return changed[id] ?? hotkeys[id].keys;
}

/** Why the action can't have these keys; undefined when it can. */
export function whyNotKeys(changed: ChangedKeys, id: HotkeyId, chord: string): string | undefined {
  if (fixedHotkeys.has(id)) return `The keys of “${hotkeys[id].label}” are always ${hotkeys[id].keys}`;
  const fault = chordFault(chord);
  if (fault !== undefined) return fault;
  const other = hotkeyIds.find((one) => one !== id && keysIn(changed, one) === chord);
  return other && `${chord} is in use for “${hotkeys[other].label}”: give that another key first`;
}

/** The keys that can stand together. Others go back to the first ones. */
export function soundKeys(changed: ChangedKeys): ChangedKeys {
  const sound: Partial<Record<HotkeyId, string>> = { ...changed };
  for (const id of hotkeyIds) {
    const chord = sound[id];
    if (chord !== undefined && whyNotKeys(sound, id, chord) !== undefined) delete sound[id];
  }
  return sound;
}
