/** The reasons to choose from when an action is confirmed: the usual ones, and the one that was given last. */
import { usualReasons, type ReasonAbout } from '../model/usualReasons.ts';
import type { UsualReasons } from '../ui/dialogs/ReasonField.tsx';
import { changeSettings, useSettings } from './settings/settingsStore.ts';

export function reasonsFor(about: ReasonAbout): UsualReasons {
  const { reasons, lastReasons } = useSettings.getState();
  return {
    presets: reasons[about] ?? usualReasons[about],
    last: lastReasons[about],
    used: (reason) => {
      changeSettings({ lastReasons: { ...useSettings.getState().lastReasons, [about]: reason } });
    },
  };
}
