import { expect, test } from 'vitest';
import { csvLine, safeCell, tsvLine } from './orderTable.ts';

test.each([
  '=1+1',
  '+1',
  '-cmd',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  ' =1+1',
  "=cmd|' /C calc'!A0",
  '\uFF1D1+1',
  '\u00a0=1',
  '-1-1',
  '+44 20',
  '-1e5',
])('a spreadsheet takes %j for text', (text) => {
  expect(safeCell(text)).toBe(`'${text}`);
});

test.each(['-37.63', '0', '1432.25', '-5', '123456789012345.000000001'])('%s stays a number', (text) => {
  expect(safeCell(text)).toBe(text);
});

test('commas, quotes and line ends stay within their cell', () => {
  expect(csvLine(['a,b', 'say "no"', 'two\nlines', undefined, 7, '=A1,B2'])).toBe(
    `"a,b","say ""no""","two\nlines",,7,"'=A1,B2"`,
  );
});

test('a copied cell never spreads over two', () => {
  expect(tsvLine(['a\tb', 'two\r\nlines', '=1', undefined])).toBe("a b\ttwo lines\t'=1\t");
  // Pasted, a quote would take in the cells behind it, and what it holds could be a formula.
  expect(tsvLine(['"=1+1"', 'say "no"', ' "a'])).toBe(`'"=1+1"\tsay "no"\t' "a`);
});
