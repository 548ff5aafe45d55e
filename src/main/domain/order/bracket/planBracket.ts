/**
 * Plans the next actions of a bracket, from the states of the entry and its exits, and from its share of what is left
 * to close. Each exit works for exactly the quantity that is filled and not yet closed, and never for more than its
 * share. A fill of one exit makes the other exit smaller.
 */
import { add, maximum, minimum, subtract, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import { isTerminal, isResting, type Order } from '../orderState.ts';
import { leavesQuantity } from '../evolveOrder.ts';
import { bracketRoles, type BracketRole, type OrderTerms } from '../orderTerms.ts';

export type BracketAction =
  | {
      readonly type: 'create';
      readonly role: BracketRole;
      readonly quantity: Decimal;
      readonly attempt: number;
    }
  | { readonly type: 'amend'; readonly orderId: OrderId; readonly quantity: Decimal }
  | { readonly type: 'cancel'; readonly orderId: OrderId };

/** How much of the open quantity each kind of exit may close. */
export type BracketShares = Readonly<Record<BracketRole, Decimal>>;

export function planBracket(
  entry: Order,
  exits: readonly Order[],
  shares: BracketShares,
): readonly BracketAction[] {
  const actions: BracketAction[] = [];
  for (const role of bracketRoles) {
    if (levelOf(entry, role) === undefined) continue;
    const target = minimum(openQuantity(entry, exits), shares[role]);
    const ofRole = exits.filter((exit) => exit.terms.parent?.role === role);
    const [live, ...further] = ofRole.filter((exit) => !isTerminal(exit.status));
    const action = live === undefined ? create(role, target, ofRole) : adjust(live, target);
    if (action !== undefined) actions.push(action);
    // An exit that had ended here may work again. One exit of a kind closes the position, so further ones are canceled.
    for (const { status, terms } of further) {
      if (isResting(status)) actions.push({ type: 'cancel', orderId: terms.orderId });
    }
  }
  return actions;
}

/** Quantity that is filled and not yet closed, by an exit or elsewhere; never negative. */
export function openQuantity(entry: Order, exits: readonly Order[]): Decimal {
  return maximum(zero, balance(entry, exits));
}

/** Quantity that was closed beyond what the entry filled: the position is reversed by that much. */
export function overClosedQuantity(entry: Order, exits: readonly Order[]): Decimal {
  return maximum(zero, subtract(zero, balance(entry, exits)));
}

function balance({ filledQuantity, closedElsewhere = zero }: Order, exits: readonly Order[]): Decimal {
  const closed = exits.reduce((sum, exit) => add(sum, exit.filledQuantity), closedElsewhere);
  return subtract(filledQuantity, closed);
}

/** How much of the stop-loss's share no stop-loss at the venue protects. Zero for an entry without a stop-loss. */
export function unprotectedQuantity(
  entry: Order,
  exits: readonly Order[],
  { stop_loss: share }: BracketShares,
): Decimal {
  if (entry.terms.bracket?.stopLoss === undefined) return zero;
  const protectedQuantity = exits
    .filter(
      (exit) =>
        exit.terms.parent?.role === 'stop_loss' && (isResting(exit.status) || isWorkingWhilePending(exit)),
    )
    .reduce((sum, exit) => add(sum, leavesQuantity(exit)), zero);
  return maximum(zero, subtract(minimum(openQuantity(entry, exits), share), protectedQuantity));
}

export function levelOf(entry: Order, role: BracketRole): Decimal | undefined {
  return levelIn(entry.terms, role);
}

export function levelIn({ bracket }: OrderTerms, role: BracketRole): Decimal | undefined {
  return role === 'stop_loss' ? bracket?.stopLoss : bracket?.takeProfit;
}

/**
 * Exits that may trade as soon as they are at the venue: the entry's average price is at or beyond its stop-loss, or
 * beyond its take-profit.
 */
export function exitsBehindFill(entry: Order): readonly BracketRole[] {
  const { filledQuantity, filledNotional, terms } = entry;
  if (filledQuantity === zero) return [];
  return bracketRoles.filter((role) => {
    const level = levelOf(entry, role);
    if (level === undefined) return false;
    const ahead = filledNotional - filledQuantity * level;
    const isPast = terms.side === 'buy' ? ahead < 0n : ahead > 0n;
    return role === 'stop_loss' ? isPast || ahead === 0n : !isPast && ahead !== 0n;
  });
}

/** Whether the exit rests at the venue while a change to it is pending. */
function isWorkingWhilePending(exit: Order): boolean {
  return 'resume' in exit && (exit.resume === 'accepted' || exit.resume === 'partially_filled');
}

function create(role: BracketRole, open: Decimal, ended: readonly Order[]): BracketAction | undefined {
  return open === zero ? undefined : { type: 'create', role, quantity: open, attempt: ended.length + 1 };
}

/** Changes only an exit at rest. An exit with a pending request is planned again when the outcome has come. */
function adjust(exit: Order, open: Decimal): BracketAction | undefined {
  if (!isResting(exit.status)) return undefined;
  const { orderId, quantity } = exit.terms;
  if (open === zero) return { type: 'cancel', orderId };
  const target = add(exit.filledQuantity, open);
  return target === quantity ? undefined : { type: 'amend', orderId, quantity: target };
}
