import { expect, test } from 'vitest';
import { arrangeRows } from './rowFreeze.ts';

interface Row {
  readonly id: string;
  readonly value: number;
}
const row = (id: string, value = 0): Row => ({ id, value });
const idOf = (one: Row): string => one.id;
const nothing = (): undefined => undefined;
const ids = (rows: readonly Row[]): string => rows.map(idOf).join('');

test('rows follow the live order as long as nothing is frozen', () => {
  const { rows, withheld } = arrangeRows([row('b'), row('a')], idOf, undefined, nothing);
  expect(ids(rows)).toBe('ba');
  expect(withheld).toBe(0);
});

test('frozen rows keep their places with live content, new ones wait', () => {
  const { rows, withheld } = arrangeRows([row('c'), row('b', 2), row('a')], idOf, ['a', 'b'], nothing);
  expect(ids(rows)).toBe('ab');
  expect(rows[1]?.value).toBe(2);
  expect(withheld).toBe(1);
});

test('a row that left the view stays in its place, marked as gone', () => {
  const last = new Map([['b', row('b', 7)]]);
  const { rows, gone, withheld } = arrangeRows([row('a')], idOf, ['a', 'b', 'x'], (id) => last.get(id));
  expect(ids(rows)).toBe('ab');
  expect([...gone]).toEqual(['b']);
  expect(withheld).toBe(0);
});

test('an admitted row stands above the frozen ones at once', () => {
  const admitted = new Set(['n', 'a']);
  const { rows, withheld } = arrangeRows([row('m'), row('n'), row('a')], idOf, ['a'], nothing, admitted);
  expect(ids(rows)).toBe('na');
  expect(withheld).toBe(1);
});
