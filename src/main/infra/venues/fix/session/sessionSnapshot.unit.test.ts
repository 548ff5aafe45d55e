import { describe, expect, test } from 'vitest';
import { epochMicros } from '../../../../../shared/kernel/time.ts';
import { hoursOf, phaseOf, type SessionFacts } from './sessionSnapshot.ts';
import { initialSession } from './sessionState.ts';

const at = (text: string) => epochMicros(Date.parse(text) * 1_000);
/** Monday to Friday look the same: 18:00 in New York to 17:00 of the next day. */
const schedule = { timeZone: 'America/New_York', start: '18:00', end: '17:00' };

const facts: SessionFacts = {
  state: initialSession({ nextOut: 3, nextIn: 4 }),
  held: undefined,
  isConnecting: false,
  endedWhy: 'the venue hung up',
  schedule,
  now: at('2026-11-23T15:00:00Z'),
};
const closed = at('2026-11-23T22:30:00Z');

describe('what a person is told', () => {
  test.each([
    [{}, 'waiting', 'the venue hung up'],
    [
      { now: closed },
      'closed',
      'the schedule has no session now; the next one begins at 2026-11-23T23:00Z (18:00 in America/New_York)',
    ],
    [{ isConnecting: true }, 'connecting', 'the venue hung up'],
    [{ held: 'numbers', now: closed }, 'held', 'numbers'],
    [
      { state: { status: 'logging_on', nextOut: 3, nextIn: 4, sinceMs: 0 } as const },
      'logging_on',
      'the venue hung up',
    ],
  ])('%j is %s', (change, phase, why) => {
    expect(phaseOf({ ...facts, ...change })).toEqual({ phase, why });
  });

  test('in bounded words, however long those of the venue are', () => {
    expect(phaseOf({ ...facts, held: 'x'.repeat(100_000) }).why).toHaveLength(500);
  });

  test('the next opening and the end of the present session', () => {
    expect(hoursOf(schedule, facts.now)).toMatchObject({
      opensAt: at('2026-11-23T23:00:00Z'),
      closesAt: at('2026-11-23T22:00:00Z'),
    });
  });

  test('between two sessions, the end of the next one', () => {
    expect(hoursOf(schedule, closed)).toMatchObject({
      opensAt: at('2026-11-23T23:00:00Z'),
      closesAt: at('2026-11-24T22:00:00Z'),
    });
  });

  test('over the end of daylight saving, both in the time of the zone', () => {
    expect(hoursOf(schedule, at('2026-11-01T15:00:00Z'))).toMatchObject({
      opensAt: at('2026-11-01T23:00:00Z'),
      closesAt: at('2026-11-01T22:00:00Z'),
    });
  });
});
