import { expect, test } from 'vitest';
import type { KillLedger, KillRow } from '../../../shared/contract/trading.ts';
import { mergeLedgers } from './killLedger.ts';

const row = (orderId: string, state: KillRow['state']): KillRow => ({
  orderId,
  symbol: 'SPX',
  venue: 'sim',
  quantity: '2',
  state,
  attempts: 0,
});

const ledger = (killId: string, state: KillLedger['state'], rows: KillRow[]): KillLedger => ({
  killId,
  scope: 'desk',
  reason: 'a drill',
  actor: 'operator:ada',
  startedAt: '2026-11-23T10:00:00.000000Z',
  flatten: false,
  state,
  rows,
});

test('rows that changed take their old place, new ones come last, and the ledger itself is the new one', () => {
  const before = [ledger('k1', 'canceling', [row('a', 'waiting'), row('b', 'waiting')])];
  const delta = {
    killIds: ['k1'],
    ledgers: [ledger('k1', 'flattening', [row('a', 'canceled'), row('c', 'waiting')])],
  };
  expect(mergeLedgers(before, delta)).toEqual([
    ledger('k1', 'flattening', [row('a', 'canceled'), row('b', 'waiting'), row('c', 'waiting')]),
  ]);
});

test('ledgers come in the order given; those that are not named any more go, the others stay the same', () => {
  const [old, kept] = [ledger('k1', 'cleared', []), ledger('k2', 'cleared', [row('a', 'canceled')])];
  const fresh = ledger('k3', 'canceling', []);
  const merged = mergeLedgers([kept, old], { killIds: ['k3', 'k2'], ledgers: [fresh] });
  expect(merged).toEqual([fresh, kept]);
  expect(merged[1]).toBe(kept);
});
