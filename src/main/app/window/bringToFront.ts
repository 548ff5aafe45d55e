/** Brings windows of the console to the front. */
import { BrowserWindow } from 'electron';

/** Brings the window to the front and gives it the keyboard. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.moveTop();
  window.focus();
}

/**
 * Brings the window to the front for another program. The keyboard stays with a window of the console that has it,
 * because the operator's next keys are meant for that window.
 */
export function showToOperator(window: BrowserWindow): void {
  if (BrowserWindow.getFocusedWindow() === null) {
    bringToFront(window);
    return;
  }
  window.showInactive();
  window.moveTop();
}
