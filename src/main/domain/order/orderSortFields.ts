/** The fields by which orders can be sorted, in the engine and over the bridge. */
export const orderSortFields = [
  'createdAt',
  'updatedAt',
  'symbol',
  'side',
  'orderType',
  'quantity',
  /** The limit price; the stop price where the order has no limit price. */
  'price',
  'filledQuantity',
  'averagePrice',
  'status',
  'strategy',
  'venue',
  'acknowledgeMs',
  /** Position of the order's last event. */
  'position',
] as const;
export type OrderSortField = (typeof orderSortFields)[number];
