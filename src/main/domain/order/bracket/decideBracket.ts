/**
 * What a bracket needs now: one thing at a time, from its entry and its exits as they are, the shares of the position
 * at that same moment, and what was refused before.
 */
import { add, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import { isTerminal, type Order } from '../orderState.ts';
import {
  openQuantity,
  overClosedQuantity,
  planBracket,
  unprotectedQuantity,
  type BracketAction,
  type BracketShares,
} from './planBracket.ts';
import { cancelOf, type Bracket, type BracketEvent } from './bracketState.ts';
import { isHeld, refusalsOf } from './holds.ts';

export interface LookAtBracket {
  readonly type: 'Look';
  readonly entry: Order;
  readonly exits: readonly Order[];
  readonly shares: BracketShares;
  /** Whether what the venue has done is known: its record was compared with ours on this connection. */
  readonly isKnown: boolean;
  /** What its position has left to close, on the side of its exits. */
  readonly left: Decimal;
  readonly canReplace: boolean;
  /** On the monotonic clock. */
  readonly nowMs: number;
  readonly now: EpochMicros;
}

/** `release`: the position was closed elsewhere, up to the quantity in all; its exits have nothing to protect any more. */
export type BracketDecision =
  | BracketEvent
  | BracketAction
  | { readonly type: 'release'; readonly quantity: Decimal };

const effects: readonly string[] = ['release', 'create', 'amend', 'cancel'];

/** It holds at once; what is no event is to be carried out. */
export function isEvent(decision: BracketDecision): decision is BracketEvent {
  return !effects.includes(decision.type);
}

/** Nothing before its exits are found, nor while what they closed too much may have been filled, too, as the venue's record will tell. */
export function decideBracket(look: LookAtBracket, state: Bracket): readonly BracketDecision[] {
  if (state.status === 'unread' || state.status === 'done') return [];
  const { entry, exits, shares, isKnown, left, nowMs, now } = look;
  if (!isKnown && overClosedQuantity(entry, exits) > zero) return [];
  const open = openQuantity(entry, exits);
  // Flat, or on the other side: it has nothing to protect, also when the position grows again.
  if (isKnown && open > zero && left === zero) {
    return [{ type: 'release', quantity: add(entry.closedElsewhere ?? zero, open) }];
  }
  const missing = unprotectedQuantity(entry, exits, shares);
  const { symbol } = entry.terms;
  const measured: BracketEvent = { type: 'ProtectionMeasured', missing, symbol, nowMs, now };
  const action = planBracket(entry, exits, shares)
    .map((one) => possible(one, look, state))
    .find((one) => !isHeld(state.holds, holdOf(one), nowMs) && (isKnown || !takesAway(one, exits)));
  if (action?.type === 'cancel') return [measured, { type: 'ExitDismissed', exitId: action.orderId }, action];
  if (action !== undefined) return [measured, action];
  const isDone = isTerminal(entry.status) && open === zero && exits.every(({ status }) => isTerminal(status));
  return isDone ? [measured, { type: 'Finished' }] : [measured];
}

/** What a refusal of the action is remembered by. */
export function holdOf(action: BracketAction): string {
  if (action.type === 'create') return action.role;
  return action.type === 'cancel' ? cancelOf(action.orderId) : action.orderId;
}

/** An exit that can't be made smaller is canceled, and made anew for what it may close. */
function possible(
  action: BracketAction,
  { exits, canReplace }: LookAtBracket,
  { holds }: Bracket,
): BracketAction {
  if (action.type !== 'amend') return action;
  const { orderId, quantity } = action;
  const exit = exits.find(({ terms }) => terms.orderId === orderId);
  const shrinks = exit !== undefined && quantity < exit.terms.quantity;
  const isRefused = shrinks && refusalsOf(holds, orderId) > 0;
  return isRefused || !canReplace ? { type: 'cancel', orderId } : action;
}

/**
 * Protection that no fill of an exit calls for: the entry has filled less than its exits work for, so a fill of it is
 * not known here before the venue's record was compared.
 */
function takesAway(action: BracketAction, exits: readonly Order[]): boolean {
  if (action.type === 'create' || exits.some(({ filledQuantity }) => filledQuantity > zero)) return false;
  const exit = exits.find(({ terms }) => terms.orderId === action.orderId);
  return action.type === 'cancel' || (exit !== undefined && action.quantity < exit.terms.quantity);
}
