import { expect, test } from 'vitest';
import type { SubscriberView } from '../../../shared/contract/status.ts';
import { parkedSubscribers, subscriberLook } from './subscriberLook.ts';

const states: readonly SubscriberView['state'][] = ['running', 'retrying', 'parked'];
const subscribers = states.map((state): SubscriberView => ({
  name: `a-${state}-one`,
  state,
  since: '2026-11-23T10:00:00.000000Z',
  position: 7,
  lag: 2,
  failures: 0,
}));

test('each state differs by glyph and word, not by colour alone', () => {
  expect(new Set(states.map((state) => subscriberLook(state).glyph)).size).toBe(3);
  expect(states.map((state) => subscriberLook(state).word)).toEqual(['Running', 'Retrying', 'Parked']);
});

test('only a parked one needs a person: the others go on by themselves', () => {
  expect(parkedSubscribers(subscribers).map(({ name }) => name)).toEqual(['a-parked-one']);
});
