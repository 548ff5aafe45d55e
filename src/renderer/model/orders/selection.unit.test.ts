import { expect, test } from 'vitest';
import { emptySelection, moveCursor, select, selectAll } from './selection.ts';

const order = ['a', 'b', 'c', 'd'];

test('a click chooses one, ctrl adds and removes, shift chooses a range from where it began', () => {
  const one = select(emptySelection, order, 'b', 'replace');
  expect([...one.ids]).toEqual(['b']);
  const two = select(one, order, 'd', 'toggle');
  expect([...two.ids]).toEqual(['b', 'd']);
  expect([...select(two, order, 'b', 'toggle').ids]).toEqual(['d']);
  const range = select(one, order, 'd', 'range');
  expect([...range.ids]).toEqual(['b', 'c', 'd']);
  expect([...select(range, order, 'a', 'range').ids]).toEqual(['a', 'b']);
});

test('a range from a row that is not there any more starts anew', () => {
  const gone = select(emptySelection, ['z'], 'z', 'replace');
  expect([...select(gone, order, 'c', 'range').ids]).toEqual(['c']);
});

test('a range with rows that are not loaded is not chosen', () => {
  const some = ['a', 'b', undefined, 'd'];
  const sparse = { length: 4, at: (index: number) => some[index], indexOf: (id: string) => some.indexOf(id) };
  const one = select(emptySelection, sparse, 'b', 'replace');
  const range = select(one, sparse, 'd', 'range');
  expect(range.ids).toBe(one.ids);
  expect(range.cursor).toBe('d');
  expect([...select(one, sparse, 'a', 'range').ids]).toEqual(['a', 'b']);
});

test('everything can be chosen', () => {
  expect(selectAll(order, emptySelection).ids.size).toBe(4);
  expect(selectAll(order, emptySelection).all).toBeUndefined();
});

test.each([
  [undefined, 'ArrowDown', 'a'],
  [undefined, 'ArrowUp', 'd'],
  ['a', 'ArrowUp', 'a'],
  ['d', 'ArrowDown', 'd'],
  ['b', 'Home', 'a'],
  ['b', 'End', 'd'],
  ['a', 'PageDown', 'c'],
  ['d', 'PageUp', 'b'],
  ['gone', 'ArrowDown', 'a'],
])('from %s the key %s leads to %s', (cursor, key, expected) => {
  expect(order[moveCursor(order, cursor, key, 2) ?? -1]).toBe(expected);
});

test('other keys and empty tables lead nowhere', () => {
  expect(moveCursor(order, 'a', 'x', 2)).toBeUndefined();
  expect(moveCursor([], undefined, 'ArrowDown', 2)).toBeUndefined();
});

test('all that match stay chosen until anything else is', () => {
  const moment = { before: 120, at: '14:58:53', orders: 90, cancelable: 70 };
  const all = selectAll(order, emptySelection, moment);
  expect(all.all).toEqual(moment);
  for (const mode of ['replace', 'toggle', 'range'] as const) {
    expect(select(all, order, order[1] ?? '', mode).all).toBeUndefined();
  }
});
