/** The settings of the window's owner, in its own storage. */
import { create } from 'zustand';
import { showTimesIn } from '../../format/times.ts';
import { notify } from '../notices/noticesStore.ts';
import { forEachOwner, ownerNow } from '../window/owner.ts';
import {
  firstSettings,
  keptText,
  readSettings,
  settingsVersion,
  type ReadSettings,
  type Settings,
} from './settings.ts';

const prefix = 'breakwater.settings.';

export const useSettings = create<Settings>(() => firstSettings);

/** Puts the settings in force that were kept last, and follows the logins and the other windows. */
export function startSettings(): void {
  useSettings.subscribe(putInForce);
  forEachOwner(take);
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === prefix + ownerNow() && newValue !== null) {
      useSettings.setState(readSettings(newValue).settings);
    }
  });
}

export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState(change);
  if (!write(prefix + ownerNow(), keptText(useSettings.getState()))) {
    notify('warn', 'The settings count until the window closes: they could not be kept', {
      about: 'settings-kept',
    });
  }
}

export function toggleTheme(): void {
  changeSettings({ theme: useSettings.getState().theme === 'dark' ? 'light' : 'dark' });
}

export function resetSettings(): void {
  changeSettings(firstSettings);
}

function take(owner: string): void {
  const text = read(prefix + owner);
  const { settings, damaged } = text === undefined ? earlier() : readSettings(text);
  if (text !== undefined && damaged.length > 0) {
    // A text that can't be read is kept beside: it may come from a later version.
    write(`${prefix}${owner}.damaged`, text);
    notify('warn', `Settings that could not be read have their first values: ${damaged.join(', ')}`);
  }
  useSettings.setState(settings);
  putInForce(settings);
}

/** Earlier versions kept the theme and the sounds by themselves, for all operators. */
function earlier(): ReadSettings {
  const kept = [
    ['theme', read('breakwater.theme')],
    ['sounds', read('breakwater.alertSounds')],
  ].flatMap(([name, text]) => (text === undefined ? [] : [`"${name}":${text}`]));
  return readSettings(`{"version":${settingsVersion},"settings":{${kept.join(',')}}}`);
}

/** The style sheets read the look from the root of the page. */
function putInForce({ theme, typeSize, density, upDown, tableZone }: Settings): void {
  Object.assign(document.documentElement.dataset, { theme, typeSize, density, upDown });
  showTimesIn(tableZone);
}

function read(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(name: string, text: string): boolean {
  try {
    localStorage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}
