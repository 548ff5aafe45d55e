/** Writes a picture of a window, so that a start without a display can show what it opened. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The parts of a BrowserWindow that are used here. */
export interface PicturedWindow {
  isDestroyed(): boolean;
  readonly webContents: {
    executeJavaScript(code: string): Promise<unknown>;
    capturePage(): Promise<{ toPNG(): Buffer }>;
  };
}

const waitMsMaxUsual = 30_000;
const lookEveryMs = 100;
/** Milliseconds in which the charts and prices are drawn. */
const settleMs = 1_000;

/** True in a page whose status strip is filled, and in which no visible part still waits for its content. */
const showsDesk = `document.querySelector('.strip .environment') !== null &&
  [...document.querySelectorAll('.notice.kind-loading')].every((notice) => !notice.checkVisibility())`;

/**
 * Takes the picture once the window shows the desk, after `waitMsMax` milliseconds in any case. It then says that the
 * desk was not there.
 */
export async function saveScreenshot(
  window: PicturedWindow,
  file: string,
  waitMsMax = waitMsMaxUsual,
): Promise<void> {
  const over = AbortSignal.timeout(waitMsMax);
  const shown = await Promise.race([untilDeskIsShown(window, over), delay(waitMsMax, false)]);
  if (shown) await delay(settleMs);
  if (window.isDestroyed()) return;
  const picture = await window.webContents.capturePage();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, picture.toPNG());
  if (!shown) {
    console.log(
      `The window did not show the desk within ${waitMsMax / 1_000} s: the picture has what it showed.`,
    );
  }
  console.log(`Screenshot of the console: ${file}`);
}

/** A page that is still loading, or hangs, does not answer. */
async function untilDeskIsShown(window: PicturedWindow, over: AbortSignal): Promise<boolean> {
  while (!over.aborted && !window.isDestroyed()) {
    if ((await window.webContents.executeJavaScript(showsDesk)) === true) return true;
    await delay(lookEveryMs);
  }
  return false;
}
