/**
 * What a bracket claims of the quantity that is left to close: its stop-loss and its take-profit each claim the whole
 * open quantity.
 */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { Order } from '../../domain/order/orderState.ts';
import { bracketRoles, type Side } from '../../domain/order/orderTerms.ts';
import { levelOf } from '../../domain/order/bracket/planBracket.ts';
import type { Claim } from '../gates/closingBook.ts';

export function exitSideOf({ terms }: Order): Side {
  return terms.side === 'buy' ? 'sell' : 'buy';
}

export function claimsOf(entry: Order, quantity: Decimal): readonly Claim[] {
  const { orderId, venue, account, symbol } = entry.terms;
  const claim = { id: orderId, venue, account, symbol, side: exitSideOf(entry), quantity, isBracket: true };
  return bracketRoles
    .filter((role) => levelOf(entry, role) !== undefined)
    .map((role) => ({ ...claim, ladder: role === 'stop_loss' ? 'stop' : 'limit' }));
}
