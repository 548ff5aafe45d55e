// The console's main window: sandboxed, isolated, without Node.
import { join } from 'node:path';
import { BrowserWindow } from 'electron';
import { denyNavigation } from './lockDown.ts';

export function openConsoleWindow(url: string, outFolder: string): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Breakwater',
    width: 1600,
    height: 1000,
    minWidth: 960,
    minHeight: 600,
    show: false,
    backgroundColor: '#0e1116',
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(outFolder, 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  denyNavigation(window.webContents, url);
  window.once('ready-to-show', () => {
    window.show();
  });
  void window.loadURL(url);
  return window;
}
