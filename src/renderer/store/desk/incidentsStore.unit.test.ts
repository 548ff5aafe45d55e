import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setConnecting } from '../link/connectionStore.ts';
import { startIncidents, useIncidents } from './incidentsStore.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const kinds = (): readonly string[] => useIncidents.getState().incidents.map(({ kind }) => kind);

/** The window does nothing for so long; then its timers run again. */
function standStill(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
  vi.advanceTimersByTime(500);
}

test('a window that stood still takes what waited for it before it calls the engine silent', () => {
  setConnecting();
  startIncidents();
  standStill(10_000);
  expect(kinds()).toEqual([]);
  setConnecting();
  vi.advanceTimersByTime(1_000);
  expect(kinds()).toEqual([]);

  standStill(10_000);
  expect(kinds()).toEqual([]);
  vi.advanceTimersByTime(500);
  expect(kinds()).toEqual(['engine_silent']);
});
