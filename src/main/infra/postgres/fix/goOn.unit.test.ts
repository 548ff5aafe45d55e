import { expect, test } from 'vitest';
import type { SharedRow } from './fixRows.ts';
import { startOf } from './goOn.ts';

const row: SharedRow = {
  beginString: 'FIX.4.4',
  senderCompId: 'DESK',
  targetCompId: 'VENUE',
  writer: 2,
  file: 'theirs',
  epoch: 3,
  nextOut: 50,
  nextIn: 40,
  windowStart: 1_000,
  promised: 100,
  position: 200,
  lost: '[]',
};
const numbers = { epoch: 3, nextOut: 50, nextIn: 40, windowStart: 1_000 };
const own = {
  id: 'ours',
  numbers: { ...numbers, nextOut: 70, nextIn: 60 },
  lost: [],
  wasBehind: false,
};
const lost = [{ epoch: 3, from: 50, position: 200 }];
const earlier = { epoch: 1, from: 5, position: 7 };

test.each([
  ['first engine', { ...row, file: '' }, own, { numbers: own.numbers, lost: [] }],
  ['same file', { ...row, file: 'ours' }, own, { numbers: own.numbers, lost: [] }],
  ['other file', row, own, { numbers: { ...numbers, nextOut: 100 }, lost }],
  [
    'same file, put back from a backup',
    { ...row, file: 'ours' },
    { ...own, wasBehind: true },
    { numbers: { ...numbers, nextOut: 100 }, lost },
  ],
  ['hand-over', { ...row, promised: 50 }, own, { numbers, lost: [] }],
  [
    'lost before',
    { ...row, lost: JSON.stringify([earlier]) },
    own,
    { numbers: { ...numbers, nextOut: 100 }, lost: [earlier, ...lost] },
  ],
])('a session goes on with the right numbers: %s', (_name, shared, file, start) => {
  expect(startOf(shared, file, 1_000)).toEqual(start);
});

test('in a new session of the schedule, which the engine before may have begun, the numbers go on', () => {
  expect(startOf(row, own, 2_000)).toEqual({
    numbers: { epoch: 4, nextOut: 100, nextIn: 1, windowStart: 2_000 },
    lost,
  });
  expect(startOf({ ...row, promised: 50 }, own, 2_000).numbers).toEqual(numbers);
});
