import { expect, test } from 'vitest';
import type { Status } from '../../../shared/contract/status.ts';
import { sampleAlert } from '../../../shared/contract/testing/sampleAlert.ts';
import { whyNoEntry } from './entryGate.ts';

const connected = { state: 'connected', since: 0 } as const;
const alerts: Status['alerts'] = [];
const session = { operator: 'tom', standing: 'trader', login: 'in' } as const;
const status = { accepting: true, tradingState: 'active', alerts, session } as unknown as Status;

test('orders may be entered while the engine is there, fresh and accepting', () => {
  expect(whyNoEntry(connected, status, 500)).toBeUndefined();
});

test('orders may be entered beside an alert that holds none', () => {
  const alerted = { ...status, alerts: [{ ...sampleAlert, holdsOrders: false }] };
  expect(whyNoEntry(connected, alerted, 500)).toBeUndefined();
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
    'an alert holds orders',
    connected,
    { ...status, alerts: [{ ...sampleAlert, holdsOrders: true }] },
    0,
    /alert holds orders/,
  ],
  [
    'the role has no right to trade',
    connected,
    { ...status, session: { ...session, standing: 'viewer' as const } },
    0,
    /viewer may not/,
  ],
  ['the desk is halted', connected, { ...status, tradingState: 'halted' as const }, 0, /halted/],
])('entry is off when %s', (_name, connection, seen, ageMs, expected) => {
  expect(whyNoEntry(connection, seen, ageMs)).toMatch(expected);
});
