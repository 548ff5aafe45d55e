/** Connections that end before their console has greeted. However many there are, the log has a line now and then. */
import type { Logger } from '../../engine/ports.ts';

/** Milliseconds between two lines. */
export const strangersPauseMs = 10_000;

export class Strangers {
  private readonly logger: Logger;
  private readonly nowMs: () => number;
  private lastMs = -Infinity;
  private untold = 0;

  constructor(logger: Logger, nowMs: () => number = () => performance.now()) {
    this.logger = logger;
    this.nowMs = nowMs;
  }

  gone(from: string, why: string): void {
    const now = this.nowMs();
    if (now - this.lastMs < strangersPauseMs) {
      this.untold++;
      return;
    }
    const others = this.untold;
    this.lastMs = now;
    this.untold = 0;
    this.logger.log('warn', 'a connection ended before its console greeted', {
      from,
      why,
      ...(others > 0 && { othersBefore: others }),
    });
  }
}
