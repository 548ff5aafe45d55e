import { expect, test } from 'vitest';
import type { Status } from '../../shared/contract/status.ts';
import { whyNoEntry } from './entryGate.ts';

const connected = { state: 'connected', since: 0 } as const;
const alarms: Status['alarms'] = [];
const status = { accepting: true, tradingState: 'active', alarms } as Status;
const alarm = { alarmId: 'a', kind: 'overfill', message: 'm', advice: 'a', raisedAt: 't' } as const;

test('orders may be entered while the engine is there, fresh and accepting', () => {
  expect(whyNoEntry(connected, status, 500)).toBeUndefined();
});

test('orders may be entered beside an alarm that holds none', () => {
  const alarmed = { ...status, alarms: [{ ...alarm, holdsOrders: false }] };
  expect(whyNoEntry(connected, alarmed, 500)).toBeUndefined();
});

test.each([
  [
    'the engine is gone',
    { state: 'gone', since: 0, fault: { code: 'x', message: 'y' } } as const,
    status,
    0,
    /stopped/,
  ],
  ['it is still connecting', { state: 'connecting', since: 0 } as const, status, 0, /Waiting/],
  ['no status has come', connected, undefined, 0, /Waiting/],
  ['the status is old', connected, status, 4_000, /4 s old/],
  [
    'the engine takes no orders',
    connected,
    { ...status, accepting: false, fault: { code: 'x', message: 'disk full' } },
    0,
    /disk full/,
  ],
  [
    'an alarm holds orders',
    connected,
    { ...status, alarms: [{ ...alarm, holdsOrders: true }] },
    0,
    /alarm holds orders/,
  ],
  ['the desk is halted', connected, { ...status, tradingState: 'halted' as const }, 0, /halted/],
])('entry is off when %s', (_name, connection, seen, ageMs, expected) => {
  expect(whyNoEntry(connection, seen, ageMs)).toMatch(expected);
});
