/** Windows of the schedule over midnight and over both changes of the clocks. */
import { describe, expect, test } from 'vitest';
import { formatMicros, parseInstant, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import { isTimeZone, nextStart, parseTimeOfDay, windowAt, type SessionSchedule } from './sessionSchedule.ts';

const newYork: SessionSchedule = { timeZone: 'America/New_York', start: '18:00', end: '17:00' };

function at(text: string): EpochMicros {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(text);
  return instant;
}

function textOf(schedule: SessionSchedule, text: string): string {
  const window = windowAt(schedule, at(text));
  const short = (micros: EpochMicros): string => formatMicros(micros).slice(5, 16);
  return window === undefined ? 'closed' : `${short(window.start)} ${short(window.end)}`;
}

describe('a session over midnight', () => {
  test.each([
    ['2026-11-23T23:00:00Z', '11-23T23:00 11-24T22:00'],
    ['2026-11-24T00:00:00Z', '11-23T23:00 11-24T22:00'],
    ['2026-11-24T21:59:59.999999Z', '11-23T23:00 11-24T22:00'],
    ['2026-11-24T22:00:00Z', 'closed'],
    ['2026-11-24T22:59:59.999999Z', 'closed'],
    ['2026-11-24T23:00:00Z', '11-24T23:00 11-25T22:00'],
  ])('in New York in winter, at %s: %s', (instant, expected) => {
    expect(textOf(newYork, instant)).toBe(expected);
  });
});

describe('daylight saving', () => {
  test.each([
    // Clocks go forward on 8 March 2026 at 02:00: the session has 22 hours.
    ['2026-03-08T06:00:00Z', '03-07T23:00 03-08T21:00'],
    ['2026-03-08T20:59:59Z', '03-07T23:00 03-08T21:00'],
    ['2026-03-08T21:30:00Z', 'closed'],
    ['2026-03-08T22:00:00Z', '03-08T22:00 03-09T21:00'],
    // Clocks go back on 1 November 2026 at 02:00: the session has 24 hours.
    ['2026-11-01T12:00:00Z', '10-31T22:00 11-01T22:00'],
    ['2026-11-01T22:30:00Z', 'closed'],
    ['2026-11-01T23:00:00Z', '11-01T23:00 11-02T22:00'],
  ])('in New York at %s: %s', (instant, expected) => {
    expect(textOf(newYork, instant)).toBe(expected);
  });

  test('a start that the clocks skip is as much later, one that they show twice is the first', () => {
    const night = { timeZone: 'America/New_York', start: '02:30', end: '02:00' };
    expect(textOf(night, '2026-03-08T12:00:00Z')).toBe('03-08T07:30 03-09T06:00');
    const twice = { timeZone: 'America/New_York', start: '01:30', end: '01:00' };
    expect(textOf(twice, '2026-11-01T12:00:00Z')).toBe('11-01T05:30 11-02T06:00');
  });

  test('the other half of the world', () => {
    const sydney = { timeZone: 'Australia/Sydney', start: '09:00', end: '17:00' };
    expect(textOf(sydney, '2026-10-03T23:30:00Z')).toBe('10-03T22:00 10-04T06:00');
    expect(textOf(sydney, '2026-04-05T00:00:00Z')).toBe('04-04T23:00 04-05T07:00');
  });
});

test('the same start and end are a whole day', () => {
  const always = { timeZone: 'UTC', start: '00:00', end: '00:00' };
  expect(textOf(always, '2026-11-23T23:59:59.999999Z')).toBe('11-23T00:00 11-24T00:00');
  expect(textOf(always, '2026-11-24T00:00:00Z')).toBe('11-24T00:00 11-25T00:00');
});

test('the next start is known between two sessions and within one', () => {
  expect(nextStart(newYork, at('2026-11-24T22:30:00Z'))).toBe(at('2026-11-24T23:00:00Z'));
  expect(nextStart(newYork, at('2026-11-24T12:00:00Z'))).toBe(at('2026-11-24T23:00:00Z'));
});

test('times and zones are checked', () => {
  expect(['00:00', '23:59', '24:00', '7:00', '12:60', ''].map(parseTimeOfDay)).toEqual([
    0,
    1_439,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([isTimeZone('America/New_York'), isTimeZone('America/Nowhere'), isTimeZone('')]).toEqual([
    true,
    false,
    false,
  ]);
});
