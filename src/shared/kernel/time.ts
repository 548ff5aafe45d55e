import type { Brand } from './brand.ts';

/** Microseconds since 1970-01-01T00:00:00Z; an integer below 2^53 until the year 2255. */
export type EpochMicros = Brand<number, 'EpochMicros'>;

export function epochMicros(value: number): EpochMicros {
  return Math.trunc(value) as EpochMicros;
}

export function epochMicrosFromMillis(value: number): EpochMicros {
  return Math.trunc(value * 1000) as EpochMicros;
}

/** Of the text up to the seconds. */
const prefixLength = 19;
let cachedSecond = -1;
let cachedPrefix = '1969-12-31T23:59:59';

/** `2026-11-23T09:31:07.412003Z`: UTC with microseconds, sorts as text. */
export function formatMicros(at: EpochMicros): string {
  const second = Math.floor(at / 1_000_000);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedPrefix = new Date(second * 1000).toISOString().slice(0, prefixLength);
  }
  return `${cachedPrefix}.${String(at - second * 1_000_000).padStart(6, '0')}Z`;
}

const canonicalEnd = /^\.\d{6}Z$/;
const isoPattern = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/** Reads an ISO 8601 instant with a zone, keeping microseconds; undefined if it is not one. */
export function parseInstant(text: string): EpochMicros | undefined {
  // Most texts are of this second, in the form that is written here.
  if (text.startsWith(cachedPrefix) && canonicalEnd.test(text.slice(prefixLength))) {
    return (cachedSecond * 1_000_000 + Number(text.slice(prefixLength + 1, -1))) as EpochMicros;
  }
  const match = isoPattern.exec(text);
  if (match === null) return undefined;
  const [, date, time, fraction = '', zone] = match;
  const millis = Date.parse(`${date}T${time}${zone}`);
  if (!Number.isFinite(millis)) return undefined;
  // Date.parse rolls impossible dates such as 30 February over instead of refusing them.
  if (zone === 'Z' && !new Date(millis).toISOString().startsWith(`${date}T${time}`)) return undefined;
  return (millis * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6))) as EpochMicros;
}
