/** The columns of the orders read model. */
import { searchedIds, wideDecimal } from '../../../engine/readmodel/orderMatching.ts';
import { averagePriceOf, priceOf } from '../../../engine/readmodel/orderRowOrder.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import { sortKey } from './sortKey.ts';

/** The columns of table `orders` that hardly ever change: only a replace changes an order's quantity and prices. */
export const lastingColumns = [
  'created_position',
  'created_at',
  'symbol',
  'account',
  'strategy',
  'venue',
  'side',
  'order_type',
  'parent_order_id',
  'quantity',
  'quantity_key',
  'price_key',
] as const;

/** The columns that change with nearly every event. */
export const movingColumns = [
  'status',
  'updated_at',
  'position',
  'filled_quantity',
  'filled_key',
  'filled_notional',
  'average_key',
  'acknowledge_ms',
] as const;

/**
 * The values that the checksum of an order covers, in this order: its columns in table `orders`, and its search text in
 * table `order_ids`.
 */
export const orderColumnNames = ['order_id', ...lastingColumns, ...movingColumns, 'ids'] as const;

type Column = string | number | Buffer | null;
export type LastingColumns = Readonly<Record<(typeof lastingColumns)[number], Column>>;
export type OrderColumns = LastingColumns &
  Readonly<Record<(typeof movingColumns)[number], Column>> &
  Readonly<Record<'order_id' | 'quantity' | 'filled_quantity' | 'filled_notional' | 'ids', string>>;

export function columnsOf(row: OrderView): OrderColumns {
  return {
    order_id: row.orderId,
    created_position: row.createdPosition,
    created_at: row.createdAt,
    symbol: row.symbol,
    account: row.account,
    strategy: row.strategy,
    venue: row.venue,
    side: row.side,
    order_type: row.orderType,
    parent_order_id: row.parentOrderId ?? null,
    quantity: row.quantity,
    quantity_key: sortKey(wideDecimal(row.quantity)),
    price_key: nullable(priceOf(row)),
    status: row.status,
    updated_at: row.updatedAt,
    position: row.position,
    filled_quantity: row.filledQuantity,
    filled_key: sortKey(wideDecimal(row.filledQuantity)),
    filled_notional: row.filledNotional,
    average_key: nullable(averagePriceOf(row)),
    acknowledge_ms: row.acknowledgeMs ?? null,
    ids: searchedIds(row),
  };
}

/** Null stands for an absent value, and sorts before everything else. */
function nullable(value: bigint | undefined): Buffer | null {
  return value === undefined ? null : sortKey(value);
}
