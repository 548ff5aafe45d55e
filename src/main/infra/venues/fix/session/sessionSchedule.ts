/**
 * The hours of a session, in its own time zone. Each session of the schedule is one window; daylight saving moves its
 * ends as the clocks of that zone do.
 */
import { epochMicrosFromMillis, type EpochMicros } from '../../../../../shared/kernel/time.ts';

export interface SessionSchedule {
  /** A name of the IANA time zone database, `America/New_York`. */
  readonly timeZone: string;
  /** Local time of day, `HH:MM`. */
  readonly start: string;
  /** Local time of day; not later than `start` means the next day. The same as `start`: the whole day. */
  readonly end: string;
}

export interface SessionWindow {
  readonly start: EpochMicros;
  readonly end: EpochMicros;
}

const dayMs = 86_400_000;

/** The window that holds this instant; undefined between two windows. */
export function windowAt(schedule: SessionSchedule, at: EpochMicros): SessionWindow | undefined {
  return windowsAround(schedule, at).find(({ start, end }) => start <= at && at < end);
}

/** When the next window begins. */
export function nextStart(schedule: SessionSchedule, at: EpochMicros): EpochMicros | undefined {
  return windowsAround(schedule, at).find(({ start }) => start > at)?.start;
}

/** The windows that begin on the local days before, of and after this instant; oldest first. */
function windowsAround(schedule: SessionSchedule, at: EpochMicros): readonly SessionWindow[] {
  const zone = zoneOf(schedule.timeZone);
  const atMs = at / 1_000;
  const today = Math.floor((atMs + zone.offsetMs(atMs)) / dayMs) * dayMs;
  const [start, end] = [minutesOf(schedule.start), minutesOf(schedule.end)];
  return [-1, 0, 1, 2].map((day) => {
    const date = today + day * dayMs;
    const endDate = end > start ? date : date + dayMs;
    return { start: instant(zone, date + start * 60_000), end: instant(zone, endDate + end * 60_000) };
  });
}

/** Reads `HH:MM`; undefined for any other text. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}

export function isTimeZone(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

interface Zone {
  /** Local time less UTC at an instant, both in milliseconds. */
  offsetMs(atMs: number): number;
}

/**
 * The instant of a local time. A local time that the clocks skip is taken as the one as much later; of one that they
 * show twice, the first counts.
 */
function instant(zone: Zone, localMs: number): EpochMicros {
  const before = localMs - zone.offsetMs(localMs - dayMs);
  const after = localMs - zone.offsetMs(localMs + dayMs);
  const isShown = (ms: number): boolean => ms + zone.offsetMs(ms) === localMs;
  const [first, second] = [Math.min(before, after), Math.max(before, after)];
  if (isShown(first)) return epochMicrosFromMillis(first);
  return epochMicrosFromMillis(isShown(second) ? second : before);
}

function minutesOf(text: string): number {
  return parseTimeOfDay(text) ?? 0;
}

const zones = new Map<string, Zone>();

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const zone = {
    offsetMs(atMs: number): number {
      const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
      const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
      const [year, month, day] = [part('year'), part('month') - 1, part('day')];
      const local = Date.UTC(year, month, day, part('hour'), part('minute'), part('second'));
      return local - Math.floor(atMs / 1_000) * 1_000;
    },
  };
  zones.set(timeZone, zone);
  return zone;
}
