/** What an order can make of a position, when it and the open orders on its side are filled. */
import { add, maximum, negate, subtract, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { LeaveInput, RiskInput } from './riskInput.ts';

/** The quantity for which the order may still be filled. */
export function workingQuantity({ terms, filledQuantity = zero }: LeaveInput): Decimal {
  return maximum(zero, subtract(terms.quantity, filledQuantity));
}

/**
 * How much an order on this side may still bring the position towards zero, when all open orders on its side are
 * filled.
 */
export function leftToClose(input: LeaveInput): Decimal {
  const { terms, atVenue, closingQuantity = zero } = input;
  const { position, openBuyQuantity, openSellQuantity } = atVenue;
  const held = maximum(zero, terms.side === 'sell' ? position : negate(position));
  // An exit shares with the other exit what its entry filled, and no other order takes that from it.
  if (terms.parent !== undefined) return held;
  const open = terms.side === 'sell' ? openSellQuantity : openBuyQuantity;
  // A kill switch closes what is held, whatever other orders may close at other prices. Two kill switches close it
  // once.
  return maximum(zero, subtract(held, terms.killId === undefined ? open : closingQuantity));
}

/** The part of the working quantity that closes nothing: it opens a position, or makes one larger. */
export function openingQuantity(input: LeaveInput): Decimal {
  return maximum(zero, subtract(workingQuantity(input), leftToClose(input)));
}

/** The worst position, when every open order on this side and this order are filled. */
export function worstPosition(input: RiskInput): Decimal {
  const { terms, position, openBuyQuantity, openSellQuantity } = input;
  const working = workingQuantity(input);
  return terms.side === 'buy'
    ? add(add(position, openBuyQuantity), working)
    : subtract(subtract(position, openSellQuantity), working);
}
