/** Makes the window's views of trading states and kill switches. */
import type { Status } from '../../../shared/contract/status.ts';
import type {
  EnablePreview as EnablePreviewView,
  KillLedger as KillLedgerView,
  KillPreview as KillPreviewView,
} from '../../../shared/contract/trading.ts';
import { isOpenRow } from '../../domain/trading/killRow.ts';
import { isKillUnderWay } from '../../domain/trading/killState.ts';
import type { KillLedger } from '../../domain/trading/killSwitch/killLedger.ts';
import type { EnablePreview, KillPreview, TradingControl } from '../../engine/trading/tradingControl.ts';

export function killPreviewView({ venues, positions, ...counts }: KillPreview): KillPreviewView {
  return { ...counts, venues: [...venues], positions: positions.map((position) => ({ ...position })) };
}

export function enablePreviewView(preview: EnablePreview): EnablePreviewView {
  return {
    changes: preview.changes.map((change) => ({ ...change })),
    stillRestricted: preview.stillRestricted.map((still) => ({ ...still })),
    openKills: [...preview.openKills],
  };
}

export function killLedgerView(ledger: KillLedger): KillLedgerView {
  return { ...ledger, rows: ledger.rows.map((row) => ({ ...row })) };
}

/** Part of the status: the restricted scopes, and the progress of each kill switch. */
export function tradingSummary(trading: TradingControl): Status['trading'] {
  const kills = trading.ledgers().filter(({ state }) => isKillUnderWay(state));
  return {
    states: trading.states().map((state) => ({ ...state })),
    kills: kills.map(({ killId, scope, state, startedAt, rows, offRecord }) => ({
      killId,
      scope,
      state,
      startedAt,
      orders: rows.length,
      ended: rows.filter((row) => !isOpenRow(row.state)).length,
      inDoubt: rows.filter((row) => row.state === 'in_doubt').length,
      ...(offRecord !== undefined && { offRecord }),
    })),
  };
}
