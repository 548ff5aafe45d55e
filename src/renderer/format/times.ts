/** Writes instants and durations for people. Stored instants are UTC text with microseconds. */
import { parseInstant } from '../../shared/kernel/time.ts';
import { cityOf, inZone, localZone } from './timeZone.ts';

export { age } from '../../shared/kernel/age.ts';

/** The zone in which times are shown. It is the same for the whole window, and a change draws every screen again. */
let shownIn = 'UTC';

export function showTimesIn(timeZone: string): void {
  shownIn = timeZone;
}

/** The zone of the shown times, for headings and texts: `UTC`, `New York`. */
export function timesZone(): string {
  return cityOf(shownIn);
}

/** Gives `09:31:07.412` for `2026-11-23T09:31:07.412003Z`. */
export function clockTime(instant: string): string {
  return instant.length >= 23 ? inZone(instant, shownIn).slice(11, 23) : instant;
}

/** Gives `09:31:07.412 003`. */
export function clockTimeMicros(instant: string): string {
  return instant.length >= 26 ? `${clockTime(instant)}\u00a0${instant.slice(23, 26)}` : clockTime(instant);
}

/** Gives `2026-11-23 09:31:07.412`. */
export function dateTime(instant: string): string {
  if (instant.length < 23) return instant;
  const shown = inZone(instant, shownIn);
  return `${shown.slice(0, 10)} ${shown.slice(11, 23)}`;
}

/**
 * Gives `2026-12-24 17:30 UTC`, as the ticket takes it. Seconds and their fractions are added where they are not zero.
 */
export function utcWords(instant: string): string {
  const [, day = '', minutes = '', seconds = '', parts = ''] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?Z$/.exec(instant) ?? [];
  if (day === '') return instant;
  const rest = parts.replace(/0+$/, '');
  const shown = rest === '' ? seconds.replace(/^0+$/, '') : `${seconds}.${rest}`;
  return `${day} ${minutes}${shown === '' ? '' : `:${shown}`} UTC`;
}

/** A moment of this window as `09:31:07.412`, in the zone of the shown times. */
export function clockOf(epochMs: number): string {
  return clockTime(new Date(epochMs).toISOString());
}

/** The moment as the clock of UTC shows it. */
export function utcClock(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(11, 23);
}

/** Gives `Mon 23 Nov, 18:00 (New York)`; without a time zone in the one of this machine. */
export function zonedTime(instant: string, timeZone?: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = new Map(format.formatToParts(Date.parse(instant)).map(({ type, value }) => [type, value]));
  const [weekday, day, month] = [parts.get('weekday'), parts.get('day'), parts.get('month')];
  const zoneName = cityOf(timeZone ?? localZone);
  return `${weekday} ${day} ${month}, ${parts.get('hour')}:${parts.get('minute')} (${zoneName})`;
}

/** Seconds and microseconds between two instants, such as `+0.000 211` or `+1 05.004 310`. */
export function deltaBetween(earlier: string, later: string): string {
  const [from, to] = [parseInstant(earlier), parseInstant(later)];
  if (from === undefined || to === undefined) return '';
  const micros = to - from;
  const sign = micros < 0 ? '\u2212' : '+';
  const span = Math.abs(micros);
  const digits = String(span % 1_000_000).padStart(6, '0');
  const seconds = Math.floor(span / 1_000_000);
  const whole = seconds < 60 ? String(seconds) : wholeSpan(seconds);
  return `${sign}${whole}.${digits.slice(0, 3)}\u00a0${digits.slice(3)}`;
}

function wholeSpan(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** Milliseconds from a stored instant to `nowMs`; never below zero. */
export function ageOf(instant: string, nowMs: number): number {
  return Math.max(0, nowMs - Date.parse(instant));
}

/** A latency with two significant digits below ten, such as `1.8 ms`, `0.24 ms`, `412 ms` or `30 s`. */
export function milliseconds(ms: number | undefined): string {
  return ms === undefined ? '—' : `${millisecondsNumber(ms)} ms`;
}

/** A duration in the unit that fits, for an axis: `240 µs`, `1.8 ms`, `412 ms`, `2.5 s`. */
export function durationText(ms: number): string {
  const short = (value: number): string => value.toFixed(value < 10 ? 1 : 0).replace(/\.0$/, '');
  if (ms === 0) return '0';
  if (ms < 1) return `${short(ms * 1_000)} µs`;
  return ms < 1_000 ? `${short(ms)} ms` : `${short(ms / 1_000)} s`;
}

export function millisecondsNumber(ms: number): string {
  if (ms < 1) return ms.toFixed(2);
  if (ms < 100) return ms.toFixed(1);
  return groupRounded(ms);
}

function groupRounded(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, '\u00a0');
}

/** The present date in UTC, such as `2026-11-23`. */
export function todayUtc(): string {
  return new Date().toISOString().slice(0, 10);
}
