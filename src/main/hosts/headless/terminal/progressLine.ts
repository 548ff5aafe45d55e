/** Shows the progress of long work in one line of a terminal, and nothing where there is no terminal. */
import type { DeskIo } from './deskIo.ts';

export interface Progress {
  readonly done: number;
  /** Share of the work that is done, 0 to 1, where it is known. */
  readonly share?: number | undefined;
}

const redrawMs = 100;
const barWidth = 24;
const clearLine = '\r\u001b[2K';

export class ProgressLine {
  private readonly io: Pick<DeskIo, 'isTerminal' | 'columns'>;
  private readonly write: (text: string) => void;
  private readonly unit: string;
  private readonly startedMs = performance.now();
  private drawnMs = 0;
  private shown = false;

  /** `write` puts text on the terminal unchanged. */
  constructor(io: Pick<DeskIo, 'isTerminal' | 'columns'>, unit: string, write: (text: string) => void) {
    this.io = io;
    this.unit = unit;
    this.write = write;
  }

  update({ done, share }: Progress): void {
    const now = performance.now();
    if (!this.io.isTerminal || now - this.drawnMs < redrawMs) return;
    this.drawnMs = now;
    this.shown = true;
    const perSecond = Math.round((done * 1_000) / Math.max(1, now - this.startedMs));
    const bar =
      share === undefined ? '' : `${barOf(share)} ${String(Math.floor(share * 100)).padStart(3)} %  `;
    this.write(
      `${clearLine}${`${bar}${done} ${this.unit}, ${perSecond} a second`.slice(0, this.io.columns - 1)}`,
    );
  }

  /** Removes the line, so that other text can be written. */
  clear(): void {
    if (this.shown) this.write(clearLine);
    this.shown = false;
  }
}

function barOf(share: number): string {
  const full = Math.round(Math.max(0, Math.min(1, share)) * barWidth);
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`;
}
