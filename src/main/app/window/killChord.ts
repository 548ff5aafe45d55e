/**
 * The kill switch's keys while a native dialog of the console has the keyboard, because the page does not get them
 * then.
 */
import { globalShortcut, type BrowserWindow } from 'electron';
import { bringToFront } from './bringToFront.ts';

const accelerator = 'CommandOrControl+Shift+K';

/** Until the returned function is called, the keys bring the window to the front and are sent to its page. */
export function passKillChord(window: BrowserWindow): () => void {
  // Where another program holds the keys, the operator must click on the window first, and then press the keys.
  globalShortcut.register(accelerator, () => {
    if (window.isDestroyed()) return;
    bringToFront(window);
    window.webContents.sendInputEvent({
      type: 'keyDown',
      keyCode: 'K',
      modifiers: ['control', 'shift'],
    });
  });
  return () => globalShortcut.unregister(accelerator);
}
