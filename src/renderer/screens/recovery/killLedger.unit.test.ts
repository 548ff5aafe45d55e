import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { KillLedger, KillRow } from '../../../shared/contract/trading.ts';
import { ledgerLook, mergeLedgers, provenSince } from './killLedger.ts';

const row = (orderId: string, state: KillRow['state']): KillRow => ({
  orderId: ids.order(orderId),
  symbol: ids.symbol('SPX'),
  venue: ids.venue('sim'),
  quantity: '2',
  state,
  attempts: 0,
});

const ledger = (killId: string, state: KillLedger['state'], rows: KillRow[]): KillLedger => ({
  killId,
  scope: 'desk',
  reason: 'a drill',
  actor: ids.actor('operator:ada'),
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

test('a proof that is newer than a comparison is found, the newest first', () => {
  const at = (killId: string, provenAt: string) => ({ ...ledger(killId, 'flat', []), provenAt });
  const proofs = [at('k1', '2026-11-23T10:00:05.000000Z'), at('k2', '2026-11-23T10:00:09.000000Z')];
  expect(provenSince(proofs, '2026-11-23T10:00:01.000000Z')?.killId).toBe('k2');
  expect(provenSince(proofs, '2026-11-23T10:00:09.000000Z')).toBeUndefined();
  expect(provenSince([ledger('k3', 'canceling', [])], '2026-11-23T10:00:01.000000Z')).toBeUndefined();
});

test('what was proven is of the past once the scope trades again', () => {
  expect(ledgerLook('flat', true)).toMatchObject({ word: 'Flat', tone: 'ok' });
  expect(ledgerLook('flat', false)).toMatchObject({ word: 'Was flat, enabled since', tone: 'off' });
  expect(ledgerLook('canceling', false)).toMatchObject({ word: 'Canceling' });
});
