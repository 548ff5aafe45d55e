/** The state of one bracket between two looks at it, and the events that change the state. */
import { zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { OrderId, Ticker } from '../../../../shared/kernel/ids.ts';
import { assertNever } from '../../../../shared/kernel/invariant.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import type { BracketRole } from '../orderTerms.ts';
import { bracketTransitions, type BracketStatus, type BracketTrigger } from './bracketTransitions.ts';
import { noHolds, withoutHold, withRefusal, type Holds } from './holds.ts';

interface Memory {
  readonly entryId: OrderId;
  readonly exitIds: readonly OrderId[];
  /** Refused actions. The key is the role for a new exit, the order's id for an amend, and `cancelOf` for a cancel. */
  readonly holds: Holds;
  /** Exits that the bracket itself has asked to cancel. */
  readonly dismissed: ReadonlySet<OrderId>;
  /** How many exits are being sent to the venue. */
  readonly submitting: number;
}

/** Filled quantity without a working stop-loss. `sinceMs` is on the monotonic clock, `since` on the wall clock. */
export interface Unprotected {
  readonly quantity: Decimal;
  readonly symbol: Ticker;
  readonly sinceMs: number;
  readonly since: EpochMicros;
}

/**
 * `unread`: the bracket has not found all its exits in the store yet. `protected`: a stop-loss works for all filled
 * quantity. `unprotected`: for some of it none works. `closed_unread` and `closed`: other means have closed the
 * position, so it needs no stop-loss; an exit that still works is kept at its share, and the bracket is done once its
 * exits have ended.
 */
export type Bracket =
  | (Memory & { readonly status: Exclude<BracketStatus, 'unprotected'> })
  | (Memory & { readonly status: 'unprotected' } & Unprotected);

interface Measured {
  readonly type: 'ProtectionMeasured';
  /** Filled quantity without a working stop-loss. */
  readonly unprotected: Decimal;
  readonly symbol: Ticker;
  readonly nowMs: number;
  readonly now: EpochMicros;
}

/** `nowMs` is in milliseconds on the monotonic clock. */
export type BracketEvent =
  | { readonly type: 'ExitJoined'; readonly exitId: OrderId }
  | { readonly type: 'ExitsFound' | 'ExitSending' | 'ExitSent' | 'HoldsCleared' }
  | { readonly type: 'PositionClosed' | 'Finished' | 'Abandoned' }
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
  const nothing = { exitIds: [], holds: noHolds, dismissed: new Set<OrderId>(), submitting: 0 };
  return { status: 'unread', entryId, ...nothing };
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
    case 'PositionClosed':
      return enter(state, 'position_closed');
    case 'Finished':
      return enter(state, 'finished');
    case 'Abandoned':
      return enter(state, 'abandoned');
    default:
      return assertNever(event);
  }
}

/** A refusal holds the next try back for a while; a success lets it go at once. */
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
      // Somebody else canceled the exit. A new one is sent after a while, so that the two do not race.
      return dismissed.has(exitId)
        ? { ...state, dismissed: rest }
        : { ...state, holds: withRefusal(holds, role, nowMs) };
    }
    default:
      return assertNever(change);
  }
}

/** The state that the transition table names; the same state where the table has no entry. */
function enter(state: Bracket, trigger: Exclude<BracketTrigger, 'protection_lost'>): Bracket {
  const status = bracketTransitions[state.status][trigger];
  return status === undefined ? state : { ...memoryOf(state), status };
}

function measured(
  state: Bracket,
  { unprotected: quantity, symbol, nowMs: sinceMs, now: since }: Measured,
): Bracket {
  if (quantity === zero) return enter(state, 'protection_complete');
  if (state.status === 'unprotected') return { ...state, quantity };
  const status = bracketTransitions[state.status].protection_lost;
  return status === undefined ? state : { ...memoryOf(state), status, quantity, symbol, sinceMs, since };
}

function memoryOf({ entryId, exitIds, holds, dismissed, submitting }: Bracket): Memory {
  return { entryId, exitIds, holds, dismissed, submitting };
}
