/** The terms of an order or a ticket in one line. */
import type { OrderType } from '../../../main/domain/order/orderTerms.ts';
import { groupDecimal } from '../../format/decimals.ts';
import { utcWords } from '../../format/times.ts';

export const orderTypeNames: Readonly<Record<OrderType, string>> = {
  market: 'Market',
  limit: 'Limit',
  stop: 'Stop',
  stop_limit: 'Stop limit',
};

export interface Terms {
  readonly side: string;
  readonly quantity: string;
  readonly symbol: string;
  readonly orderType: string;
  readonly limitPrice?: string | undefined;
  readonly stopPrice?: string | undefined;
  readonly timeInForce?: string | undefined;
  /** An instant in UTC. */
  readonly goodTill?: string | undefined;
}

/** Gives `buy 100 SPX limit at 1 432.25 DAY` or `sell 5 SPX stop 1 290.00 good till 2026-12-24 17:30 UTC`. */
export function describeTerms(terms: Terms, pricePlaces = 0): string {
  const price = (text: string | undefined): string =>
    text === undefined || text === '' ? '' : groupDecimal(text, pricePlaces);
  const parts = [
    terms.side,
    groupDecimal(terms.quantity),
    terms.symbol,
    priceWords(terms.orderType, price(terms.limitPrice), price(terms.stopPrice)),
    durationWords(terms),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** The prices in words. They may be missing while somebody fills in a ticket. */
function priceWords(orderType: string, limit: string, stop: string): string {
  const after = (word: string, text: string): string => (text === '' ? word : `${word} ${text}`);
  switch (orderType) {
    case 'limit':
      return after('limit', limit === '' ? '' : `at ${limit}`);
    case 'stop':
      return after('stop', stop);
    case 'stop_limit':
      return `${after('stop', stop)}, then ${after('limit', limit)}`;
    default:
      return orderType;
  }
}

/** Gives `DAY`, or the end of an order that has one. */
export function durationWords({
  timeInForce = '',
  goodTill,
}: Pick<Terms, 'timeInForce' | 'goodTill'>): string {
  return timeInForce === '' || goodTill === undefined ? timeInForce : `good till ${utcWords(goodTill)}`;
}
