/**
 * Orders as the window sees them. Prices, quantities and money are decimal strings; times are UTC with microseconds.
 */
import { z } from 'zod';
import { askedIds, rowIds } from './ids.ts';
import { orderSortFields } from '../../main/domain/order/orderSortFields.ts';
import { orderStatuses, type OrderStatus } from '../../main/domain/order/orderState.ts';
import { bracketRoles, orderTypes, sides, timesInForce } from '../../main/domain/order/orderTerms.ts';
import { instantText } from './instantText.ts';

export type { OrderStatus };
export const orderStatusSchema = z.enum(orderStatuses);

export const sideSchema = z.enum(sides);
export const orderTypeSchema = z.enum(orderTypes);
export const timeInForceSchema = z.enum(timesInForce);

export const orderViewSchema = z.object({
  orderId: rowIds.order,
  signalId: rowIds.signal,
  clientOrderId: rowIds.clientOrder.optional(),
  venueOrderId: rowIds.venueOrder.optional(),
  /** The entry that this order protects, and how it protects it; absent on an order that is no exit. */
  parentOrderId: rowIds.order.optional(),
  role: z.enum(bracketRoles).optional(),
  takeProfit: z.string().optional(),
  stopLoss: z.string().optional(),
  account: rowIds.account,
  strategy: rowIds.strategy,
  venue: rowIds.venue,
  symbol: rowIds.symbol,
  side: sideSchema,
  orderType: orderTypeSchema,
  timeInForce: timeInForceSchema,
  /** UTC; present for a GTD order. */
  goodTill: z.string().optional(),
  quantity: z.string(),
  /** The instrument's multiplier when the order was made; absent for 1. */
  multiplier: z.string().optional(),
  /** The order may only make a position smaller. */
  reduceOnly: z.literal(true).optional(),
  limitPrice: z.string().optional(),
  stopPrice: z.string().optional(),
  filledQuantity: z.string(),
  leavesQuantity: z.string(),
  /** Money: quantity times price times multiplier, over all executions that stand. */
  filledNotional: z.string(),
  averagePrice: z.string().optional(),
  executions: z.number(),
  status: orderStatusSchema,
  reasonCode: z.string().optional(),
  reason: z.string().optional(),
  revisions: z.number().optional(),
  overfilledBy: z.string().optional(),
  /** How much of the filled quantity other orders than its exits have closed. */
  closedElsewhere: z.string().optional(),
  /** The actor who settled the order by hand; present while the venue has not confirmed what that actor said. */
  settledBy: z.string().optional(),
  /**
   * Position of an event that can't be understood. The row holds nothing from that event on, and the order takes no
   * commands.
   */
  setAside: z.number().optional(),
  /** Somebody else sent the order to the venue; it was adopted here. */
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

/** How many orders a filter may name one by one: as many as a window holds in its view. */
export const namedOrdersMax = 2_500;

export const orderFilterSchema = z.strictObject({
  /** The order has one of these ids; an empty list matches no order. */
  orderIds: z.array(askedIds.order).max(namedOrdersMax).optional(),
  symbol: askedIds.symbol.optional(),
  account: askedIds.account.optional(),
  strategy: askedIds.strategy.optional(),
  venue: askedIds.venue.optional(),
  side: sideSchema.optional(),
  /** The order is an exit of the entry with this id. */
  parentOrderId: askedIds.order.optional(),
  statuses: z.array(orderStatusSchema).max(orderStatuses.length).optional(),
  /** Part of an order id, client order id, venue order id or signal id. */
  text: z.string().max(64).optional(),
  createdFrom: instantText.optional(),
  createdTo: instantText.optional(),
  /** Creation positions: from is inclusive, to is exclusive. */
  createdFromPosition: z.number().int().min(0).optional(),
  createdToPosition: z.number().int().min(0).optional(),
  /** The order was created at one of these positions; an empty list matches no order. */
  createdPositions: z.array(z.number().int().min(0)).max(namedOrdersMax).optional(),
});
export type OrderFilter = z.infer<typeof orderFilterSchema>;

export const orderSortSchema = z.strictObject({
  field: z.enum(orderSortFields),
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
  /** Orders that each venue may still fill; a venue without such orders is absent. */
  workingByVenue: z.record(rowIds.venue, z.number()),
  /** Quantity of all buy orders and of all sell orders. */
  buyQuantity: z.string(),
  sellQuantity: z.string(),
  /** Quantity bought and sold by the executions of these orders, and its value. */
  boughtQuantity: z.string(),
  soldQuantity: z.string(),
  boughtNotional: z.string(),
  soldNotional: z.string(),
});
/** Sums over orders with the same symbol, side and status. */
export const orderLineSchema = z.object({
  symbol: rowIds.symbol,
  side: sideSchema,
  status: orderStatusSchema,
  orders: z.number(),
  quantity: z.string(),
  filledQuantity: z.string(),
  filledNotional: z.string(),
});
export type OrderLine = z.infer<typeof orderLineSchema>;

export type OrderStatistics = z.infer<typeof orderStatisticsSchema>;
