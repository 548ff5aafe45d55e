/** A kill switch as it is shown: to the window, to the `desk` command, in the ledger of its orders. */
import { isUnderWay, closesPositions, type KillSwitch } from './killSwitchState.ts';
import type { KillRow } from '../killRow.ts';
import { mayBeThere } from './ledgerRow.ts';

/** How a kill switch stands while the store can't write: its cancels go directly to the venues. */
export interface KillOffRecord {
  /** Why the store can't write. */
  readonly fault: string;
  /** The kill switch itself is not on record: it is forgotten if the engine stops now. */
  readonly lostOnStop: boolean;
  /** Orders to be canceled. */
  readonly cancels: number;
  /** Those whose cancel went to the venue. */
  readonly cancelsSent: number;
  /** Those that their venue does not list as open any more. */
  readonly ended: number;
}

export interface KillLedger {
  readonly killId: string;
  readonly scope: string;
  readonly reason: string;
  readonly actor: string;
  readonly startedAt: string;
  readonly flatten: boolean;
  /**
   * `cleared`: no order in the scope works at any venue. `flat`: and no position is left. Both only when proven.
   * `released`: the scope was enabled, and what was left is in the hands of another kill switch.
   */
  readonly state: 'canceling' | 'flattening' | 'flat' | 'cleared' | 'released';
  readonly provenAt?: string;
  /** What it waits for now, in a sentence; absent while all goes its way. */
  readonly detail?: string;
  /** Present while it is under way and the store can't write. */
  readonly offRecord?: KillOffRecord;
  readonly rows: readonly KillRow[];
}

export function killLedgerOf(state: KillSwitch): KillLedger {
  const { killId, name: scope, reason, actor, startedAt, rows } = state;
  const detail = isUnderWay(state) ? [...state.notes.values()].join('; ') : '';
  return {
    killId,
    scope,
    reason,
    actor,
    startedAt,
    flatten: closesPositions(state),
    state: shownState(state),
    ...('provenAt' in state && { provenAt: state.provenAt }),
    ...(detail !== '' && { detail }),
    ...offRecord(state),
    rows: Array.from(rows, ({ shown }) => shown),
  };
}

function shownState(state: KillSwitch): KillLedger['state'] {
  if (state.status === 'over') return state.result;
  return state.status === 'off_record' ? 'canceling' : state.status;
}

function offRecord(state: KillSwitch): Pick<KillLedger, 'offRecord'> {
  if (!isUnderWay(state) || state.fault === undefined) return {};
  const open = [...state.rows].filter(mayBeThere).map((row) => ('direct' in row ? row.direct : undefined));
  return {
    offRecord: {
      fault: state.fault,
      lostOnStop: state.status === 'off_record',
      cancels: open.length,
      cancelsSent: open.filter((direct) => direct?.sent).length,
      ended: open.filter((direct) => direct?.gone).length,
    },
  };
}
