/**
 * What runs inside the measured page. It looks at the page from outside, as a person does: which rows are in sight after
 * each frame, and what stands in them. So it can't tell one table from another.
 */

/** Where the page shows its rows, as selectors and attributes. */
export interface TableLook {
  readonly row: string;
  readonly rowIdAttribute: string;
  /** The cell of a row with the time of the order's latest event, `HH:MM:SS.mmm` in UTC. */
  readonly changedCell: string;
  /** The element and attribute that change when the arrow keys move. */
  readonly active: string;
  readonly activeAttribute: string;
}

/** All in milliseconds. */
export interface Measured {
  /** From the time of an order's latest event to the end of the first frame that shows it. */
  readonly pixels: readonly number[];
  /** From one frame to the next. */
  readonly frames: readonly number[];
  /** Each task of more than 50 ms that kept the page from answering. */
  readonly longTasks: readonly number[];
  /** From the press of an arrow key to the end of the frame that shows its answer. */
  readonly keys: readonly number[];
  readonly keysWithoutAnswer: number;
}

declare global {
  interface Window {
    endProbe?: () => Measured;
  }
}

/** Playwright sends the text of this function to the page: it uses nothing from outside. */
export function startProbe(look: TableLook): void {
  const dayMs = 86_400_000;
  const pixels: number[] = [];
  const frames: number[] = [];
  const longTasks: number[] = [];
  const keys: number[] = [];
  const shown = new Map<string, string>();
  let keysWithoutAnswer = 0;
  let pressed: { readonly atMs: number; readonly before: string | undefined } | undefined;
  let lastFrameMs: number | undefined;
  let hasLooked = false;
  let isOver = false;

  const activeNow = (): string | undefined =>
    document.querySelector(look.active)?.getAttribute(look.activeAttribute) ?? undefined;

  const onKey = (event: KeyboardEvent): void => {
    if (!event.key.startsWith('Arrow')) return;
    if (pressed !== undefined) keysWithoutAnswer += 1;
    pressed = { atMs: event.timeStamp, before: activeNow() };
  };

  const lookAtRows = (isFirst: boolean): void => {
    const nowMs = performance.timeOrigin + performance.now();
    for (const row of document.querySelectorAll(look.row)) {
      const id = row.getAttribute(look.rowIdAttribute);
      const text = row.querySelector(look.changedCell)?.textContent;
      if (id === null || text === undefined || shown.get(id) === text) continue;
      const { top, bottom } = row.getBoundingClientRect();
      if (bottom <= 0 || top >= window.innerHeight) continue;
      shown.set(id, text);
      const time = /(\d\d):(\d\d):(\d\d)\.(\d\d\d)/.exec(text);
      if (isFirst || time === null) continue;
      const [hours = 0, minutes = 0, seconds = 0, millis = 0] = time.slice(1).map(Number);
      const changedMs = ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis;
      pixels.push((((nowMs - changedMs) % dayMs) + dayMs) % dayMs);
    }
  };

  const afterFrame = new MessageChannel();
  afterFrame.port1.addEventListener('message', () => {
    // What stands there already when the look begins has been there for any time.
    lookAtRows(!hasLooked);
    hasLooked = true;
    const active = activeNow();
    if (pressed !== undefined && active !== pressed.before) {
      keys.push(performance.now() - pressed.atMs);
      pressed = undefined;
    }
  });
  afterFrame.port1.start();

  const onFrame = (frameMs: number): void => {
    if (isOver) return;
    if (lastFrameMs !== undefined) frames.push(frameMs - lastFrameMs);
    // The frame is drawn when the next task runs.
    afterFrame.port2.postMessage(undefined);
    lastFrameMs = frameMs;
    requestAnimationFrame(onFrame);
  };

  const observer = new PerformanceObserver((list) => {
    longTasks.push(...list.getEntries().map(({ duration }) => duration));
  });
  observer.observe({ type: 'longtask' });
  window.addEventListener('keydown', onKey, { capture: true });
  requestAnimationFrame(onFrame);

  window.endProbe = () => {
    isOver = true;
    observer.disconnect();
    window.removeEventListener('keydown', onKey, { capture: true });
    afterFrame.port1.close();
    if (pressed !== undefined) keysWithoutAnswer += 1;
    return { pixels, frames, longTasks, keys, keysWithoutAnswer };
  };
}
