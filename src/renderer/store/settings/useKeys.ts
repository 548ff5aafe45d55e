/** The keys of an action, as the operator has them now. */
import { keysIn, type HotkeyId } from '../../model/keys/hotkeys.ts';
import { useSettings } from './settingsStore.ts';

export function useKeys(): (id: HotkeyId) => string {
  const changed = useSettings((settings) => settings.hotkeys);
  return (id) => keysIn(changed, id);
}
