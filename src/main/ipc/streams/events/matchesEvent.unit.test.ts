import { expect, test } from 'vitest';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import { matchesEvent } from './matchesEvent.ts';

const event = {
  position: 7,
  streamId: 'desk',
  version: 3,
  eventId: 'event-7',
  type: 'EngineStopped',
  schemaVersion: 1,
  data: { reason: 'the end of the day' },
  correlationId: 'c-1',
  actor: 'operator:ada',
  time: epochMicros(1_000_000),
} as unknown as StoredEvent;

test.each(['enginestop', 'ADA', 'vent-7', 'c-1', 'end of the day'])(
  'a live event is found by %s, as a stored one is',
  (text) => {
    expect(matchesEvent(event, { text })).toBe(true);
  },
);

test('and not by what it does not have', () => {
  expect(matchesEvent(event, { text: 'EngineStarted' })).toBe(false);
});
