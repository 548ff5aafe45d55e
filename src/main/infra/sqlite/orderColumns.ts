import { searchedIds, wideDecimal } from '../../engine/readmodel/orderMatching.ts';
import type { OrderView } from '../../engine/readmodel/orderView.ts';

/** The columns of table `orders` that an order keeps for life, but for a replace of its quantity. */
export const lastingColumns = [
  'created_position',
  'created_at',
  'symbol',
  'account',
  'strategy',
  'venue',
  'side',
  'quantity_key',
] as const;

/** The columns that change with nearly every event. */
export const movingColumns = [
  'status',
  'updated_at',
  'position',
  'filled_quantity',
  'filled_notional',
  'ids',
] as const;

export type LastingColumns = Readonly<Record<(typeof lastingColumns)[number], string | number>>;
export type OrderColumns = LastingColumns &
  Readonly<Record<Exclude<(typeof movingColumns)[number], 'position'>, string>> & {
    readonly order_id: string;
    readonly position: number;
  };

/** Added to a quantity's units, so that its digits sort as text, whatever the sign. */
const quantityBias = 5n * 10n ** 33n;

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
    quantity_key: (quantityBias + wideDecimal(row.quantity)).toString(),
    status: row.status,
    updated_at: row.updatedAt,
    position: row.position,
    filled_quantity: row.filledQuantity,
    filled_notional: row.filledNotional,
    ids: searchedIds(row),
  };
}
