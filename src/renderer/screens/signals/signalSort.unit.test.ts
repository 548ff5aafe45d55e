import { expect, test } from 'vitest';
import { engineSortOf, newestFirst } from './signalSort.ts';

test('the newest first is no sort, whatever stands behind it', () => {
  expect(engineSortOf([])).toEqual([]);
  expect(engineSortOf(newestFirst)).toEqual([]);
  expect(engineSortOf([...newestFirst, { id: 'symbol', desc: false }])).toEqual([]);
});

test('several columns sort in their turn, and a column without a sort is left out', () => {
  const sorting = [
    { id: 'symbol', desc: false },
    { id: 'weather', desc: true },
    { id: 'time', desc: true },
  ];
  expect(engineSortOf(sorting)).toEqual([
    { field: 'symbol', descending: false },
    { field: 'receivedAt', descending: true },
  ]);
});
