import { expect, it } from 'vitest';
import type { EventView } from '../../../shared/contract/events.ts';
import { incidentMarks, incidentOf, type Incident } from './incidents.ts';

const event = (type: string, streamId: string, data: object): EventView =>
  ({ type, streamId, data, position: 3, time: '2026-11-23T09:31:07.412003Z' }) as EventView;

it('names what stopped the desk, and not what ended it', () => {
  const label = (type: string, stream: string, data: object): string | undefined =>
    incidentOf(event(type, stream, data))?.label;
  expect(label('BreakerStateChanged', 'venue-sim', { to: 'open' })).toBe('sim breaker open');
  expect(label('BreakerStateChanged', 'venue-sim', { to: 'closed' })).toBeUndefined();
  expect(label('TradingStateChanged', 'desk', { scope: 'account:main', to: 'halted' })).toBe(
    'account main halted',
  );
  expect(label('TradingStateChanged', 'desk', { scope: 'desk', to: 'active' })).toBeUndefined();
  expect(label('AlertRaised', 'desk', { kind: 'chain_broken', holdsOrders: true })).toBe('chain broken');
  expect(label('VenueDisconnected', 'venue-sim', {})).toBe('sim disconnected');
});

it('puts incidents of one place under one mark, with the worst tone', () => {
  const incident = (position: number, tone: Incident['tone']): Incident => {
    return { position, tone, time: '', label: `at ${position}` };
  };
  const marks = incidentMarks(
    [
      incident(10, 'off'),
      incident(11, 'bad'),
      incident(12, 'warn'),
      incident(90, 'warn'),
      incident(200, 'bad'),
    ],
    ({ position }) => position / 100,
    10,
  );
  expect(marks.map(({ share, tone, incidents }) => [share, tone, incidents.length])).toEqual([
    [0.1, 'bad', 3],
    [0.9, 'warn', 1],
  ]);
});
