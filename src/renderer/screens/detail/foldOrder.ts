/** An order as its first events left it: for looking back, never for deciding. Unknown events change nothing. */
import { add, formatDecimal, subtract, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import {
  addNotional,
  averagePrice,
  formatNotional,
  noNotional,
  notionalOf,
  type Notional,
} from '../../../shared/kernel/notional.ts';
import type { EventView } from '../../../shared/contract/events.ts';
import { tryDecimal } from '../../format/decimals.ts';

export interface OrderAsOf {
  readonly status: string;
  readonly quantity?: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  readonly filledQuantity: string;
  readonly leavesQuantity?: string;
  readonly averagePrice?: string;
  /** The exact sum behind the average. */
  readonly filledNotional?: string;
  readonly executions: number;
  readonly clientOrderId?: string;
  readonly venueOrderId?: string;
  readonly overfilledBy?: string;
  readonly reason?: string;
}

interface Folding {
  status: string;
  /** Where a refused cancel or replace leads back to. */
  resume: string;
  /** A replace had no outcome yet when the cancel was asked for. */
  replacing: boolean;
  quantity: Decimal | undefined;
  limitPrice: string | undefined;
  stopPrice: string | undefined;
  filled: Decimal;
  notional: Notional;
  executions: number;
  clientOrderId: string | undefined;
  venueOrderId: string | undefined;
  overfilledBy: string | undefined;
  reason: string | undefined;
}

const ended: ReadonlySet<string> = new Set(['denied', 'filled', 'canceled', 'rejected', 'expired']);
const pending: ReadonlySet<string> = new Set(['pending_cancel', 'pending_replace']);

/** Undefined before the order's own first event. */
export function foldOrder(events: readonly Pick<EventView, 'type' | 'data'>[]): OrderAsOf | undefined {
  const order: Folding = {
    status: 'none',
    resume: 'none',
    replacing: false,
    quantity: undefined,
    limitPrice: undefined,
    stopPrice: undefined,
    filled: zero,
    notional: noNotional,
    executions: 0,
    clientOrderId: undefined,
    venueOrderId: undefined,
    overfilledBy: undefined,
    reason: undefined,
  };
  for (const event of events) apply(order, event.type, event.data);
  return order.status === 'none' ? undefined : result(order);
}

function apply(order: Folding, type: string, data: Readonly<Record<string, unknown>>): void {
  const read = (name: string): string | undefined => {
    const value = data[name];
    return typeof value === 'string' ? value : undefined;
  };
  switch (type) {
    case 'OrderCreated':
      takeTerms(order, data['terms']);
      order.status = 'created';
      return;
    case 'OrderDenied':
      takeTerms(order, data['terms']);
      order.status = 'denied';
      order.reason = reasonsOf(data['reasons']);
      return;
    case 'OrderSubmitting':
      order.clientOrderId = read('clientOrderId');
      order.status = 'submitting';
      return;
    case 'OrderAccepted':
      order.venueOrderId = read('venueOrderId') ?? order.venueOrderId;
      settle(order, workingStatus(order));
      return;
    case 'OrderFilled':
      fill(order, read('lastQuantity'), read('lastPrice'));
      order.overfilledBy = read('overfilledBy') ?? order.overfilledBy;
      return;
    case 'OrderCancelRequested':
    case 'OrderReplaceRequested':
      if (!pending.has(order.status)) order.resume = order.status;
      order.replacing = order.status === 'pending_replace';
      order.status = type === 'OrderCancelRequested' ? 'pending_cancel' : 'pending_replace';
      order.reason = read('reason');
      return;
    case 'OrderCancelRejected':
    case 'OrderReplaceRejected':
      refuseRequest(order, type);
      order.reason = read('reason');
      return;
    case 'OrderReplaceDenied':
      order.reason = reasonsOf(data['reasons']);
      return;
    case 'OrderReplaced':
      order.quantity = tryDecimal(read('quantity')) ?? order.quantity;
      order.limitPrice = read('limitPrice') ?? order.limitPrice;
      order.stopPrice = read('stopPrice') ?? order.stopPrice;
      order.clientOrderId = read('clientOrderId') ?? order.clientOrderId;
      order.venueOrderId = read('venueOrderId') ?? order.venueOrderId;
      order.replacing = false;
      if (order.status === 'pending_replace') order.status = restored(order);
      return;
    case 'OrderRejected':
    case 'OrderCanceled':
    case 'OrderExpired':
      order.status = { OrderRejected: 'rejected', OrderCanceled: 'canceled', OrderExpired: 'expired' }[type];
      order.reason = read('reason');
      return;
    case 'OrderInDoubt':
      // While a cancel is pending, what it returns to is in doubt.
      if (!pending.has(order.status)) order.status = 'in_doubt';
      else if (order.resume === 'submitting') order.resume = 'in_doubt';
      order.reason = read('reason');
      return;
    case 'OrderAdopted':
      takeTerms(order, data['terms']);
      order.clientOrderId = read('clientOrderId');
      order.venueOrderId = read('venueOrderId');
      order.status = 'accepted';
      return;
    case 'OrderReinstated':
      order.venueOrderId = read('venueOrderId') ?? order.venueOrderId;
      order.status = workingStatus(order);
      order.reason = read('reason');
  }
}

function takeTerms(order: Folding, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const terms = value as Readonly<Record<string, unknown>>;
  const read = (name: string): string | undefined =>
    typeof terms[name] === 'string' ? terms[name] : undefined;
  order.quantity = tryDecimal(read('quantity'));
  order.limitPrice = read('limitPrice');
  order.stopPrice = read('stopPrice');
}

function fill(order: Folding, quantityText: string | undefined, priceText: string | undefined): void {
  const [quantity, price] = [tryDecimal(quantityText), tryDecimal(priceText)];
  if (quantity === undefined || price === undefined) return;
  order.filled = add(order.filled, quantity);
  order.notional = addNotional(order.notional, notionalOf(quantity, price));
  order.executions += 1;
  if (isFull(order)) order.status = 'filled';
  else settle(order, 'partially_filled');
}

/** A fact during a pending request changes what it returns to; after the end it changes nothing. */
function settle(order: Folding, status: string): void {
  if (pending.has(order.status)) order.resume = status;
  else if (!ended.has(order.status)) order.status = status;
}

/** A replace refused while a cancel is pending leaves the cancel pending, and the other way round. */
function refuseRequest(order: Folding, type: string): void {
  const { replacing } = order;
  order.replacing = false;
  if (type === 'OrderReplaceRejected' && order.status === 'pending_cancel') return;
  order.status = replacing && !isFull(order) ? 'pending_replace' : restored(order);
}

function isFull(order: Folding): boolean {
  return order.quantity !== undefined && order.filled >= order.quantity;
}

function restored(order: Folding): string {
  if (isFull(order)) return 'filled';
  return order.filled > 0n ? 'partially_filled' : order.resume;
}

function workingStatus(order: Folding): string {
  return order.filled > 0n ? 'partially_filled' : 'accepted';
}

function reasonsOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const messages = value.map((reason: unknown) =>
    typeof reason === 'object' && reason !== null && 'message' in reason ? String(reason.message) : '',
  );
  return messages.join('; ');
}

function result(order: Folding): OrderAsOf {
  const leaves =
    order.quantity === undefined
      ? undefined
      : ended.has(order.status)
        ? zero
        : subtract(order.quantity, order.filled);
  return {
    status: order.status,
    ...(order.quantity !== undefined && { quantity: formatDecimal(order.quantity) }),
    ...(order.limitPrice !== undefined && { limitPrice: order.limitPrice }),
    ...(order.stopPrice !== undefined && { stopPrice: order.stopPrice }),
    filledQuantity: formatDecimal(order.filled),
    ...(leaves !== undefined && { leavesQuantity: formatDecimal(leaves < 0n ? zero : leaves) }),
    ...(order.filled > 0n && {
      averagePrice: formatDecimal(averagePrice(order.notional, order.filled)),
      filledNotional: formatNotional(order.notional),
    }),
    executions: order.executions,
    ...(order.clientOrderId !== undefined && { clientOrderId: order.clientOrderId }),
    ...(order.venueOrderId !== undefined && { venueOrderId: order.venueOrderId }),
    ...(order.overfilledBy !== undefined && { overfilledBy: order.overfilledBy }),
    ...(order.reason !== undefined && { reason: order.reason }),
  };
}

/** Names of the fields that differ between two states. */
export function changedFields(
  before: OrderAsOf | undefined,
  after: OrderAsOf | undefined,
): ReadonlySet<keyof OrderAsOf> {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]) as Set<keyof OrderAsOf>;
  return new Set([...names].filter((name) => before?.[name] !== after?.[name]));
}
