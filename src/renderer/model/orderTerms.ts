/** An order's or a ticket's terms in one line. */
import { groupDecimal } from '../format/decimals.ts';

export interface Terms {
  readonly side: string;
  readonly quantity: string;
  readonly symbol: string;
  readonly orderType: string;
  readonly limitPrice?: string | undefined;
  readonly stopPrice?: string | undefined;
  readonly timeInForce?: string | undefined;
}

/** `buy 100 SPX limit at 1 432.25 DAY`. */
export function describeTerms(terms: Terms, pricePlaces = 0): string {
  const parts = [terms.side, groupDecimal(terms.quantity), terms.symbol, typeWord(terms.orderType)];
  if (terms.stopPrice !== undefined) parts.push(`stop ${groupDecimal(terms.stopPrice, pricePlaces)}`);
  if (terms.limitPrice !== undefined) parts.push(`at ${groupDecimal(terms.limitPrice, pricePlaces)}`);
  if (terms.timeInForce !== undefined) parts.push(terms.timeInForce);
  return parts.filter((part) => part !== '').join(' ');
}

function typeWord(orderType: string): string {
  switch (orderType) {
    case 'stop_limit':
      return 'stop limit';
    case 'stop':
      return '';
    default:
      return orderType;
  }
}
