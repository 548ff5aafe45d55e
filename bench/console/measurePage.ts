/** Measures one page of the window, the console's own or its peer, while orders flow in. */
import type { Page } from '@playwright/test';
import { underLoad, type Door } from './load.ts';
import { startProbe, type Measured, type TableLook } from './probe.ts';

/** A page that is to be measured, already open. */
export interface MeasuredPage {
  readonly look: TableLook;
  /** Puts the focus on the table, so that the arrow keys move in it. */
  readonly focus: (page: Page) => Promise<void>;
  /** Lets go of the table again, so that new rows come in. */
  readonly leave: (page: Page) => Promise<void>;
}

export interface PageSize {
  readonly quietChangesPerSecond: number;
  readonly busyChangesPerSecond: number;
  readonly forMs: number;
  readonly keys: number;
}

export interface PageFigures {
  /** At the lower rate. */
  readonly quiet: Phase;
  /** At the higher rate. */
  readonly busy: Phase;
  /** At the higher rate, with keys pressed. */
  readonly pressed: Phase;
}

export interface Phase extends Measured {
  readonly changesPerSecond: number;
}

const keyEveryMs = 150;

export async function measurePage(
  page: Page,
  { look, focus, leave }: MeasuredPage,
  door: Door,
  size: PageSize,
): Promise<PageFigures> {
  const phase = async (changesPerSecond: number, work: () => Promise<void>): Promise<Phase> => {
    const loaded = await underLoad(door, changesPerSecond, async () => {
      await page.evaluate(startProbe, look);
      await work();
      return page.evaluate(() => window.endProbe?.());
    });
    if (loaded.result === undefined) throw new Error('the page was loaded anew while it was measured');
    return { ...loaded.result, changesPerSecond: loaded.changesPerSecond };
  };
  const quiet = await phase(size.quietChangesPerSecond, () => page.waitForTimeout(size.forMs));
  const busy = await phase(size.busyChangesPerSecond, () => page.waitForTimeout(size.forMs));
  await focus(page);
  const pressed = await phase(size.busyChangesPerSecond, async () => {
    for (let i = 0; i < size.keys; i++) {
      // Down and up again: the table must not come to an end.
      await page.keyboard.press(i % 10 < 5 ? 'ArrowDown' : 'ArrowUp');
      await page.waitForTimeout(keyEveryMs);
    }
  });
  await leave(page);
  return { quiet, busy, pressed };
}
