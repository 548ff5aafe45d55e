/** Compares a typed ticket with the desk's last orders of its symbol. */
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { groupDecimal, tryDecimal, typedDecimal } from '../../format/decimals.ts';
import { whyNoCancel } from './orderStatus.ts';
import type { TicketForm, TicketWarning } from './ticketForm.ts';

/** A size is compared once there are so many orders. */
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
  const usual = median(earlier.map((order) => order.quantity));
  if (quantity === undefined || usual === undefined || earlier.length < ordersMin) return [];
  if (quantity <= decimal(usual) * BigInt(usualTimesMax)) return [];
  return [
    {
      code: 'unusual_size',
      message: `Size ${groupDecimal(typedDecimal(form.quantity))} is more than ${usualTimesMax} times the usual ${groupDecimal(usual)} of the last ${earlier.length} orders`,
    },
  ];
}

function median(quantities: readonly string[]): string | undefined {
  const sorted = quantities.toSorted((a, b) => (decimal(a) < decimal(b) ? -1 : 1));
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
