/** What the list says of a desk. */
import { expect, test } from 'vitest';
import type { DeskView } from '../../../shared/contract/desks.ts';
import { deskLook } from './deskLook.ts';

const connected = {
  state: 'connected',
  environment: 'LIVE',
  locked: false,
  trading: 'active',
  held: false,
  accepting: true,
  kills: 0,
  alerts: 0,
} as const;
const told = (summary: NonNullable<DeskView['told']>['summary']) => ({
  open: true,
  told: { atMs: 1_000, summary },
});
const soonMs = 2_000;

test('a desk that trades calls nobody', () => {
  const look = deskLook(told(connected), soonMs);
  expect(look).toMatchObject({ word: 'Active', tone: 'ok', calls: false });
  expect(look.further).toEqual(['LIVE', 'no open alert']);
});

test.each([
  [{ trading: 'halted' }, 'Halted', ['LIVE', 'no open alert']],
  [{ accepting: false }, 'Not accepting', ['LIVE', 'no open alert']],
  [{ held: true }, 'Orders held', ['LIVE', 'no open alert']],
  [{ alerts: 2 }, 'Active', ['LIVE', '2 open alerts']],
  [{ kills: 1 }, 'Active', ['LIVE', 'no open alert', '1 kill switch at work']],
] as const)('a desk with %j calls', (change, word, further) => {
  expect(deskLook(told({ ...connected, ...change }), soonMs)).toMatchObject({ word, further, calls: true });
});

test('a locked desk says so, and calls nobody by that', () => {
  const look = deskLook(told({ ...connected, locked: true }), soonMs);
  expect(look.further).toContain('nobody is logged in');
  expect(look.calls).toBe(false);
});

test('without an engine, and with a window that hangs, nothing old is shown as live', () => {
  expect(deskLook(told({ state: 'gone', code: 'engine_lost', why: 'it ended' }), soonMs)).toMatchObject({
    word: 'Not connected',
    further: ['it ended'],
    calls: true,
  });
  expect(deskLook(told(connected), 60_000)).toMatchObject({ word: 'Not known', calls: true });
});

test('an engine that waits to take over is a standby, and calls nobody', () => {
  const summary = { state: 'gone', code: 'standby', why: 'desk-2 holds the record' } as const;
  expect(deskLook(told(summary), soonMs)).toMatchObject({ word: 'Standby', calls: false });
});

test('a desk without a window, or whose window connects, calls nobody', () => {
  expect(deskLook({ open: false }, soonMs)).toMatchObject({ word: 'Not open', calls: false });
  expect(deskLook({ open: true }, soonMs)).toMatchObject({ word: 'Connecting', calls: false });
});
