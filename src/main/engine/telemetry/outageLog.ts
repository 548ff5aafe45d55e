/**
 * The engine's log while the store can't write: every report and every request fails then for the same reason. Of lines
 * that say the same only the first is written, and their number once the store writes again.
 */
import type { LogLevel } from '../../../shared/kernel/logLevels.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { Logger } from '../ports.ts';

/** Equal lines of one outage. */
interface Repeated {
  readonly message: string;
  times: number;
}

export class OutageLog implements Logger {
  private readonly logger: Logger;
  private readonly store: Pick<EventStore, 'writeFault'>;
  private readonly repeated = new Map<string, Repeated>();

  constructor(logger: Logger, store: Pick<EventStore, 'writeFault'>) {
    this.logger = logger;
    this.store = store;
  }

  log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const isOfOutage = (level === 'warn' || level === 'error') && this.store.writeFault() !== undefined;
    if (isOfOutage && this.isRepeated(message, fields)) return;
    this.logger.log(level, message, fields);
  }

  /** Called each second, and at the end of the engine. Writes how often each line came, once the outage is over. */
  look(isEnd = false): void {
    if (this.repeated.size === 0 || (!isEnd && this.store.writeFault() !== undefined)) return;
    for (const { message, times } of this.repeated.values()) {
      if (times === 1) continue;
      this.logger.log('warn', `${message}, so often while the store could not write`, { times });
    }
    this.repeated.clear();
  }

  /** Lines with other reasons are other lines, whatever order they are about. */
  private isRepeated(message: string, { why, error }: Readonly<Record<string, unknown>>): boolean {
    const key = JSON.stringify([message, why, error]);
    const before = this.repeated.get(key);
    if (before === undefined) this.repeated.set(key, { message, times: 1 });
    else before.times++;
    return before !== undefined;
  }
}
