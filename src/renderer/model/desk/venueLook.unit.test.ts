import { expect, test } from 'vitest';
import type { VenueView } from '../../../shared/contract/resilience.ts';
import { needsAttention, rateText, venueLook, venueTrouble } from './venueLook.ts';

const venue = {
  venue: 'sim',
  connected: true,
  breaker: { state: 'closed' },
  limiter: { ratePerSecond: 50_000 },
} as VenueView;
const silent: VenueView = { ...venue, silentSince: '2026-11-23T10:00:12.345678Z' };

test('a venue that is connected and does not answer is not green and needs attention', () => {
  expect(venueLook(venue).tone).toBe('ok');
  expect(venueLook(silent)).toMatchObject({ word: 'silent since 10:00:12', tone: 'bad' });
  expect(needsAttention(silent)).toBe(true);
});

test('a venue that was called too fast says how fast it is called now', () => {
  const throttled = { reason: 'slow down', since: '', pausedMs: 0, configuredPerSecond: 50_000 };
  const slowed: VenueView = { ...venue, limiter: { ...venue.limiter, ratePerSecond: 0.5, throttled } };
  expect(venueLook(slowed)).toMatchObject({ word: 'slowed to 0.5/s', tone: 'warn' });
  expect(needsAttention(slowed)).toBe(true);
  expect(venueLook({ ...slowed, breaker: { ...venue.breaker, state: 'open' } })).toMatchObject({
    tone: 'bad',
  });
  expect([50_000, 12.5, 2, 0.75].map(rateText)).toEqual(['50\u00a0000/s', '13/s', '2/s', '0.8/s']);
});

test('a venue that can not answer is named before something is asked of it', () => {
  const now = Date.parse('2026-11-23T10:00:54.345Z');
  expect(venueTrouble(venue, now)).toBeUndefined();
  expect(venueTrouble(silent, now)).toMatch(/^sim has not answered for 42 s/);
  expect(venueTrouble({ ...silent, connected: false }, now)).toMatch(/^sim is disconnected/);
});
