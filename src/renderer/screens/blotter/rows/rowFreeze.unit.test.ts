import { expect, test } from 'vitest';
import { arrangeRows, broughtUpToDate } from './rowFreeze.ts';

interface Row {
  readonly id: string;
  readonly value: number;
}
const row = (id: string, value = 0): Row => ({ id, value });
const idOf = (one: Row): string => one.id;
const ids = (rows: readonly Row[]): string => rows.map(idOf).join('');
const belongs = ({ value }: Row): boolean => value < 5;

test('rows follow the live order as long as nothing is frozen', () => {
  const { rows, withheld } = arrangeRows([row('b'), row('a')], idOf, undefined, belongs);
  expect(ids(rows)).toBe('ba');
  expect(withheld).toEqual([]);
});

test('frozen rows keep their places with live content, new ones wait', () => {
  const frozen = [row('a'), row('b')];
  const { rows, withheld } = arrangeRows([row('c'), row('b', 2), row('a')], idOf, frozen, belongs);
  expect(ids(rows)).toBe('ab');
  expect(rows[1]?.value).toBe(2);
  expect(ids(withheld)).toBe('c');
});

test('a row that belongs to the view no more stays in its place, marked as gone', () => {
  const { rows, gone, withheld } = arrangeRows([row('a')], idOf, [row('a'), row('b', 7)], belongs);
  expect(ids(rows)).toBe('ab');
  expect([...gone]).toEqual(['b']);
  expect(withheld).toEqual([]);
});

test('rows stay however many newer ones push them out of the live order, and are not gone', () => {
  const frozen = Array.from({ length: 2_000 }, (_, index) => row(`old ${index}`));
  const live = Array.from({ length: 2_000 }, (_, index) => row(`new ${index}`));
  const { rows, gone, withheld } = arrangeRows(live, idOf, frozen, belongs);
  expect(rows).toEqual(frozen);
  expect(gone.size).toBe(0);
  expect(withheld).toHaveLength(2_000);
});

test('an admitted row stands above the frozen ones at once', () => {
  const admitted = new Set(['n', 'a']);
  const live = [row('m'), row('n'), row('a')];
  const { rows, withheld } = arrangeRows(live, idOf, [row('a')], belongs, admitted);
  expect(ids(rows)).toBe('na');
  expect(ids(withheld)).toBe('m');
});

test('kept rows take what is newer, and stay the same list when nothing is', () => {
  const rows = [row('a'), row('b')];
  expect(broughtUpToDate(rows, () => undefined)).toBe(rows);
  expect(broughtUpToDate(rows, (one) => one)).toBe(rows);
  const next = broughtUpToDate(rows, ({ id }) => (id === 'b' ? row('b', 3) : undefined));
  expect(next).toEqual([row('a'), row('b', 3)]);
  expect(next[0]).toBe(rows[0]);
});
