/** What stands among the alerts although no record holds it. */
import { expect, test } from 'vitest';
import type { Status } from '../../../shared/contract/status.ts';
import { standingNeeds } from './standingNeeds.ts';

const well = {
  accepting: true,
  store: { writable: true },
  trading: { states: [], kills: [] },
  subscribers: [],
} as unknown as Status;
const changed = {
  code: 'store_changed',
  message: 'Another program has written to the file. Stop the engine.',
};
const kill = {
  killId: 'k1',
  scope: 'desk',
  state: 'canceling',
  startedAt: 't',
  orders: 2,
  ended: 1,
  inDoubt: 1,
};

test('a desk that is well needs nobody', () => {
  expect(standingNeeds(well)).toEqual([]);
});

test('a fault that ends the writing stands with what is lost at the restart', () => {
  const status = {
    ...well,
    accepting: false,
    fault: changed,
    store: { ...well.store, ended: true as const },
  };
  expect(standingNeeds(status)).toMatchObject([
    {
      kind: 'store changed',
      holdsOrders: true,
      message: expect.stringContaining('Stop the engine'),
      advice: expect.stringContaining('trades again'),
    },
  ]);
});

test('a fault that passes stands with what to do, without that', () => {
  const fault = { code: 'disk_full', message: 'The disk is full' };
  const [need] = standingNeeds({ ...well, accepting: false, fault });
  expect(need).toMatchObject({ kind: 'disk full', message: 'The disk is full.' });
  expect(need?.advice).toContain('Make room');
  expect(need?.advice).not.toContain('trades again');
});

test('a kill switch stands until it is proven, a parked subscriber until it runs again', () => {
  const parked = {
    name: 'alerts',
    state: 'parked',
    since: 't',
    position: 1,
    lag: 2,
    failures: 5,
    error: 'it threw',
  };
  const status = { ...well, trading: { states: [], kills: [kill] }, subscribers: [parked] } as Status;
  expect(standingNeeds(status)).toMatchObject([
    {
      kind: 'kill not proven',
      message: 'The kill switch on the desk is at work: 1 of 2 orders ended, 1 order in doubt.',
    },
    { kind: 'subscriber parked', message: 'Alerts gets no events: it threw.' },
  ]);
});
