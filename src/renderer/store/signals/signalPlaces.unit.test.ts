import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedList, changedSorted, isIn, placeIn, staleRows } from './signalPlaces.ts';

const list = Float64Array.of(90, 70, 50);

test('new signals come first, and those that match no more are left out', () => {
  expect([...changedList(list, { matching: [100, 95], gone: [70] })]).toEqual([100, 95, 90, 50]);
});

test('an older signal that matches now gets its own place', () => {
  expect([...changedList(list, { matching: [60, 95], gone: [] })]).toEqual([95, 90, 70, 60, 50]);
});

test('where nothing changes, the list stays the same object', () => {
  expect(changedList(list, { matching: [70], gone: [60] })).toBe(list);
});

test('a place is found for every position', () => {
  expect([95, 90, 60, 50, 1].map((position) => placeIn(list, position))).toEqual([0, 0, 2, 2, 3]);
  expect(isIn(list, 70)).toBe(true);
  expect(isIn(Float64Array.of(), 70)).toBe(false);
});

test('in a list of another sort each keeps its place, and what comes waits without one', () => {
  const sorted = { positions: Float64Array.of(70, 90, 50), arrived: new Set([95]) };
  const next = changedSorted(sorted, { matching: [90, 100, 95], gone: [50, 60] });
  expect([...next.positions]).toEqual([70, 90]);
  expect([...next.arrived]).toEqual([95, 100]);
  const left = changedSorted(next, { matching: [], gone: [95] });
  expect(left.positions).toBe(next.positions);
  expect([...left.arrived]).toEqual([100]);
});

test('a signal that changes is stale where its row is held, and where it is being loaded', () => {
  const held = new Map([[90, 'row']]);
  expect(staleRows({ matching: [100, 95, 90], gone: [70] }, held, [95, 70])).toEqual([95, 90, 70]);
});

test('whatever changes, the list is what a set would hold, the newest first', () => {
  const positions = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 20 });
  fc.assert(
    fc.property(positions, positions, positions, (held, matching, left) => {
      const gone = left.filter((position) => !matching.includes(position));
      const before = Float64Array.from(held.toSorted((a, b) => b - a));
      const ought = new Set([...held.filter((position) => !gone.includes(position)), ...matching]);
      expect([...changedList(before, { matching, gone })]).toEqual([...ought].toSorted((a, b) => b - a));
    }),
  );
});
