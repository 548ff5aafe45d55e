import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onBeat } from './beat.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('calls each as often as it asked, all that are due in one turn, and none that has ended', () => {
  const calls: string[] = [];
  const ends = [onBeat(100, () => void calls.push('fast')), onBeat(300, () => void calls.push('slow'))];
  vi.advanceTimersByTime(600);
  expect(calls.filter((name) => name === 'fast')).toHaveLength(6);
  expect(calls.filter((name) => name === 'slow')).toHaveLength(2);
  ends[0]?.();
  vi.advanceTimersByTime(300);
  expect(calls.filter((name) => name === 'fast')).toHaveLength(6);
  expect(calls.filter((name) => name === 'slow')).toHaveLength(3);
  ends[1]?.();
  expect(vi.getTimerCount()).toBe(0);
});
