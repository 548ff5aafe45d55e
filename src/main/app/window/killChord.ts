/**
 * The kill switch's keys while the page does not get them: a native dialog of the console has the keyboard, or the open
 * list of a field.
 */
import { globalShortcut, type BrowserWindow, type Input } from 'electron';
import { bringToFront } from './bringToFront.ts';

const accelerator = 'CommandOrControl+Shift+K';

/** Until the returned function is called, the keys bring the window to the front and are sent to its page. */
export function passKillChord(window: BrowserWindow): () => void {
  // Where another program has registered the keys, the operator must first click on the window, and then press the
  // keys.
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

/** Calls `onKeys` whenever the keys are pressed in the window, before its page or an open list in it can use them. */
export function watchKillChord(window: BrowserWindow, onKeys: () => void): void {
  window.webContents.on('before-input-event', (_event, input) => {
    if (isKillChord(input)) onKeys();
  });
}

function isKillChord({ type, key, control, shift, alt, meta, isAutoRepeat }: Input): boolean {
  return (
    type === 'keyDown' && key.toLowerCase() === 'k' && control && shift && !alt && !meta && !isAutoRepeat
  );
}
