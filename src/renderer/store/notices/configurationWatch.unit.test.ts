import { expect, test } from 'vitest';
import { event } from '../../testing/events.ts';
import { sinceStart } from './configurationWatch.ts';

const changed = (position: number) =>
  event('ConfigurationChanged', { trigger: 'reload', changes: [], reason: 'calmer' }, { position });
const started = event(
  'EngineStarted',
  { version: '0.1.0', program: 'console', processId: 7 },
  { position: 7 },
);

test('changes of an earlier run are not told again; those of this one are, oldest first', () => {
  const newestFirst = [changed(9), changed(8), started, changed(6)];
  expect(sinceStart(newestFirst).map(({ position }) => position)).toEqual([8, 9]);
  expect(sinceStart([]).map(({ position }) => position)).toEqual([]);
});
