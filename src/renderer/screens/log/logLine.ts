/** An entry on one line, as in the file except for the order of its fields. */
import type { LogEntry } from '../../../shared/contract/log.ts';

export function logLine({ time, level, component, message, fields }: LogEntry): string {
  return [time, level.toUpperCase(), component, message, fields].filter((part) => part !== '').join(' ');
}
