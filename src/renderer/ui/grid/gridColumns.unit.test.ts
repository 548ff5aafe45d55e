import { expect, test } from 'vitest';
import type { GridLayout } from './gridTypes.ts';
import { completeOrder, isShown, orderInSight, roomyColumns, spreadWidths } from './gridColumns.ts';

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

const width = (id: string, size: number, least: number, grow: number, most = Infinity) => ({
  id,
  size,
  least,
  grow,
  most,
});

const plain: GridLayout = { sorting: [], order: [], visibility: {}, widths: {}, pinned: [] };

test('a wide grid shows further columns by their rank, and stops at the first that does not fit', () => {
  const columns = [
    { ...column('a'), grow: 1, widthMax: 100 },
    { ...column('late'), wide: 2 },
    { ...column('early'), wide: 1 },
    { ...column('wide'), width: 500, wide: 3 },
    { ...column('last'), wide: 4 },
  ];
  expect(isShown(columns[1]!, plain)).toBe(false);
  expect(roomyColumns(columns, plain, 149)).toEqual([]);
  expect(roomyColumns(columns, plain, 150)).toEqual(['early']);
  expect(roomyColumns(columns, plain, 600)).toEqual(['early', 'late']);
  const chosen = { ...plain, visibility: { early: false, last: true } };
  expect(roomyColumns(columns, chosen, 210)).toEqual(['late']);
});

test('a column takes no more than its greatest width, and the others take the rest', () => {
  const columns = [width('a', 100, 50, 1, 120), width('b', 100, 50, 1), width('c', 100, 50, 1, 140)];
  expect(spreadWidths(columns, 420, {})).toEqual([120, 160, 140]);
  expect(spreadWidths([width('a', 100, 50, 1, 120)], 420, {})).toEqual([120]);
});

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

test('in a narrow grid as few columns as needed yield their place to those that tell rows apart', () => {
  const columns = [
    { ...column('time'), yields: 3 },
    { ...column('id'), always: true },
    { ...column('type'), yields: 1 },
    { ...column('price'), yields: 2, widthMin: 40 },
    { ...column('status'), always: true, width: 100, widthMin: 80 },
    column('venue'),
  ];
  const orderAt = (available: number, layout = plain) => orderInSight(columns, layout, available).join(' ');
  const usual = 'time id type price status venue';
  // Before the first measurement nothing is known.
  expect(orderAt(0)).toBe(usual);
  expect(orderAt(270)).toBe(usual);
  expect(orderAt(269)).toBe('time id price status type venue');
  expect(orderAt(219)).toBe('time id status price type venue');
  expect(orderAt(179)).toBe('id status time price type venue');
  expect(orderAt(10)).toBe('id status time price type venue');
  expect(orderAt(10, { ...plain, visibility: { type: false } })).toBe('id type status time price venue');
  const chosen = { ...plain, order: ['time', 'id', 'type', 'price', 'status', 'venue'] };
  expect(orderAt(10, chosen)).toBe(usual);
});
