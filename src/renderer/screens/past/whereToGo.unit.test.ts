import { expect, it } from 'vitest';
import { placeOf } from './whereToGo.ts';

const now = '2026-11-23T09:31:07.500Z';

it('takes a position with or without grouping, and a time with or without a date', () => {
  expect(placeOf('1200', now, 2_000)).toEqual({ position: 1200 });
  expect(placeOf('1 200', now, 2_000)).toEqual({ position: 1200 });
  expect(placeOf('09:31', now, 2_000)).toEqual({ before: '2026-11-23T09:31:00.000000Z' });
  expect(placeOf('2026-11-22 09:31:07.4', now, 2_000)).toEqual({ before: '2026-11-22T09:31:07.400000Z' });
});

it('says what is wrong with anything else, and what was expected', () => {
  expect(placeOf('2001', now, 2_000)).toBe('There is no position 2001: expected one from 1 to 2000.');
  expect(placeOf('yesterday', now, 2_000)).toContain('expected a position such as 1200');
  expect(placeOf('25:00', now, 2_000)).toContain('is neither');
});

it('refuses a time that has not come yet, to the second', () => {
  expect(placeOf('09:31:07', now, 2_000)).toEqual({ before: '2026-11-23T09:31:07.000000Z' });
  const refused = 'That time has not come yet: it is 2026-11-23 09:31:07 UTC now.';
  expect(placeOf('09:31:08', now, 2_000)).toBe(refused);
  expect(placeOf('2027-01-01', now, 2_000)).toBe(refused);
});
