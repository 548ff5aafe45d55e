/** Instants in whole microseconds, and their text in ISO 8601. */
import type { Brand } from './brand.ts';
import { err, ok, type Result } from './result.ts';

/** Microseconds since 1970-01-01T00:00:00Z; an integer below 2^53 until the year 2255. */
export type EpochMicros = Brand<number, 'EpochMicros'>;

export function epochMicros(value: number): EpochMicros {
  return Math.trunc(value) as EpochMicros;
}

/** The instants that are accepted from outside: all of 1970 to all of 2200, which a number holds exactly. */
export const instantMin = 0 as EpochMicros;
export const instantMax = (Date.UTC(2201, 0, 1) * 1000 - 1) as EpochMicros;

export interface InstantFault {
  readonly code: 'instant_malformed' | 'instant_out_of_range';
  readonly expected: string;
}

const instantMalformed: InstantFault = {
  code: 'instant_malformed',
  expected: 'an ISO 8601 instant with a zone, such as 2026-11-23T09:31:07.412Z',
};
const instantOutOfRange: InstantFault = {
  code: 'instant_out_of_range',
  expected: 'an instant from 1970-01-01T00:00:00Z to 2200-12-31T23:59:59.999999Z',
};

/** Reads an instant that comes in as text. A part finer than a microsecond is cut off, never rounded up. */
export function readInstant(text: string): Result<EpochMicros, InstantFault> {
  const at = parseInstant(text);
  if (at === undefined) return err(instantMalformed);
  return isInstant(at) ? ok(at) : err(instantOutOfRange);
}

/**
 * Reads an instant that comes in as microseconds; undefined for any other value, and for an instant that is out of
 * range.
 */
export function instantOf(micros: unknown): EpochMicros | undefined {
  return typeof micros === 'number' && Number.isInteger(micros) && isInstant(micros)
    ? (micros as EpochMicros)
    : undefined;
}

function isInstant(micros: number): boolean {
  return micros >= instantMin && micros <= instantMax;
}

export function epochMicrosFromMillis(value: number): EpochMicros {
  return Math.trunc(value * 1000) as EpochMicros;
}

/** Length of the text up to the seconds. */
const prefixLength = 19;
let cachedSecond = -1;
let cachedPrefix = '1969-12-31T23:59:59';

/** Writes `2026-11-23T09:31:07.412003Z`: UTC with microseconds, which sorts as text. */
export function formatMicros(at: EpochMicros): string {
  const second = Math.floor(at / 1_000_000);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedPrefix = new Date(second * 1000).toISOString().slice(0, prefixLength);
  }
  return `${cachedPrefix}.${String(at - second * 1_000_000).padStart(6, '0')}Z`;
}

const shortestMonthDays = 28;
const canonicalEnd = /^\.\d{6}Z$/;
const isoPattern =
  /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Reads an ISO 8601 instant with a zone, of any year from 0000 to 9999, and keeps microseconds; undefined if the text
 * is no such instant.
 */
export function parseInstant(text: string): EpochMicros | undefined {
  // Most texts are of the cached second, in the form that this file writes.
  if (text.startsWith(cachedPrefix) && canonicalEnd.test(text.slice(prefixLength))) {
    return (cachedSecond * 1_000_000 + Number(text.slice(prefixLength + 1, -1))) as EpochMicros;
  }
  const match = isoPattern.exec(text);
  if (match === null) return undefined;
  const [, date = '', time, fraction = '', zone] = match;
  const millis = Date.parse(`${date}T${time}${zone}`);
  if (!Number.isFinite(millis)) return undefined;
  // Date.parse turns an impossible date such as 30 February into another date instead of refusing it.
  if (Number(date.slice(-2)) > shortestMonthDays) {
    if (!new Date(`${date}T00:00:00Z`).toISOString().startsWith(`${date}T`)) return undefined;
  }
  return (millis * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6))) as EpochMicros;
}
