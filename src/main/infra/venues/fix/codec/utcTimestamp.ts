/** UTCTimestamp, the form in which FIX writes an instant: `20261123-09:31:07.412`. */
import { formatMicros, parseInstant, type EpochMicros } from '../../../../../shared/kernel/time.ts';

const pattern = /^(\d{4})(\d{2})(\d{2})-(\d{2}:\d{2}:)(\d{2})(\.\d{1,12})?$/;

/** Writes milliseconds, which both versions know. */
export function formatUtcTimestamp(at: EpochMicros): string {
  const [date = '', time = ''] = formatMicros(at).split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 12)}`;
}

/**
 * Reads seconds with or without a fraction, and keeps microseconds; undefined for any other text. A leap second counts
 * as the last second of its minute.
 */
export function parseUtcTimestamp(text: string): EpochMicros | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, minutes, second = '', fraction = ''] = match;
  const seconds = second === '60' ? '59' : second;
  return parseInstant(`${year}-${month}-${day}T${minutes}${seconds}${fraction.slice(0, 10)}Z`);
}
