import { expect, test } from 'vitest';
import type { VenueView } from '../../../shared/contract/resilience.ts';
import { needsAttention, venueLook, venueTrouble } from './venueLook.ts';

const venue = { venue: 'sim', connected: true, breaker: { state: 'closed' } } as VenueView;
const silent: VenueView = { ...venue, silentSince: '2026-11-23T10:00:12.345678Z' };

test('a venue that is connected and does not answer is not green and needs attention', () => {
  expect(venueLook(venue).tone).toBe('ok');
  expect(venueLook(silent)).toMatchObject({ word: 'silent since 10:00:12', tone: 'bad' });
  expect(needsAttention(silent)).toBe(true);
});

test('a venue that can not answer is named before something is asked of it', () => {
  const now = Date.parse('2026-11-23T10:00:54.345Z');
  expect(venueTrouble(venue, now)).toBeUndefined();
  expect(venueTrouble(silent, now)).toMatch(/^sim has not answered for 42 s/);
  expect(venueTrouble({ ...silent, connected: false }, now)).toMatch(/^sim is disconnected/);
});
