/** An order in the simulated exchange's record. */
import { invariant } from '../../../shared/kernel/invariant.ts';
import { subtract, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, VenueOrderId } from '../../../shared/kernel/ids.ts';
import { isOpenAtVenue } from '../../domain/venue/venueOrderStatus.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { VenueExecutionRecord, VenueOrderRecord } from '../../engine/ports.ts';

export interface ExchangeOrder {
  readonly terms: OrderTerms;
  readonly venueOrderId: VenueOrderId;
  /** Every client order id that the order had; the current one is the last. */
  readonly clientOrderIds: ClientOrderId[];
  status: VenueOrderRecord['status'];
  quantity: Decimal;
  filled: Decimal;
  limitPrice: Decimal | undefined;
  /** Absent once the stop is triggered. */
  stopPrice: Decimal | undefined;
  reason: string | undefined;
  /** It was filled, and works on since the venue took back a fill: no kill switch can know of that beforehand. */
  isReopened: boolean;
  /** In their last versions. */
  readonly executions: VenueExecutionRecord[];
  /** What every version of an execution said when the venue reported it. */
  readonly versions: Map<ExecutionId, { readonly quantity: Decimal; readonly price: Decimal }>;
}

export function isOpen({ status }: ExchangeOrder): boolean {
  return isOpenAtVenue(status);
}

export function leavesOf({ quantity, filled }: ExchangeOrder): Decimal {
  return subtract(quantity, filled);
}

export function currentId(order: ExchangeOrder): ClientOrderId {
  const current = order.clientOrderIds.at(-1);
  invariant(current !== undefined, 'an order comes with a client order id');
  return current;
}

export function recordOf(order: ExchangeOrder): VenueOrderRecord {
  const { symbol, account, side, orderType, timeInForce, goodTill, reduceOnly } = order.terms;
  return {
    clientOrderId: currentId(order),
    venueOrderId: order.venueOrderId,
    symbol,
    account,
    side,
    orderType,
    timeInForce,
    ...(goodTill !== undefined && { goodTill }),
    ...(reduceOnly && { reduceOnly }),
    ...(order.limitPrice !== undefined && { limitPrice: order.limitPrice }),
    ...(order.stopPrice !== undefined && { stopPrice: order.stopPrice }),
    status: order.status,
    quantity: order.quantity,
    filledQuantity: order.filled,
    ...(order.reason !== undefined && { reason: order.reason }),
  };
}
