/** A running desk of a test, whose answers are waited for. */
import { onTestFinished } from 'vitest';
import { DeskChild } from './deskChild.ts';

export { jsonLines, runAsNobody, runToEnd, type DeskResult } from './deskChild.ts';

/** A running `desk run`: signals in, answers out. It ends with its test. */
export class RunningDesk extends DeskChild {
  readonly answers: Record<string, unknown>[] = [];
  private readonly waiting = new Set<() => void>();

  /** Starts it through another program that becomes it, such as `prlimit`. */
  static through(launcher: readonly string[], ...args: readonly string[]): RunningDesk {
    return new RunningDesk(...args, { launcher });
  }

  constructor(...args: readonly (string | { readonly launcher: readonly string[] })[]) {
    super(
      args.filter((arg) => typeof arg === 'string'),
      args.flatMap((arg) => (typeof arg === 'string' ? [] : arg.launcher)),
    );
    onTestFinished(() => this.kill('SIGKILL'));
    void this.ended.then(() => this.look());
  }

  /** Resolves once that many lines are there; rejects when the process ends before. */
  async answered(count: number): Promise<readonly Record<string, unknown>[]> {
    while (this.answers.length < count) {
      const change = new Promise<void>((resolve) => {
        const look = (): void => {
          this.waiting.delete(look);
          resolve();
        };
        this.waiting.add(look);
      });
      await change;
      if (this.hasExited && this.answers.length < count) {
        throw new Error(`ended after ${this.answers.length} lines: ${this.stderr}`);
      }
    }
    return this.answers.slice(0, count);
  }

  protected override heard(line: Record<string, unknown>): void {
    this.answers.push(line);
    this.look();
  }

  private look(): void {
    for (const look of this.waiting) look();
  }
}
