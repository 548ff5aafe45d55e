import { expect, test } from 'vitest';
import { clampedTo } from './clampedTo.ts';

const area = { x: 1_920, y: 0, width: 1_280, height: 1_000 };

test('a window within the display stays as it was', () => {
  const window = { x: 2_000, y: 100, width: 800, height: 600 };
  expect(clampedTo(window, area)).toEqual(window);
});

test('a window of a display that is gone comes whole to the one that is nearest', () => {
  expect(clampedTo({ x: 4_000, y: -300, width: 800, height: 600 }, area)).toEqual({
    x: 2_400,
    y: 0,
    width: 800,
    height: 600,
  });
});

test('a window that is larger than the display fills it', () => {
  expect(clampedTo({ x: 0, y: 0, width: 3_840, height: 2_160 }, area)).toEqual(area);
});
