/**
 * The settings of the operator who sits here, in the window's own storage. Each operator has settings of his own; who
 * was here last has his until somebody else logs in.
 */
import { create } from 'zustand';
import { showTimesIn } from '../../format/times.ts';
import { notify } from '../notices/noticesStore.ts';
import { useStatus } from '../desk/statusStore.ts';
import {
  firstSettings,
  keptText,
  readSettings,
  settingsVersion,
  type ReadSettings,
  type Settings,
} from './settings.ts';

const prefix = 'breakwater.settings.';
const lastName = 'breakwater.settingsOf';

export const useSettings = create<Settings>(() => firstSettings);

let owner = '';

/** Puts the settings in force that were kept last, and follows the logins and the other windows. */
export function startSettings(): void {
  useSettings.subscribe(putInForce);
  take(read(lastName) ?? '');
  useStatus.subscribe(({ status }) => {
    const session = status?.session;
    if (session === undefined || session.login === 'out' || session.operator === owner) return;
    take(session.operator);
    write(lastName, owner);
  });
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === prefix + owner && newValue !== null) useSettings.setState(readSettings(newValue).settings);
  });
}

export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState(change);
  if (!write(prefix + owner, keptText(useSettings.getState()))) {
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

function take(operator: string): void {
  owner = operator;
  const text = read(prefix + owner);
  const { settings, damaged } = text === undefined ? earlier() : readSettings(text);
  if (text !== undefined && damaged.length > 0) {
    // What can't be read is kept aside: it may be of a later version.
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
