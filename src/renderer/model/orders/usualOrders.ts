/** Compares typed terms with the desk's last orders: sizes with those of the symbol, values with those of the currency. */
import { absolute, decimal, formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import { worthOf } from '../../../shared/kernel/notional.ts';
import { hasLimitPrice, hasStopPrice } from '../../../main/domain/order/orderTerms.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { groupDecimal, roundTo, tryDecimal, typedDecimal } from '../../format/decimals.ts';
import type { Instrument, TicketWarning, WarnedTerms } from './ticketForm.ts';

/** A size or a value is compared where there are at least so many orders. */
const ordersMin = 5;
const usualTimesMax = 5;

/** The median of some sizes or values. */
export interface Usual {
  readonly amount: Decimal;
  readonly orders: number;
}

/** What a value is made of; of an order that has traded, its average price. */
type Valued = Pick<OrderView, 'quantity' | 'limitPrice' | 'stopPrice' | 'averagePrice'> & {
  readonly symbol: string;
};

/** `earlier`: the last orders of one symbol. Undefined where they are too few. */
export function usualSize(earlier: readonly Pick<OrderView, 'quantity'>[]): Usual | undefined {
  return usualOf(earlier.map(({ quantity }) => decimal(quantity)));
}

/** `earlier`: the desk's last orders, of all symbols. Undefined where too few are of the symbol's currency. */
export function usualValue(
  symbol: string,
  earlier: readonly Valued[],
  instruments: readonly Instrument[],
): Usual | undefined {
  const bySymbol = new Map<string, Instrument>(
    instruments.map((instrument) => [instrument.symbol, instrument]),
  );
  const currency = bySymbol.get(symbol)?.currency;
  return usualOf(
    earlier
      .filter((order) => bySymbol.get(order.symbol)?.currency === currency)
      .flatMap((order) => valueOf(order, bySymbol.get(order.symbol)) ?? []),
  );
}

export function sizeWarning(terms: WarnedTerms, usual: Usual | undefined): readonly TicketWarning[] {
  const quantity = tryDecimal(typedDecimal(terms.quantity));
  if (quantity === undefined || usual === undefined || !isFarAbove(quantity, usual)) return [];
  return [
    {
      code: 'unusual_size',
      message: `Size ${groupDecimal(typedDecimal(terms.quantity))} is more than ${usualTimesMax} times the usual ${groupDecimal(formatDecimal(usual.amount))} of the last ${usual.orders} orders`,
    },
  ];
}

/** `last`: the last price of the symbol. */
export function valueWarning(
  terms: WarnedTerms,
  usual: Usual | undefined,
  instrument: Instrument | undefined,
  last: string | undefined,
): readonly TicketWarning[] {
  const { symbol, orderType } = terms;
  // A price that the order type does not use stays in the form, and is not sent.
  const limit = hasLimitPrice(orderType) ? typedDecimal(terms.limitPrice) : '';
  const stop = hasStopPrice(orderType) ? typedDecimal(terms.stopPrice) : '';
  const limitPrice = limit || stop || last;
  const value = valueOf(
    { symbol, quantity: typedDecimal(terms.quantity), ...(limitPrice && { limitPrice }) },
    instrument,
  );
  if (value === undefined || usual === undefined || !isFarAbove(value, usual)) return [];
  const text = (amount: Decimal): string => groupDecimal(roundTo(formatDecimal(amount), 2), 2);
  return [
    {
      code: 'unusual_value',
      message: `Value ${text(value)} ${instrument?.currency ?? ''} is more than ${usualTimesMax} times the usual ${text(usual.amount)} of the desk's last ${usual.orders} orders`,
    },
  ];
}

function isFarAbove(amount: Decimal, usual: Usual): boolean {
  return amount > usual.amount * BigInt(usualTimesMax);
}

/** Undefined where no price is known. */
function valueOf(
  { quantity, averagePrice, limitPrice, stopPrice }: Valued,
  instrument: Instrument | undefined,
): Decimal | undefined {
  const [size, price] = [tryDecimal(quantity), tryDecimal(averagePrice ?? limitPrice ?? stopPrice)];
  if (size === undefined || price === undefined) return undefined;
  return absolute(worthOf(size, price, tryDecimal(instrument?.multiplier)));
}

function usualOf(values: readonly Decimal[]): Usual | undefined {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : 1));
  const amount = sorted[Math.floor((sorted.length - 1) / 2)];
  return amount === undefined || values.length < ordersMin ? undefined : { amount, orders: values.length };
}
