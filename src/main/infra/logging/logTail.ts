/** The newest entries of the log, kept in memory for whoever looks at them while the program runs. */
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { LogLevel } from '../../../shared/kernel/logLevels.ts';
import type { LogSink } from './createLogger.ts';
import { fieldsText, type LogRecord } from './logRecord.ts';

/** How many entries are kept; older ones are in the file. */
export const tailEntriesMax = 5_000;

const messageLengthMax = 1_000;
const fieldsLengthMax = 4_000;

interface TailEntry {
  /** Rises by one from entry to entry. */
  readonly number: number;
  readonly time: EpochMicros;
  readonly level: LogLevel;
  /** Empty for an entry that names none. */
  readonly component: string;
  readonly message: string;
  /** The other fields as JSON, cut off where they are long. */
  readonly fields: string;
}

export class LogTail implements LogSink {
  readonly level = 'debug';
  /** The file in which all entries are. */
  readonly file: string;
  private readonly kept: TailEntry[] = [];
  private last = 0;

  constructor(file: string) {
    this.file = file;
  }

  /** The number of the newest entry; 0 before the first. */
  get lastNumber(): number {
    return this.last;
  }

  write({ time, level, message, fields = {} }: LogRecord): void {
    const { component, ...others } = fields;
    this.kept.push({
      number: ++this.last,
      time,
      level,
      component: typeof component === 'string' ? component : '',
      message: message.slice(0, messageLengthMax),
      fields: Object.keys(others).length === 0 ? '' : fieldsText(others).slice(0, fieldsLengthMax),
    });
    // Rarely, and many at once: taking away the first one of an array costs as much as taking away many.
    if (this.kept.length >= 2 * tailEntriesMax) this.kept.splice(0, this.kept.length - tailEntriesMax);
  }

  /** The kept entries with a higher number, oldest first. */
  entriesAfter(number: number): readonly TailEntry[] {
    const count = Math.min(this.last - number, tailEntriesMax, this.kept.length);
    return count <= 0 ? [] : this.kept.slice(-count);
  }
}
