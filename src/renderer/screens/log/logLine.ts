/** An entry on one line, as the file has it but for the order of its fields. */
import type { LogEntry } from '../../../shared/contract/log.ts';

export function logLine({ time, level, component, message, fields }: LogEntry): string {
  return [time, level.toUpperCase(), component, message, fields].filter((part) => part !== '').join(' ');
}
