/** The form of an amend, and the request made from it. All numbers are exact decimals. */
import type { Amendment } from '../../../../shared/contract/api.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import type { Instrument } from '../../../model/orders/ticketForm.ts';
import { quantityProblem } from '../../../model/orders/ticketPresets.ts';
import { missedTick, type PriceGrid } from '../../../model/orders/priceSteps.ts';
import { add, decimal, formatDecimal, isMultipleOf } from '../../../../shared/kernel/decimal.ts';
import { groupDecimal, lowestPrice, tryDecimal, typedDecimal } from '../../../format/decimals.ts';

/** The new terms of one order. */
export interface AmendTerms {
  readonly quantity: string;
  readonly limitPrice: string;
  readonly stopPrice: string;
}

/** For several orders: how quantity and prices change. An empty text changes nothing. */
export interface AmendShift {
  readonly quantity: QuantityChange;
  /** By how much the prices move. */
  readonly price: string;
}

/** Either moves each order's quantity by the same amount, or gives all of them the same quantity. */
export interface QuantityChange {
  readonly kind: 'move' | 'set';
  readonly text: string;
}

export const noShift: AmendShift = { quantity: { kind: 'move', text: '' }, price: '' };

export function termsOf(order: OrderView): AmendTerms {
  return {
    quantity: order.quantity,
    limitPrice: order.limitPrice ?? '',
    stopPrice: order.stopPrice ?? '',
  };
}

/** The amend with only the terms that differ; undefined when none does. */
export function amendmentOf(order: OrderView, terms: AmendTerms): Amendment | undefined {
  const changed = (name: keyof AmendTerms): Partial<Amendment> => {
    const [wanted, now] = [typedDecimal(terms[name]), order[name]];
    if (now === undefined || wanted === '' || sameNumber(wanted, now)) return {};
    return { [name]: wanted };
  };
  const change = { ...changed('quantity'), ...changed('limitPrice'), ...changed('stopPrice') };
  return Object.keys(change).length === 0 ? undefined : { orderId: order.orderId, ...change };
}

/** Changes all orders in the same way. Orders that do not change are left out. */
export function shiftedAmendments(orders: readonly OrderView[], shift: AmendShift): readonly Amendment[] {
  return orders.flatMap((order) => {
    const now = termsOf(order);
    const amendment = amendmentOf(order, {
      quantity: changedQuantity(now.quantity, shift.quantity),
      limitPrice: shifted(now.limitPrice, shift.price),
      stopPrice: shifted(now.stopPrice, shift.price),
    });
    return amendment === undefined ? [] : [amendment];
  });
}

/** Says what is wrong with a typed change; undefined when it is empty or a number. */
export function shiftProblem(text: string): string | undefined {
  if (text.trim() === '' || tryDecimal(typedDecimal(text)) !== undefined) return undefined;
  return 'No number: expected one such as 0.25 or -5';
}

/**
 * Why nothing may be asked while one of the typed changes can't be read: the others alone are not what the operator
 * meant.
 */
export function unreadChange({ quantity, price }: AmendShift): string | undefined {
  const problem = quantity.kind === 'set' ? quantityProblem(quantity.text) : shiftProblem(quantity.text);
  return (
    (problem ?? shiftProblem(price)) && 'One of the changes is no number: correct it, or empty its field'
  );
}

/** The grid and the bounds of the order's possible terms. */
export type AmendGrid = PriceGrid & Pick<Instrument, 'lotSize'>;

/** Why an amend will surely be refused, before the engine is asked; undefined when it may pass. */
export function amendProblem(
  order: OrderView,
  amendment: Amendment,
  grid: AmendGrid | undefined,
): string | undefined {
  const quantity = tryDecimal(amendment.quantity);
  if (quantity !== undefined && order.parentOrderId !== undefined) {
    return 'the quantity of an exit follows its entry and the position';
  }
  if (quantity !== undefined && quantity <= decimal(order.filledQuantity)) {
    const filled = groupDecimal(order.filledQuantity);
    return filled === '0'
      ? 'the quantity is not above zero'
      : `the quantity is not above the filled ${filled}`;
  }
  if (grid === undefined) return undefined;
  if (quantity !== undefined && !isMultipleOf(quantity, decimal(grid.lotSize))) {
    return `the quantity is off the lot ${grid.lotSize}`;
  }
  const lowest = lowestPrice(grid);
  for (const price of [tryDecimal(amendment.limitPrice), tryDecimal(amendment.stopPrice)]) {
    if (price !== undefined && price < decimal(lowest)) return `a price is below ${groupDecimal(lowest)}`;
    const tick = price && missedTick(price, grid);
    if (tick !== undefined) return `a price is off the tick ${tick}`;
  }
  return undefined;
}

/** The order with the terms of an amend, to show the result. */
export function amended(order: OrderView, { quantity, limitPrice, stopPrice }: Amendment): OrderView {
  return {
    ...order,
    ...(quantity !== undefined && { quantity }),
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
  };
}

function changedQuantity(now: string, { kind, text }: QuantityChange): string {
  if (kind === 'move') return shifted(now, text);
  return quantityProblem(text) === undefined && text.trim() !== '' ? text : now;
}

function shifted(text: string, by: string): string {
  const [value, change] = [tryDecimal(text), tryDecimal(typedDecimal(by))];
  return value === undefined || change === undefined ? text : formatDecimal(add(value, change));
}

function sameNumber(a: string, b: string): boolean {
  const [x, y] = [tryDecimal(a), tryDecimal(b)];
  return x !== undefined && x === y;
}
