/** Instants in the zone that the operator has chosen. */
import { afterEach, expect, test } from 'vitest';
import { inZone, isTimeZone, timeZones, zonedClock } from './timeZone.ts';
import { clockTime, clockTimeMicros, dateTime, showTimesIn, timesZone } from './times.ts';

const instant = '2026-11-23T23:31:07.412003Z';

afterEach(() => {
  showTimesIn('UTC');
});

test('an instant in a zone keeps its fraction of a second and may be another day', () => {
  expect(inZone(instant, 'Asia/Tokyo').slice(0, 26)).toBe('2026-11-24T08:31:07.412003');
  expect(zonedClock(Date.parse(instant), 'America/New_York')).toBe('18:31:07');
});

test('summer time counts by the day of the instant', () => {
  expect(inZone('2026-07-01T12:00:00.000000Z', 'Europe/Zurich').slice(11, 19)).toBe('14:00:00');
  expect(inZone('2026-12-01T12:00:00.000000Z', 'Europe/Zurich').slice(11, 19)).toBe('13:00:00');
});

test('shown times follow the chosen zone, and say which it is', () => {
  showTimesIn('America/New_York');
  expect(timesZone()).toBe('New York');
  expect(clockTime(instant)).toBe('18:31:07.412');
  expect(clockTimeMicros(instant)).toBe('18:31:07.412\u00a0003');
  expect(dateTime('2026-11-23T03:31:07.412003Z')).toBe('2026-11-22 22:31:07.412');
});

test('a name that is no zone is not taken', () => {
  expect([isTimeZone('UTC'), isTimeZone('Europe/Zurich'), isTimeZone('Nowhere')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(timeZones().slice(0, 1)).toEqual(['UTC']);
});
