/** What keeps back orders that the desk or a strategy would send by itself. */
import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { Status } from '../../../shared/contract/status.ts';
import type { ScopeState } from '../../../shared/contract/trading.ts';
import { sampleAlert } from '../../../shared/contract/testing/sampleAlert.ts';
import { exitsHeldBy, strategyHeldBy } from './heldBack.ts';

const alert = { ...sampleAlert, kind: 'chain_broken' } as const;
const states = (...restricted: readonly (readonly [string, ScopeState['state']])[]): ScopeState[] =>
  restricted.map(([scope, state]) => ({ scope, state, reason: 'because', actor: ids.actor('operator:ak') }));
const status = (scopes: readonly ScopeState[], change: Partial<Status> = {}): Status =>
  ({
    accepting: true,
    alerts: [],
    riskBreaker: { state: 'closed' },
    trading: { states: scopes, kills: [] },
    ...change,
  }) as unknown as Status;
const exit = {
  venue: ids.venue('sim'),
  account: ids.account('main'),
  strategy: ids.strategy('s1'),
  symbol: ids.symbol('SPX'),
};

test('exits are made anew while nothing that they fall under is halted, also while it is reducing', () => {
  const elsewhere = states(['desk', 'active'], ['symbol:NDX', 'halted'], ['venue:sim', 'reducing']);
  expect(exitsHeldBy(status(elsewhere), [exit])).toBeUndefined();
  expect(exitsHeldBy(status(states(['desk', 'halted'])), [])).toBeUndefined();
});

test.each([
  ['desk', 'the desk is halted'],
  ['venue:sim', 'venue sim is halted'],
  ['account:main', 'account main is halted'],
  ['strategy:s1', 'strategy s1 is halted'],
  ['symbol:SPX', 'symbol SPX is halted'],
])('exits are not made anew while %s is halted', (scope, expected) => {
  expect(exitsHeldBy(status(states([scope, 'halted'])), [exit])).toBe(expected);
});

test('exits are not made anew while an alert holds orders', () => {
  expect(exitsHeldBy(status([], { alerts: [{ ...alert, holdsOrders: true }] }), [exit])).toBe(
    'an alert holds orders',
  );
  expect(exitsHeldBy(status([], { alerts: [{ ...alert, holdsOrders: false }] }), [exit])).toBeUndefined();
});

test('a strategy is held by the desk, by its own scope, and by what holds every order', () => {
  expect(strategyHeldBy(status(states(['desk', 'active'])), ids.strategy('s1'))).toEqual([]);
  expect(
    strategyHeldBy(status(states(['desk', 'halted'], ['symbol:SPX', 'halted'])), ids.strategy('s1')),
  ).toEqual(['its orders are denied: the desk is halted']);
  expect(strategyHeldBy(status(states(['strategy:s1', 'reducing'])), ids.strategy('s1'))).toEqual([
    'of its orders only those pass that reduce a position: strategy s1 is reducing',
  ]);
  expect(
    strategyHeldBy(status([], { alerts: [{ ...alert, holdsOrders: true }] }), ids.strategy('s1')),
  ).toEqual(['its orders are denied: held by the alert chain_broken']);
  const full = { accepting: false, fault: { code: 'disk_full', message: 'The disk is full' } };
  expect(strategyHeldBy(status([], full), ids.strategy('s1'))).toEqual([
    'its orders are denied: The disk is full (disk_full)',
  ]);
});

test('a venue, an account or a symbol holds a part of its orders, another strategy none', () => {
  expect(
    strategyHeldBy(status(states(['symbol:SPX', 'halted'], ['strategy:s2', 'halted'])), ids.strategy('s1')),
  ).toEqual(['its orders for symbol SPX are denied: symbol SPX is halted']);
});
