/** Writes warnings and errors to standard error, for a person who started a command by hand. */
import { inspect } from 'node:util';
import { visibleLine } from '../../../shared/kernel/visibleText.ts';
import type { LogLevel } from '../../../shared/kernel/logLevels.ts';
import type { LogSink } from './createLogger.ts';
import { formatLogLine } from './logRecord.ts';

/** Writes one JSON line for each entry, or `warn: message {fields}` for a person. */
export function stderrSink(format: 'json' | 'text', level: LogLevel = 'warn'): LogSink {
  return {
    level,
    write(record) {
      process.stderr.write(format === 'json' ? formatLogLine(record) : asText(record));
    },
  };
}

function asText(record: Parameters<LogSink['write']>[0]): string {
  const { level, message, fields } = record;
  // A person who started a command by hand looks for the cause, and not for the part of the program.
  const { component: _, ...others } = fields ?? {};
  const detail = Object.entries(others).map(([key, value]) => `${key}: ${textOf(value)}`);
  return `${visibleLine(`${level}: ${message}${detail.length === 0 ? '' : ` (${detail.join(', ')})`}`)}\n`;
}

function textOf(value: unknown): string {
  if (value instanceof Error) return value.message;
  return typeof value === 'string' ? value : inspect(value, { breakLength: Infinity });
}
