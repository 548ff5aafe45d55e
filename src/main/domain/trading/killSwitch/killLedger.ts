/** A kill switch as the window and the `desk` command show it, with the ledger of its orders. */
import type { Actor } from '../../../../shared/kernel/ids.ts';
import { isUnderWay, closesPositions, externalLeft, type KillSwitch } from './killSwitchState.ts';
import type { KillRow } from '../killRow.ts';
import type { KillState } from '../killState.ts';
import { mayBeThere } from './ledgerRow.ts';

/** The progress of a kill switch while the store can't write: its cancels go directly to the venues. */
export interface KillOffRecord {
  /** Why the store can't write. */
  readonly fault: string;
  /** The kill switch itself is not on record: it is forgotten if the engine stops now. */
  readonly lostOnStop: boolean;
  /** How many orders are to be canceled. */
  readonly cancels: number;
  /** How many of these cancels went to the venue. */
  readonly cancelsSent: number;
  /** How many of these orders their venue does not list as open any more. */
  readonly ended: number;
}

export interface KillLedger {
  readonly killId: string;
  readonly scope: string;
  readonly reason: string;
  readonly actor: Actor;
  readonly startedAt: string;
  readonly flatten: boolean;
  /** Orders that somebody else sent are left to work. */
  readonly leavesExternal?: true;
  /** How many of them the venues listed as open in the scope when they gave their proofs. */
  readonly externalLeft?: number;
  readonly state: KillState;
  readonly provenAt?: string;
  /** What the kill switch waits for now, as a sentence; absent while nothing holds it up. */
  readonly detail?: string;
  /** Present while the kill switch is under way and the store can't write. */
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
    ...(state.leavesExternal && { leavesExternal: true, externalLeft: externalLeft(state) }),
    state: shownState(state),
    ...('provenAt' in state && { provenAt: state.provenAt }),
    ...(detail !== '' && { detail }),
    ...offRecord(state),
    rows: Array.from(rows, ({ shown }) => shown),
  };
}

function shownState(state: KillSwitch): KillState {
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
