import { expect, test } from 'vitest';
import { event } from '../testing/events.ts';
import { addNewer, addOlder } from './eventPages.ts';

const at = (position: number) => event('x', {}, { position });
const positions = (events: readonly { readonly position: number }[]) => events.map((one) => one.position);

test('newer events come on top, each once', () => {
  const held = addNewer([], [at(1), at(2)]);
  expect(positions(addNewer(held, [at(2), at(3)]))).toEqual([3, 2, 1]);
  expect(addNewer(held, [at(1)])).toBe(held);
});

test('older events come at the end, each once', () => {
  expect(positions(addOlder([at(9), at(8)], [at(8), at(7)]))).toEqual([9, 8, 7]);
  expect(positions(addOlder([], [at(8), at(7)]))).toEqual([8, 7]);
});
