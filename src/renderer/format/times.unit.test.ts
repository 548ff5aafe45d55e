import { expect, test } from 'vitest';
import {
  age,
  clockTime,
  clockTimeMicros,
  deltaBetween,
  millisecondsNumber,
  utcWords,
  zonedTime,
} from './times.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ').replace('\u2212', '-');
const at = (time: string) => `2026-11-23T${time}Z`;

test('shows the time of day with milliseconds, and with microseconds where they count', () => {
  expect(clockTime(at('09:31:05.877004'))).toBe('09:31:05.877');
  expect(plain(clockTimeMicros(at('09:31:05.877004')))).toBe('09:31:05.877 004');
});

test.each([
  ['09:31:05.877004', '09:31:05.877215', '+0.000 211'],
  ['09:31:05.877004', '09:31:10.877004', '+5.000 000'],
  ['09:31:05.000000', '09:32:10.500000', '+1:05.500 000'],
  ['09:31:05.000001', '09:31:05.000000', '-0.000 001'],
])('from %s to %s it is %s', (from, to, expected) => {
  expect(plain(deltaBetween(at(from), at(to)))).toBe(expected);
});

test.each([
  [200, '0.2 s'],
  [14_400, '14 s'],
  [180_000, '3 min'],
  [7_200_000, '2 h'],
  [-5, '0.0 s'],
])('an age of %i ms reads %s', (ms, expected) => {
  expect(age(ms)).toBe(expected);
});

test('latencies keep two places below one, one below a hundred', () => {
  expect([0.238, 1.84, 41.27, 412.4].map(millisecondsNumber)).toEqual(['0.24', '1.8', '41.3', '412']);
  expect(plain(millisecondsNumber(30_000))).toBe('30 000');
});

test.each([
  ['2026-12-24T17:30:00.000000Z', '2026-12-24 17:30 UTC'],
  ['2026-12-24T17:30:00Z', '2026-12-24 17:30 UTC'],
  ['2026-12-24T17:30:05.000000Z', '2026-12-24 17:30:05 UTC'],
  ['2026-12-24T17:30:00.412000Z', '2026-12-24 17:30:00.412 UTC'],
  ['tomorrow', 'tomorrow'],
])('%s reads %s', (instant, words) => {
  expect(utcWords(instant)).toBe(words);
});

test.each([
  ['2026-11-23T23:00:00.000000Z', 'America/New_York', 'Mon 23 Nov, 18:00 (New York)'],
  ['2026-07-01T22:00:00.000000Z', 'America/New_York', 'Wed 1 Jul, 18:00 (New York)'],
  ['2026-11-23T15:00:00.000000Z', 'Asia/Tokyo', 'Tue 24 Nov, 00:00 (Tokyo)'],
])('%s in %s reads %s', (instant, timeZone, words) => {
  expect(zonedTime(instant, timeZone)).toBe(words);
});
