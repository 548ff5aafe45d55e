/** Orders as the window sees them. Prices, quantities and money are decimal strings; times are UTC with microseconds. */
import { z } from 'zod';
import { orderStatuses, type OrderStatus } from '../../main/domain/order/orderState.ts';
import { bracketRoles, orderTypes, sides, timesInForce } from '../../main/domain/order/orderTerms.ts';
import { instantText } from './instantText.ts';

export type { OrderStatus };
export const orderStatusSchema = z.enum(orderStatuses);

export const sideSchema = z.enum(sides);
export const orderTypeSchema = z.enum(orderTypes);
export const timeInForceSchema = z.enum(timesInForce);

export const orderViewSchema = z.object({
  orderId: z.string(),
  signalId: z.string(),
  clientOrderId: z.string().optional(),
  venueOrderId: z.string().optional(),
  /** The order this one protects, and how; absent on an order of its own. */
  parentOrderId: z.string().optional(),
  role: z.enum(bracketRoles).optional(),
  takeProfit: z.string().optional(),
  stopLoss: z.string().optional(),
  account: z.string(),
  strategy: z.string(),
  venue: z.string(),
  symbol: z.string(),
  side: sideSchema,
  orderType: orderTypeSchema,
  timeInForce: timeInForceSchema,
  /** UTC; of a GTD order. */
  goodTill: z.string().optional(),
  quantity: z.string(),
  /** It may only close. */
  reduceOnly: z.literal(true).optional(),
  limitPrice: z.string().optional(),
  stopPrice: z.string().optional(),
  filledQuantity: z.string(),
  leavesQuantity: z.string(),
  filledNotional: z.string(),
  averagePrice: z.string().optional(),
  executions: z.number(),
  status: orderStatusSchema,
  reasonCode: z.string().optional(),
  reason: z.string().optional(),
  overfilledBy: z.string().optional(),
  /** Of the filled quantity, what other orders than its exits have closed. */
  closedElsewhere: z.string().optional(),
  /** On whose word it is as it is, and not yet on the venue's: the actor who settled it by hand. */
  settledBy: z.string().optional(),
  /** Position of an event that can't be understood: what follows it is not in the row, and the order takes no commands. */
  setAside: z.number().optional(),
  /** Somebody else sent it to the venue; it was adopted here. */
  external: z.literal(true).optional(),
  createdAt: z.string(),
  submittedAt: z.string().optional(),
  acknowledgedAt: z.string().optional(),
  updatedAt: z.string(),
  acknowledgeMs: z.number().optional(),
  createdPosition: z.number(),
  position: z.number(),
  version: z.number(),
});
export type OrderView = z.infer<typeof orderViewSchema>;

const idText = z.string().min(1).max(64);

/** Orders that a filter may name one by one: as many as a window holds in its view. */
export const namedOrdersMax = 2_500;

export const orderFilterSchema = z.strictObject({
  /** One of these; an empty list matches nothing. */
  orderIds: z.array(idText).max(namedOrdersMax).optional(),
  symbol: idText.optional(),
  account: idText.optional(),
  strategy: idText.optional(),
  venue: idText.optional(),
  side: sideSchema.optional(),
  /** Only the orders that protect this one. */
  parentOrderId: idText.optional(),
  statuses: z.array(orderStatusSchema).max(orderStatuses.length).optional(),
  /** Part of an order, client order, venue order or signal id. */
  text: z.string().max(64).optional(),
  createdFrom: instantText.optional(),
  createdTo: instantText.optional(),
  /** Creation position: from inclusive, to exclusive. */
  createdFromPosition: z.number().int().min(0).optional(),
  createdToPosition: z.number().int().min(0).optional(),
});
export type OrderFilter = z.infer<typeof orderFilterSchema>;

export const orderSortSchema = z.strictObject({
  field: z.enum([
    'createdAt',
    'updatedAt',
    'symbol',
    'side',
    'orderType',
    'quantity',
    /** The limit price, or the stop price of an order without one. */
    'price',
    'filledQuantity',
    'averagePrice',
    'status',
    'strategy',
    'venue',
    'acknowledgeMs',
    'position',
  ]),
  descending: z.boolean(),
});
export type OrderSort = z.infer<typeof orderSortSchema>;

export const orderQuerySchema = z.strictObject({
  filter: orderFilterSchema.optional(),
  sort: z.array(orderSortSchema).max(4).optional(),
  offset: z.number().int().min(0).optional(),
  limit: z.number().int().min(1).max(10_000).optional(),
});

export const orderPageSchema = z.object({ rows: z.array(orderViewSchema), total: z.number() });
export type OrderPage = z.infer<typeof orderPageSchema>;

export const orderStatisticsSchema = z.object({
  orders: z.number(),
  byStatus: z.partialRecord(orderStatusSchema, z.number()),
  /** Orders that a venue may still fill; venues without any are absent. */
  workingByVenue: z.record(z.string(), z.number()),
  /** Quantity asked for, over all the orders. */
  buyQuantity: z.string(),
  sellQuantity: z.string(),
  /** Over their executions. */
  boughtQuantity: z.string(),
  soldQuantity: z.string(),
  boughtNotional: z.string(),
  soldNotional: z.string(),
});
export type OrderStatistics = z.infer<typeof orderStatisticsSchema>;
