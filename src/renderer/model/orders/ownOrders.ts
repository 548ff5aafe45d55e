/**
 * Compares terms with the desk's own working orders: finds an order with the same terms, and one that an order with
 * these terms would trade with.
 */
import { hasLimitPrice, hasStopPrice } from '../../../main/domain/order/orderTerms.ts';
import { formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import { groupDecimal, tryDecimal, typedDecimal } from '../../format/decimals.ts';
import type { TicketWarning, WarnedTerms } from './ticketForm.ts';

export interface OwnOrder {
  readonly terms: WarnedTerms;
  /** The order's terms before the amend that is judged; absent for an order that is not amended. */
  readonly before?: WarnedTerms;
}

export class OwnOrders {
  private readonly alike = new Map<string, number>();
  /** How many orders an amend would change from one set of terms to the other. */
  private readonly together = new Map<string, number>();
  /** The price that an order of the other side would trade with first, by symbol and side. */
  private readonly best = new Map<string, Decimal>();

  /** An amended order counts with its new terms. */
  add({ terms, before }: OwnOrder): void {
    addOne(this.alike, keyOf(terms));
    if (before !== undefined) addOne(this.together, pathOf(terms, before));
    this.addPrice(terms);
  }

  /** With `before`, the terms belong to one of these orders, which is not compared with itself. */
  warnings(terms: WarnedTerms, before?: WarnedTerms): readonly TicketWarning[] {
    return [...this.twinWarning(terms, before), ...this.crossWarning(terms)];
  }

  private addPrice({ symbol, side, orderType, limitPrice }: WarnedTerms): void {
    const price = orderType === 'limit' ? numberOf(limitPrice) : undefined;
    if (price === undefined) return;
    const known = this.best.get(`${symbol} ${side}`);
    if (known === undefined || (side === 'buy' ? price > known : price < known)) {
      this.best.set(`${symbol} ${side}`, price);
    }
  }

  private twinWarning(terms: WarnedTerms, before: WarnedTerms | undefined): readonly TicketWarning[] {
    // Orders that had the same terms before an amend, and still have, need no warning.
    const known = before === undefined ? 0 : (this.together.get(pathOf(terms, before)) ?? 0);
    const twins = (this.alike.get(keyOf(terms)) ?? 0) - known;
    if (twins <= 0) return [];
    const already = twins === 1 ? 'One such order works' : `${twins} such orders work`;
    return [{ code: 'duplicate', message: `${already} already: same side, size and price` }];
  }

  /** Warns of a limit order that would trade with one of our own orders on the other side. */
  private crossWarning({ symbol, side, orderType, limitPrice }: WarnedTerms): readonly TicketWarning[] {
    const limit = orderType === 'limit' ? numberOf(limitPrice) : undefined;
    const other = side === 'buy' ? 'sell' : 'buy';
    const own = this.best.get(`${symbol} ${other}`);
    if (limit === undefined || own === undefined) return [];
    if (side === 'buy' ? limit < own : limit > own) return [];
    const message = `Would meet our own ${other} at ${groupDecimal(formatDecimal(own))}`;
    return [{ code: 'crosses_own', message }];
  }
}

function addOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function pathOf(terms: WarnedTerms, before: WarnedTerms): string {
  return `${keyOf(before)} to ${keyOf(terms)}`;
}

function keyOf({ symbol, side, account, orderType, quantity, limitPrice, stopPrice }: WarnedTerms): string {
  const limit = hasLimitPrice(orderType) ? limitPrice : '';
  const stop = hasStopPrice(orderType) ? stopPrice : '';
  const numbers = [quantity, limit, stop].map((text) => numberOf(text) ?? text);
  return [symbol, side, account, orderType, ...numbers].join('|');
}

function numberOf(text: string): Decimal | undefined {
  return tryDecimal(typedDecimal(text));
}
