/** Compares typed terms with the desk's last orders: sizes with those of the symbol, values with those of the currency. */
import { absolute, decimal, formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import { worthOf } from '../../../shared/kernel/notional.ts';
import { hasLimitPrice, hasStopPrice } from '../../../main/domain/order/orderTerms.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { groupDecimal, roundTo, tryDecimal, typedDecimal } from '../../format/decimals.ts';
import { whyNoCancel } from './orderStatus.ts';
import type { Instrument, TicketForm, TicketWarning } from './ticketForm.ts';

/** A size or a value is compared once there are so many orders. */
const ordersMin = 5;
const usualTimesMax = 5;

type Earlier = Pick<
  OrderView,
  'side' | 'quantity' | 'orderType' | 'limitPrice' | 'stopPrice' | 'account' | 'status'
>;

/** `earlier`: the last orders of the ticket's symbol. */
export function usualWarnings(form: TicketForm, earlier: readonly Earlier[]): readonly TicketWarning[] {
  return [...sizeWarning(form, earlier), ...twinWarning(form, earlier), ...crossWarning(form, earlier)];
}

function sizeWarning(form: TicketForm, earlier: readonly Earlier[]): readonly TicketWarning[] {
  const quantity = tryDecimal(typedDecimal(form.quantity));
  const usual = median(earlier.map((order) => decimal(order.quantity)));
  if (quantity === undefined || usual === undefined || earlier.length < ordersMin) return [];
  if (quantity <= usual * BigInt(usualTimesMax)) return [];
  return [
    {
      code: 'unusual_size',
      message: `Size ${groupDecimal(typedDecimal(form.quantity))} is more than ${usualTimesMax} times the usual ${groupDecimal(formatDecimal(usual))} of the last ${earlier.length} orders`,
    },
  ];
}

/** What a value is made of; of an order that has traded, its average price. */
type Valued = Pick<OrderView, 'symbol' | 'quantity' | 'limitPrice' | 'stopPrice' | 'averagePrice'>;

/** `earlier`: the desk's last orders, of all symbols. `last`: the last price of the typed symbol. */
export function valueWarning(
  typed: Pick<TicketForm, 'symbol' | 'quantity' | 'orderType' | 'limitPrice' | 'stopPrice'>,
  earlier: readonly Valued[],
  instruments: readonly Instrument[],
  last: string | undefined,
): readonly TicketWarning[] {
  const bySymbol = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
  const currency = bySymbol.get(typed.symbol)?.currency;
  // A price that the type has no use for stays in the form, and is not sent.
  const limit = hasLimitPrice(typed.orderType) ? typedDecimal(typed.limitPrice) : '';
  const stop = hasStopPrice(typed.orderType) ? typedDecimal(typed.stopPrice) : '';
  const limitPrice = limit || stop || last;
  const value = valueOf(
    { symbol: typed.symbol, quantity: typedDecimal(typed.quantity), ...(limitPrice && { limitPrice }) },
    bySymbol,
  );
  const values = earlier
    .filter(({ symbol }) => bySymbol.get(symbol)?.currency === currency)
    .flatMap((order) => valueOf(order, bySymbol) ?? []);
  const usual = median(values);
  if (value === undefined || usual === undefined || values.length < ordersMin) return [];
  if (value <= usual * BigInt(usualTimesMax)) return [];
  const text = (amount: Decimal): string => groupDecimal(roundTo(formatDecimal(amount), 2), 2);
  return [
    {
      code: 'unusual_value',
      message: `Value ${text(value)} ${currency ?? ''} is more than ${usualTimesMax} times the usual ${text(usual)} of the desk's last ${values.length} orders`,
    },
  ];
}

/** Undefined where no price is known. */
function valueOf(
  { symbol, quantity, averagePrice, limitPrice, stopPrice }: Valued,
  instruments: ReadonlyMap<string, Instrument>,
): Decimal | undefined {
  const [size, price] = [tryDecimal(quantity), tryDecimal(averagePrice ?? limitPrice ?? stopPrice)];
  if (size === undefined || price === undefined) return undefined;
  return absolute(worthOf(size, price, tryDecimal(instruments.get(symbol)?.multiplier)));
}

function median(values: readonly Decimal[]): Decimal | undefined {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : 1));
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function twinWarning(form: TicketForm, earlier: readonly Earlier[]): readonly TicketWarning[] {
  const twins = earlier.filter(
    (order) =>
      whyNoCancel(order.status) === undefined &&
      order.side === form.side &&
      order.account === form.account &&
      order.orderType === form.orderType &&
      same(order.quantity, form.quantity) &&
      same(order.limitPrice, form.limitPrice) &&
      same(order.stopPrice, form.stopPrice),
  );
  if (twins.length === 0) return [];
  const already = twins.length === 1 ? 'One such order works' : `${twins.length} such orders work`;
  return [{ code: 'duplicate', message: `${already} already: same side, size and price` }];
}

/** A limit order that would meet an order of our own on the other side. */
function crossWarning(form: TicketForm, earlier: readonly Earlier[]): readonly TicketWarning[] {
  const limit = tryDecimal(typedDecimal(form.limitPrice));
  if (form.orderType !== 'limit' || limit === undefined) return [];
  const met = earlier.filter(({ side, status, limitPrice, orderType }) => {
    const own = limitPrice === undefined ? undefined : tryDecimal(limitPrice);
    if (
      own === undefined ||
      orderType !== 'limit' ||
      side === form.side ||
      whyNoCancel(status) !== undefined
    ) {
      return false;
    }
    return form.side === 'buy' ? limit >= own : limit <= own;
  });
  const [first] = met;
  if (first?.limitPrice === undefined) return [];
  return [
    {
      code: 'crosses_own',
      message: `Would meet our own ${first.side} at ${groupDecimal(first.limitPrice)}`,
    },
  ];
}

function same(stored: string | undefined, typed: string): boolean {
  const value = tryDecimal(typedDecimal(typed));
  return stored === undefined ? value === undefined : value !== undefined && decimal(stored) === value;
}
