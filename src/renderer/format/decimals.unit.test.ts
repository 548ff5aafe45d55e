import { expect, test } from 'vitest';
import {
  distancePercent,
  groupDecimal,
  placesOf,
  roundTo,
  share,
  signedDecimal,
  lowestPrice,
  stepDecimal,
  sum,
  typedDecimal,
} from './decimals.ts';

const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ').replace('\u2212', '-');

test.each([
  ['0', 0, '0'],
  ['999', 0, '999'],
  ['1000', 0, '1 000'],
  ['1234567.5', 2, '1 234 567.50'],
  ['-1432.25', 2, '-1 432.25'],
  ['1432', 2, '1 432.00'],
  ['0.123456789', 2, '0.123456789'],
  ['12345678901234567890.000000001', 0, '12 345 678 901 234 567 890.000000001'],
  ['not a number', 2, 'not a number'],
  ['1.000', 0, '1'],
  ['1432.500', 2, '1 432.50'],
  ['005', 0, '5'],
  ['0.00', 0, '0'],
  ['1.', 0, '1.'],
])('groups %s to at least %i places as %s', (text, places, expected) => {
  expect(plain(groupDecimal(text, places))).toBe(expected);
});

test.each([
  [' 1 000 ', '1000'],
  ['12\u00a0345\u202f678.50', '12345678.50'],
  ['+1', '1'],
  ['\u22125.25', '-5.25'],
  ['-5', '-5'],
  // Not guessed at.
  ['10 00', '10 00'],
  ['1,000', '1,000'],
  ['1e2', '1e2'],
  ['--1', '--1'],
])('typed as %j, a number is %j', (typed, number) => {
  expect(typedDecimal(typed)).toBe(number);
});

test('a sign stands before either direction, and before no zero', () => {
  expect(plain(signedDecimal('524310.5', 2))).toBe('+524 310.50');
  expect(plain(signedDecimal('-3', 0))).toBe('-3');
  expect(plain(signedDecimal('0.00', 2))).toBe('0.00');
});

test.each([
  ['0.25', 2],
  ['1', 0],
  ['0.0100', 2],
  ['10', 0],
])('the step %s has %i places', (step, places) => {
  expect(placesOf(step)).toBe(places);
});

test.each([
  ['1432.00', '0.25', 1, '1432.25'],
  ['1432.00', '0.25', -1, '1431.75'],
  ['1432.10', '0.25', 1, '1432.25'],
  ['1432.10', '0.25', -1, '1432'],
  ['1432.10', '0.25', -2, '1431.75'],
  ['1', '1', -1, '1'],
  ['0', '1', 10, '10'],
  ['', '0.25', 1, '0.25'],
  ['abc', '0.25', 1, '0.25'],
])('from %s by %s, %i steps lead to %s', (text, step, steps, expected) => {
  expect(stepDecimal(text, step, steps, step)).toBe(expected);
});

test('rounds half away from zero', () => {
  expect(roundTo('1.005', 2)).toBe('1.01');
  expect(roundTo('-1.005', 2)).toBe('-1.01');
  expect(roundTo('1.0049', 2)).toBe('1');
  expect(roundTo('171870.4', 0)).toBe('171870');
});

test('sums and distances are exact', () => {
  expect(sum(['0.1', '0.2', '-0.3'])).toBe('0');
  expect(distancePercent('1446.5725', '1432.25')).toBe('1');
  expect(distancePercent('1400', '1432.25')).toBe('-2.25');
  expect(distancePercent('1', '0')).toBeUndefined();
});

test('a share for a bar stays between 0 and 1', () => {
  expect(share('40', '120')).toBeCloseTo(0.333, 3);
  expect(share('200', '100')).toBe(1);
  expect(share('x', '100')).toBe(0);
});

test('steps go below zero where the instrument takes such prices', () => {
  const oil = { tickSize: '0.01', priceMin: '-40' };
  expect(stepDecimal('0', '0.01', -1, lowestPrice(oil))).toBe('-0.01');
  expect(stepDecimal('-37.625', '0.01', 1, lowestPrice(oil))).toBe('-37.62');
  expect(stepDecimal('-39.99', '0.01', -10, lowestPrice(oil))).toBe('-40');
  expect(stepDecimal('0.01', '0.01', -1, lowestPrice({ tickSize: '0.01' }))).toBe('0.01');
});
