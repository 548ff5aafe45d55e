import { expect, it } from 'vitest';
import type { EventView } from '../../../shared/contract/events.ts';
import { stateLanes } from './stateBands.ts';

const at = (minute: number): number => Date.parse(`2026-11-23T09:${String(minute).padStart(2, '0')}:00Z`);
const event = (minute: number, type: string, data: object = {}): EventView =>
  ({ type, data, time: new Date(at(minute)).toISOString(), streamId: 'venue-sim' }) as EventView;

const wordsOf = (events: readonly EventView[], from: number, to: number) =>
  stateLanes(events, 'closed', at(from), at(to)).map(({ name, bands }) => [
    name,
    bands.map(({ fromMs, toMs, look }) => `${look.word} ${(toMs - fromMs) / 60_000}`),
  ]);

it('shows each state for as long as it lasted, the first one as its end says', () => {
  const events = [
    event(5, 'VenueConnected'),
    event(10, 'BreakerStateChanged', { from: 'closed', to: 'open' }),
    event(12, 'BreakerStateChanged', { from: 'open', to: 'half_open' }),
    event(13, 'BreakerStateChanged', { from: 'half_open', to: 'closed' }),
    event(14, 'VenueThrottled', { ratePerSecond: 10 }),
    event(16, 'VenueThrottleEnded'),
    event(18, 'VenueDisconnected'),
  ];
  expect(wordsOf(events, 0, 20)).toEqual([
    ['Breaker', ['Closed 10', 'Open 2', 'Half-open 1', 'Closed 7']],
    ['Connection', ['Not known 5', 'Connected 13', 'Disconnected 2']],
    ['Pace', ['Full pace 14', 'Slowed to 10/s 2', 'Full pace 4']],
  ]);
});

it('begins within a state where the window begins later, and joins what is alike', () => {
  const events = [event(1, 'VenueConnected'), event(6, 'VenueConnected'), event(8, 'VenueFellSilent')];
  expect(wordsOf(events, 5, 9)[1]).toEqual(['Connection', ['Connected 3', 'Silent 1']]);
});

it('shows a breaker that never changed as it is, from the first event on', () => {
  expect(wordsOf([event(5, 'VenueConnected'), event(7, 'VenueConnected')], 0, 9)[0]).toEqual([
    'Breaker',
    ['Not known 5', 'Closed 4'],
  ]);
});
