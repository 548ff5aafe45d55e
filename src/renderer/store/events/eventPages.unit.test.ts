import { expect, test } from 'vitest';
import { eventAt } from '../../testing/events.ts';
import { addNewer, addOlder, eventsHeldMax, type EventPages } from './eventPages.ts';

const pages = (positions: readonly number[], searchedTo = 1): EventPages => ({
  events: positions.map(eventAt),
  searchedTo,
});
const positions = ({ events }: EventPages) => events.map((one) => one.position);

test('newer events come on top, each once', () => {
  const held = addNewer(pages([]), [eventAt(1), eventAt(2)]);
  expect(positions(addNewer(held, [eventAt(2), eventAt(3)]))).toEqual([3, 2, 1]);
  expect(addNewer(held, [eventAt(1)])).toBe(held);
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
  const grown = addNewer(pages(many), [eventAt(eventsHeldMax + 2)]);
  expect(grown.events).toHaveLength(eventsHeldMax);
  expect(grown.searchedTo).toBe(3);
});
