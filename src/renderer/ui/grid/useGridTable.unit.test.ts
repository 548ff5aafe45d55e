import { expect, test } from 'vitest';
import { completeOrder, isShown, spreadWidths } from './useGridTable.ts';

const column = (id: string) => ({ id, header: id, width: 50, text: () => '' });

test('a saved order keeps its columns, drops unknown ones and takes in new ones at their own place', () => {
  const columns = ['a', 'b', 'c', 'd'].map(column);
  expect(completeOrder(['c', 'x', 'a'], columns)).toEqual(['c', 'd', 'a', 'b']);
  expect(completeOrder([], columns)).toEqual(['a', 'b', 'c', 'd']);
});

test('what tells rows apart is shown whatever was chosen or saved', () => {
  const hidden = { sorting: [], order: [], visibility: { a: false }, widths: {}, pinned: [] };
  expect(isShown(column('a'), hidden)).toBe(false);
  expect(isShown(column('b'), hidden)).toBe(true);
  expect(isShown({ ...column('a'), always: true }, hidden)).toBe(true);
});

const width = (id: string, size: number, least: number, grow: number) => ({ id, size, least, grow });

test('spare room goes by weight to columns nobody has sized', () => {
  const columns = [width('a', 100, 50, 1), width('b', 100, 50, 3), width('c', 100, 50, 0)];
  expect(spreadWidths(columns, 400, {})).toEqual([125, 175, 100]);
  expect(spreadWidths(columns, 400, { b: 100 })).toEqual([200, 100, 100]);
});

test('where room is short, columns shrink to their least and no further', () => {
  const columns = [width('a', 100, 50, 0), width('b', 100, 100, 0)];
  expect(spreadWidths(columns, 170, {})).toEqual([70, 100]);
  expect(spreadWidths(columns, 60, {})).toEqual([50, 100]);
});
