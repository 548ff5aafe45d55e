/** Glyphs, words and counts for a kill ledger. */
import type { TopicDelta } from '../../../shared/contract/streams.ts';
import { isOpenRow } from '../../../main/domain/trading/killRow.ts';
import { isKillProven, type KillState } from '../../../main/domain/trading/killState.ts';
import type { KillLedger, KillRow } from '../../../shared/contract/trading.ts';
import type { Look } from '../../ui/display/look.ts';

const ledgers: Readonly<Record<KillState, Look>> = {
  canceling: { word: 'Canceling', glyph: 'dashed', tone: 'wait' },
  flattening: { word: 'Flattening', glyph: 'half', tone: 'wait' },
  cleared: { word: 'Cleared', glyph: 'check', tone: 'ok' },
  released: { word: 'Released', glyph: 'ring', tone: 'wait' },
  flat: { word: 'Flat', glyph: 'check', tone: 'ok' },
};

/**
 * The look of a ledger. Its proof holds while the scope is halted; once the scope trades again, the proof is of the
 * past.
 */
export function ledgerLook(state: KillState, isHalted: boolean): Look {
  const look = ledgers[state];
  const isPast = !isHalted && isKillProven(state);
  return isPast
    ? { word: `Was ${look.word.toLowerCase()}, enabled since`, glyph: 'ring', tone: 'off' }
    : look;
}

/**
 * The newest kill switch that was proven after an instant. Since then, an older comparison of orders and positions is
 * out of date.
 */
export function provenSince(ledgersNow: readonly KillLedger[], instant: string): KillLedger | undefined {
  return ledgersNow
    .filter(({ provenAt }) => provenAt !== undefined && provenAt > instant)
    .toSorted((a, b) => ((a.provenAt ?? '') < (b.provenAt ?? '') ? 1 : -1))[0];
}

const rows: Readonly<Record<KillRow['state'], Look>> = {
  waiting: { word: 'Waiting', glyph: 'ring', tone: 'wait' },
  requested: { word: 'Cancel requested', glyph: 'dashed', tone: 'wait' },
  canceled: { word: 'Canceled', glyph: 'cross', tone: 'off' },
  filled: { word: 'Filled before', glyph: 'dot', tone: 'ok' },
  rejected: { word: 'Rejected', glyph: 'ban', tone: 'off' },
  expired: { word: 'Expired', glyph: 'clock', tone: 'off' },
  denied: { word: 'Never left', glyph: 'ban', tone: 'off' },
  in_doubt: { word: 'In doubt', glyph: 'question', tone: 'warn' },
};

export function killRowLook(state: KillRow['state']): Look {
  return rows[state];
}

export function isOpen({ state }: KillRow): boolean {
  return isOpenRow(state);
}

/** The rows that still need something first, the others in their order. */
export function openRowsFirst(ledger: KillLedger): readonly KillRow[] {
  return [...ledger.rows.filter(isOpen), ...ledger.rows.filter((row) => !isOpen(row))];
}

/** The ledgers after a change. A changed row replaces the row of the same order, or is added at the end. */
export function mergeLedgers(
  before: readonly KillLedger[],
  { killIds, ledgers }: TopicDelta<'kills'>,
): readonly KillLedger[] {
  const byId = new Map(before.map((ledger) => [ledger.killId, ledger]));
  for (const ledger of ledgers) {
    const rowsById = new Map(byId.get(ledger.killId)?.rows.map((row) => [row.orderId, row]));
    for (const row of ledger.rows) rowsById.set(row.orderId, row);
    byId.set(ledger.killId, { ...ledger, rows: [...rowsById.values()] });
  }
  return killIds.flatMap((killId) => byId.get(killId) ?? []);
}
