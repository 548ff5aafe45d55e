/** An engine of the bench: `desk run` on a data folder, with what it says about its part. */
import { DeskChild } from '../../src/main/hosts/headless/testing/deskChild.ts';

type Part = 'standby' | 'takeover' | 'ready';
type Line = Readonly<Record<string, unknown>>;

export interface Said {
  readonly line: Line;
  /** When the bench read it, in microseconds since 1970. */
  readonly atMicros: number;
}

/** The end of what an engine wrote on standard error, for whoever reads why it failed. */
const lastWordsLength = 2_000;

export class BenchEngine extends DeskChild {
  /** Called with each answer to a signal. */
  onAnswer: (answer: Record<string, unknown>) => void = () => undefined;
  private readonly parts = new Map<Part, Said>();
  private readonly waiting = new Set<() => void>();

  /** What it said when it began with a part; undefined as long as it has not. */
  said(part: Part): Said | undefined {
    return this.parts.get(part);
  }

  /** Resolves when it has begun with a part. Rejects when it ends, or when the time is over. */
  async saying(part: Part, withinMs: number): Promise<Said> {
    const giveUpMs = performance.now() + withinMs;
    for (;;) {
      const said = this.parts.get(part);
      if (said !== undefined) return said;
      const leftMs = giveUpMs - performance.now();
      const why = this.hasExited
        ? 'ended before'
        : leftMs <= 0
          ? `took longer than ${withinMs} ms until`
          : '';
      if (why !== '') throw new Error(`process ${this.pid} ${why} it was ${part}: ${this.lastWords}`);
      await this.change(leftMs);
    }
  }

  get lastWords(): string {
    return this.stderr.slice(-lastWordsLength);
  }

  private async change(forMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(look, forMs);
      this.waiting.add(look);
      void this.exited.then(look);
    });
  }

  protected override heard(line: Record<string, unknown>): void {
    const { type } = line;
    if (type !== 'standby' && type !== 'takeover' && type !== 'ready') return this.onAnswer(line);
    if (!this.parts.has(type)) this.parts.set(type, { line, atMicros: Date.now() * 1_000 });
    for (const look of this.waiting) look();
  }
}
