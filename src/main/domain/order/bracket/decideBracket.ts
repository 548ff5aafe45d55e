/**
 * Decides what a bracket needs now, one action at a time. The decision reads the entry and the exits as they are, the
 * bracket's shares of the position at the same moment, and the actions that were refused before.
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
import { isNameOf } from '../../../../shared/kernel/names.ts';

export interface LookAtBracket {
  readonly type: 'Look';
  readonly entry: Order;
  readonly exits: readonly Order[];
  readonly shares: BracketShares;
  /** Whether the venue's record was compared with ours on this connection, so that all fills there are known. */
  readonly isKnown: boolean;
  /** How much of the position is left to close, on the side of the exits. */
  readonly left: Decimal;
  /** Whether the venue can replace orders. */
  readonly canReplace: boolean;
  /** Milliseconds on the monotonic clock. */
  readonly nowMs: number;
  readonly now: EpochMicros;
}

/**
 * `release`: other orders have closed the position. `quantity` is what they have closed of the entry in all, and the
 * exits have nothing to protect any more.
 */
export type BracketDecision =
  | BracketEvent
  | BracketAction
  | { readonly type: 'release'; readonly quantity: Decimal };

const effects: Readonly<Record<Exclude<BracketDecision, BracketEvent>['type'], true>> = {
  release: true,
  create: true,
  amend: true,
  cancel: true,
};

/** Whether the decision is an event, which changes the bracket at once. The engine carries out the other decisions. */
export function isEvent(decision: BracketDecision): decision is BracketEvent {
  return !isNameOf(effects, decision.type);
}

/**
 * Decides nothing while exits in the store are not all found. Decides nothing either while the exits have closed more
 * than the entry has filled and the venue's record was not compared: the entry may have a fill that is not known yet.
 */
export function decideBracket(look: LookAtBracket, state: Bracket): readonly BracketDecision[] {
  if (state.status === 'unread' || state.status === 'closed_unread' || state.status === 'done') return [];
  const { entry, exits, shares, isKnown, left, nowMs, now } = look;
  if (state.status === 'closed' && exits.every(({ status }) => isTerminal(status))) {
    // What its exits closed too much is known only once the venue's record has been compared.
    return isKnown ? [{ type: 'Abandoned' }] : [];
  }
  if (!isKnown && overClosedQuantity(entry, exits) > zero) return [];
  const open = openQuantity(entry, exits);
  // The position is flat or on the other side. The bracket has nothing to protect, also if the position grows again.
  if (isKnown && open > zero && left === zero) {
    return [{ type: 'release', quantity: add(entry.closedElsewhere ?? zero, open) }];
  }
  const unprotected = unprotectedQuantity(entry, exits, shares);
  const { symbol } = entry.terms;
  const measured: BracketEvent = { type: 'ProtectionMeasured', unprotected, symbol, nowMs, now };
  const action = planBracket(entry, exits, shares)
    .map((one) => possible(one, look, state))
    .find((one) => !isHeld(state.holds, holdOf(one), nowMs) && (isKnown || !takesAway(one, exits)));
  if (action?.type === 'cancel') return [measured, { type: 'ExitDismissed', exitId: action.orderId }, action];
  if (action !== undefined) return [measured, action];
  const isDone = isTerminal(entry.status) && open === zero && exits.every(({ status }) => isTerminal(status));
  return isDone ? [measured, { type: 'Finished' }] : [measured];
}

/** The key under which the bracket remembers a refusal of the action. */
export function holdOf(action: BracketAction): string {
  if (action.type === 'create') return action.role;
  return action.type === 'cancel' ? cancelOf(action.orderId) : action.orderId;
}

/**
 * The action itself, or a cancel in its place: an exit that can't be made smaller is canceled, and a new exit is sent
 * for what it may close.
 */
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
 * Whether the action takes protection away although no exit was filled. The exits then work for more than the entry has
 * filled, so the entry has a fill that is not known here before the venue's record was compared.
 */
function takesAway(action: BracketAction, exits: readonly Order[]): boolean {
  if (action.type === 'create' || exits.some(({ filledQuantity }) => filledQuantity > zero)) return false;
  const exit = exits.find(({ terms }) => terms.orderId === action.orderId);
  return action.type === 'cancel' || (exit !== undefined && action.quantity < exit.terms.quantity);
}
