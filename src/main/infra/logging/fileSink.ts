/** The log file in the data folder, rotated by size. */
import { join } from 'node:path';
import type { LogLevel } from '../../../shared/kernel/logLevels.ts';
import type { LogSink } from './createLogger.ts';
import { formatLogLine } from './logRecord.ts';
import { RotatingFile } from './rotatingFile.ts';

const bytesMax = 10_485_760;
const keptMax = 4;

export interface FileSinkOptions {
  readonly level?: LogLevel;
  /** Called once for each period in which the file can't be written. */
  readonly onFault?: (error: unknown) => void;
}

export function logFile(folder: string): string {
  return join(folder, 'logs', 'breakwater.log');
}

/** Counts the entries that can't be written, and writes the count with the next entry that can. */
export function fileSink(folder: string, options: FileSinkOptions = {}): LogSink {
  const file = new RotatingFile({ path: logFile(folder), bytesMax, keptMax });
  let missed = 0;
  return {
    level: options.level ?? 'info',
    write(record) {
      try {
        const fields = missed === 0 ? record.fields : { ...record.fields, missedEntries: missed };
        file.append(formatLogLine({ ...record, fields }));
        missed = 0;
      } catch (error) {
        if (missed++ === 0) options.onFault?.(error);
      }
    },
    close: () => file.close(),
  };
}
