/**
 * Checks where the exits of an entry lie. A stop-loss at or through the price at which the entry trades fires at once.
 * So does a take-profit that is not beyond that price.
 */
import { formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { OrderType, Side } from '../order/orderTerms.ts';

export interface EntryTerms {
  readonly side: Side;
  readonly orderType: OrderType;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  /** The price that the strategy expects to pay. */
  readonly targetPrice?: Decimal;
  readonly takeProfit?: Decimal;
  readonly stopLoss?: Decimal;
}

interface Reference {
  readonly price: Decimal;
  readonly what: string;
}

/** Notes a refusal; the checks go on. */
export type Refuse = (refusal: Required<Refusal>) => void;

/** `marketPrice` is the last price of the venue; undefined while none is known. */
export function checkExitLevels(terms: EntryTerms, marketPrice: Decimal | undefined, refuse: Refuse): void {
  const { side, takeProfit, stopLoss } = terms;
  if (takeProfit === undefined && stopLoss === undefined) return;
  const exits = [
    ['takeProfit', takeProfit, side === 'buy', 'take_profit_wrong_side'],
    ['stopLoss', stopLoss, side === 'sell', 'stop_loss_wrong_side'],
  ] as const;
  const references = referencesOf(terms, marketPrice);
  for (const [field, level, mustBeAbove, code] of exits) {
    if (level === undefined) continue;
    const actual = formatDecimal(level);
    if (terms.orderType === 'market' && marketPrice === undefined) {
      const message = `${field} ${actual} can't be judged: no price of the market is known`;
      refuse({ code: 'reference_missing', field, message, actual, expected: 'a known market price' });
    }
    const broken = references.find(({ price }) => (mustBeAbove ? level <= price : level >= price));
    if (broken === undefined) continue;
    const relation = mustBeAbove ? 'above' : 'below';
    const limit = formatDecimal(broken.price);
    const message = `${field} ${actual} of a ${side} must be ${relation} ${limit}, ${broken.what}`;
    refuse({ code, field, message, actual, expected: `${relation} ${limit}` });
  }
}

/** The prices at which the entry may trade, as far as they are known beforehand. */
function referencesOf(terms: EntryTerms, marketPrice: Decimal | undefined): readonly Reference[] {
  const { limitPrice, stopPrice, targetPrice, takeProfit } = terms;
  const references: Reference[] = [];
  const add = (price: Decimal | undefined, what: string): void => {
    if (price !== undefined) references.push({ price, what });
  };
  add(limitPrice, 'the limit price');
  add(stopPrice, 'the stop price');
  if (references.length === 0) add(targetPrice, 'the target price');
  if (tradesAtOnce(terms, marketPrice)) add(marketPrice, 'the price of the market, where it trades at once');
  // Without such a price, the two exits are compared with each other.
  if (references.length === 0 && terms.stopLoss !== undefined && takeProfit !== undefined) {
    const isApart = terms.side === 'buy' ? takeProfit > terms.stopLoss : takeProfit < terms.stopLoss;
    if (!isApart) add(terms.stopLoss, 'the stop-loss');
  }
  return references;
}

function tradesAtOnce(
  { side, orderType, limitPrice, stopPrice }: EntryTerms,
  marketPrice: Decimal | undefined,
): boolean {
  if (marketPrice === undefined) return orderType === 'market';
  const reaches = (price: Decimal): boolean => (side === 'buy' ? price >= marketPrice : price <= marketPrice);
  const isTriggered =
    stopPrice === undefined || (side === 'buy' ? marketPrice >= stopPrice : marketPrice <= stopPrice);
  return isTriggered && (limitPrice === undefined || reaches(limitPrice));
}
