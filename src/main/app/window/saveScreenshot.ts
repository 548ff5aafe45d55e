/** Writes a picture of a window, so that a start without a display can show what it opened. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserWindow } from 'electron';

const settleMs = 1_000;

/** Waits until the page has loaded and had time to draw. */
export async function saveScreenshot(window: BrowserWindow, file: string): Promise<void> {
  if (window.webContents.isLoading()) {
    await new Promise<void>((resolve) => {
      window.webContents.once('did-finish-load', () => {
        resolve();
      });
    });
  }
  await delay(settleMs);
  const picture = await window.webContents.capturePage();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, picture.toPNG());
  console.log(`Screenshot of the console: ${file}`);
}
