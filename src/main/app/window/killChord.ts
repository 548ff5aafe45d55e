/** The kill switch's keys while a native dialog of the console has the keyboard: the page would not hear them. */
import { globalShortcut, type BrowserWindow } from 'electron';
import { bringToFront } from './bringToFront.ts';

const accelerator = 'CommandOrControl+Shift+K';

/** Until the returned function is called, the keys bring the window to the front and are pressed in its page. */
export function passKillChord(window: BrowserWindow): () => void {
  // Where another program holds the keys, a press on the window comes first, and then the keys as ever.
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
