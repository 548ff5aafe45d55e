import { expect, test } from 'vitest';
import { bareId, pastedIdsMax, severalIds } from './pastedIds.ts';

test.each([
  ['a710ae5a ad2ad12a', ['a710ae5a', 'ad2ad12a']],
  ['a710ae5a,ad2ad12a;\n"df744174"\t', ['a710ae5a', 'ad2ad12a', 'df744174']],
  ['[sig-1001, sig-1002]', ['sig-1001', 'sig-1002']],
  ['a710ae5a a710ae5a ad2ad12a', ['a710ae5a', 'ad2ad12a']],
  // A wrong one among them is named later; it does not make the others go away.
  ['a710ae5a ad2ad12a ???', ['a710ae5a', 'ad2ad12a', '???']],
])('%j are several ids', (text, ids) => {
  expect(severalIds(text)).toEqual({ ids, left: 0 });
});

test.each([
  '',
  'a710ae5a',
  ' "a710ae5a", ',
  'a710ae5a a710ae5a',
  'call me at the desk',
  'buy 100 SPX at 1469.25 now',
])('%j is not several ids', (text) => {
  expect(severalIds(text)).toBeUndefined();
});

test('more than a bound are cut, and counted', () => {
  const many = Array.from({ length: pastedIdsMax + 7 }, (_, index) => `order-${index}`);
  const found = severalIds(many.join('\n'));
  expect(found?.ids).toHaveLength(pastedIdsMax);
  expect(found?.left).toBe(7);
});

test('an id is read without what stood around it where it was copied', () => {
  for (const text of ['  abc-1\n', '"abc-1"', 'abc-1,', '(abc-1)', '<abc-1>;', 'abc-1.']) {
    expect(bareId(text)).toBe('abc-1');
  }
  expect(bareId('=cmd')).toBe('=cmd');
});
