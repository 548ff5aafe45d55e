// The window in another size, and what lies over something else in it.
import type { Page } from '@playwright/test';
import { expect, type Desk } from '../fixtures.ts';

export async function resize(desk: Desk, width: number, height: number, zoom = 1): Promise<void> {
  await desk.app.evaluate(
    ({ BrowserWindow }, size) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(size.width, size.height);
      window?.webContents.setZoomFactor(size.zoom);
    },
    { width, height, zoom },
  );
  // A scale of the display may cost a pixel.
  await expect
    .poll(() => desk.window.evaluate((wanted) => Math.abs(window.innerWidth - wanted), width / zoom))
    .toBeLessThan(2);
}

/** Pairs of the strip's visible parts that lie over each other. */
export function overlaps(window: Page): Promise<string[]> {
  return window.getByTestId('status-strip').evaluate((strip) => {
    const frame = strip.getBoundingClientRect();
    const parts = [...strip.querySelectorAll('.brand, .environment, .trading > *, .item, .clocks, .button')]
      .filter((part) => !part.parentElement?.closest('.item, .button'))
      .map((part) => ({ text: part.textContent, box: part.getBoundingClientRect(), part }))
      .filter(({ box, part }) => {
        // What has gone to the hidden line of the live items is not in sight.
        const line = part.closest('.live-items')?.getBoundingClientRect();
        return box.width > 0 && (line === undefined || box.top < line.bottom - 2);
      });
    const found: string[] = [];
    for (const [index, a] of parts.entries()) {
      if (a.box.right > frame.right + 0.5 || a.box.left < -0.5) found.push(`${a.text} is cut`);
      for (const b of parts.slice(index + 1)) {
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (across > 0.5 && down > 0.5) found.push(`${a.text} over ${b.text}`);
      }
    }
    return found;
  });
}
