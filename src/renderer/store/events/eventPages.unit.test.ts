import { expect, test } from 'vitest';
import { event } from '../../testing/events.ts';
import { addNewer, addOlder, eventsHeldMax, type EventPages } from './eventPages.ts';

const at = (position: number) => event('x', {}, { position });
const pages = (positions: readonly number[], searchedTo = 1): EventPages => ({
  events: positions.map(at),
  searchedTo,
});
const positions = ({ events }: EventPages) => events.map((one) => one.position);

test('newer events come on top, each once', () => {
  const held = addNewer(pages([]), [at(1), at(2)]);
  expect(positions(addNewer(held, [at(2), at(3)]))).toEqual([3, 2, 1]);
  expect(addNewer(held, [at(1)])).toBe(held);
});

test('older events come at the end, each once', () => {
  expect(positions(addOlder(pages([9, 8]), pages([8, 7])))).toEqual([9, 8, 7]);
  expect(positions(addOlder(pages([]), pages([8, 7])))).toEqual([8, 7]);
});

test('a page without events still says how far was looked', () => {
  expect(addOlder(pages([9, 8], 8), pages([], 5)).searchedTo).toBe(5);
});

test('what is let go at the end counts as not looked at', () => {
  const many = Array.from({ length: eventsHeldMax }, (_, index) => eventsHeldMax + 1 - index);
  const grown = addNewer(pages(many), [at(eventsHeldMax + 2)]);
  expect(grown.events).toHaveLength(eventsHeldMax);
  expect(grown.searchedTo).toBe(3);
});
