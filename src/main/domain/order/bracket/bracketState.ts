/** What is remembered of one bracket between two looks at it, and what changes that. */
import { zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import { assertNever } from '../../../../shared/kernel/invariant.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import type { BracketRole } from '../orderTerms.ts';
import { bracketTransitions, type BracketTrigger } from './bracketTransitions.ts';
import { noHolds, withoutHold, withRefusal, type Holds } from './holds.ts';

interface Memory {
  readonly entryId: OrderId;
  readonly exitIds: readonly OrderId[];
  /** By role for a new exit, by order for one that is changed, and apart from that for its cancel. */
  readonly holds: Holds;
  /** Exits that the bracket itself has asked to cancel. */
  readonly dismissed: ReadonlySet<OrderId>;
  /** Exits on their way to the venue. */
  readonly submitting: number;
}

/** Filled and not protected; since when, on the monotonic and on the wall clock. */
export interface Bare {
  readonly quantity: Decimal;
  readonly symbol: string;
  readonly sinceMs: number;
  readonly since: EpochMicros;
}

/** `unread`: exits that the store knows are not all found. `covered`: nothing is bare. */
export type Bracket =
  | (Memory & { readonly status: 'unread' })
  | (Memory & { readonly status: 'covered' })
  | (Memory & { readonly status: 'bare' } & Bare)
  | (Memory & { readonly status: 'done' });

interface Measured {
  readonly type: 'ProtectionMeasured';
  /** Filled quantity that is without a working stop-loss now. */
  readonly missing: Decimal;
  readonly symbol: string;
  readonly nowMs: number;
  readonly now: EpochMicros;
}

/** `nowMs` on the monotonic clock. */
export type BracketEvent =
  | { readonly type: 'ExitJoined'; readonly exitId: OrderId }
  | { readonly type: 'ExitsFound' | 'ExitSending' | 'ExitSent' | 'HoldsCleared' | 'Finished' | 'Abandoned' }
  | { readonly type: 'ExitDismissed'; readonly exitId: OrderId }
  | { readonly type: 'ActionRefused'; readonly key: string; readonly nowMs: number }
  | {
      readonly type: 'ExitChanged';
      readonly exitId: OrderId;
      readonly role: BracketRole;
      readonly change: ExitChange;
      readonly nowMs: number;
    }
  | Measured;

export type ExitChange = 'replaced' | 'replace_refused' | 'cancel_refused' | 'filled' | 'ended';

export function newBracket(entryId: OrderId): Bracket {
  return { status: 'unread', entryId, exitIds: [], holds: noHolds, dismissed: new Set(), submitting: 0 };
}

export function cancelOf(exitId: OrderId): string {
  return `cancel ${exitId}`;
}

export function evolveBracket(state: Bracket, event: BracketEvent): Bracket {
  switch (event.type) {
    case 'ExitJoined':
      if (state.exitIds.includes(event.exitId)) return state;
      return { ...state, exitIds: [...state.exitIds, event.exitId] };
    case 'ExitsFound':
      return enter(state, 'exits_found');
    case 'ExitSending':
      return { ...state, submitting: state.submitting + 1 };
    case 'ExitSent':
      return { ...state, submitting: Math.max(0, state.submitting - 1) };
    case 'ExitDismissed':
      return { ...state, dismissed: new Set([...state.dismissed, event.exitId]) };
    case 'ActionRefused':
      return { ...state, holds: withRefusal(state.holds, event.key, event.nowMs) };
    case 'ExitChanged':
      return exitChanged(state, event);
    case 'HoldsCleared':
      return { ...state, holds: noHolds };
    case 'ProtectionMeasured':
      return measured(state, event);
    case 'Finished':
      return enter(state, 'finished');
    case 'Abandoned':
      return enter(state, 'abandoned');
    default:
      return assertNever(event);
  }
}

/** What speaks for patience with an exit, or against it. */
function exitChanged(
  state: Bracket,
  { exitId, role, change, nowMs }: Extract<BracketEvent, { type: 'ExitChanged' }>,
): Bracket {
  const { holds, dismissed } = state;
  switch (change) {
    case 'replace_refused':
      return { ...state, holds: withRefusal(holds, exitId, nowMs) };
    case 'cancel_refused':
      return { ...state, holds: withRefusal(holds, cancelOf(exitId), nowMs) };
    case 'replaced':
      return { ...state, holds: withoutHold(holds, exitId) };
    case 'filled':
      return { ...state, holds: withoutHold(holds, role) };
    case 'ended': {
      const rest = new Set([...dismissed].filter((one) => one !== exitId));
      // Taken away by somebody else: it is made anew, and not in a race with them.
      return dismissed.has(exitId)
        ? { ...state, dismissed: rest }
        : { ...state, holds: withRefusal(holds, role, nowMs) };
    }
    default:
      return assertNever(change);
  }
}

/** Where the table leads. */
function enter(state: Bracket, trigger: Exclude<BracketTrigger, 'uncovered'>): Bracket {
  const status = bracketTransitions[state.status][trigger];
  return status === undefined ? state : { ...memoryOf(state), status };
}

function measured(
  state: Bracket,
  { missing: quantity, symbol, nowMs: sinceMs, now: since }: Measured,
): Bracket {
  if (quantity === zero) return enter(state, 'protected');
  if (state.status === 'bare') return { ...state, quantity };
  const status = bracketTransitions[state.status].uncovered;
  return status === undefined ? state : { ...memoryOf(state), status, quantity, symbol, sinceMs, since };
}

function memoryOf({ entryId, exitIds, holds, dismissed, submitting }: Bracket): Memory {
  return { entryId, exitIds, holds, dismissed, submitting };
}
