/** One entry of the log. It is written as JSON, so that a program can read it as well as a person. */
import type { LogLevel } from '../../../shared/kernel/logLevels.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import { visibleLine } from '../../../shared/kernel/visibleText.ts';

export interface LogRecord {
  readonly time: EpochMicros;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

const lineLengthMax = 16_384;

/** `{"time":…,"level":…,"message":…, the fields}` and a line feed. Never throws, and never gives more than one line. */
export function formatLogLine(record: LogRecord): string {
  const { time, level, message, fields } = record;
  const head = { time: formatMicros(time), level, message };
  const line = stringify({ ...head, ...fields, ...head });
  if (line !== undefined && line.length <= lineLengthMax) return `${line}\n`;
  const reason =
    line === undefined ? 'fields can not be written' : `${line.length} characters of fields left out`;
  return `${visibleLine(JSON.stringify({ ...head, message: message.slice(0, 1_000), note: reason }))}\n`;
}

/** The fields as JSON on one line; says so where they can't be written. */
export function fieldsText(fields: Readonly<Record<string, unknown>>): string {
  return stringify(fields) ?? 'fields can not be written';
}

function stringify(value: unknown): string | undefined {
  try {
    // Logs are read on terminals too, so control characters must not reach them.
    return visibleLine(JSON.stringify(value, plain));
  } catch {
    return undefined;
  }
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  if (value instanceof Map) return Object.fromEntries<unknown>(value);
  if (value instanceof Set) return Array.from<unknown>(value);
  return value;
}
