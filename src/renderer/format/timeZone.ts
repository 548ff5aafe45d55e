/** Time zones by their names, such as `UTC` or `Europe/Zurich`, and the time of day in them. */

const machineZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone of this machine. */
export const localZone = /^(?:Etc\/)?(?:UTC|GMT)$/.test(machineZone) ? 'UTC' : machineZone;

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** All names that this machine knows, `UTC` and its own zone first. */
export function timeZones(): readonly string[] {
  return [...new Set(['UTC', localZone, ...Intl.supportedValuesOf('timeZone')])];
}

/** Gives `New York` for `America/New_York`. */
export function cityOf(timeZone: string): string {
  return (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}

/** Gives `2026-11-23T10:31:07` in the zone. */
function zonedSeconds(epochMs: number, timeZone: string): string {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(epochMs)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/** Stored UTC text as the same text in the zone: the fraction of a second stays as it is. */
export function inZone(instant: string, timeZone: string): string {
  if (timeZone === 'UTC') return instant;
  const epochMs = Date.parse(instant);
  if (Number.isNaN(epochMs)) return instant;
  return `${zonedSeconds(epochMs, timeZone)}${instant.slice(19)}`;
}

/** Gives `10:31:07`. */
export function zonedClock(epochMs: number, timeZone: string): string {
  return zonedSeconds(epochMs, timeZone).slice(11);
}
