/**
 * The venue's wire protocol: one JSON object a line, in both directions. Times are microseconds since 1970 UTC, prices
 * and quantities decimal text. The receiver checks every message with these schemas.
 */
import { z } from 'zod';
import { orderTypes, sides, timesInForce } from '../../../../domain/order/orderTerms.ts';
import { venueOrderStatuses } from '../../../../domain/venue/venueOrderStatus.ts';
import { isIdText } from '../../../../../shared/kernel/ids.ts';
import { instantMax, instantMin } from '../../../../../shared/kernel/time.ts';
import { faultSwitches } from './faultSwitches.ts';

/** The most characters of one line without its line feed; a longer line is refused. */
export const requestLineLengthMax = 65_536;
export const answerLineLengthMax = 4_194_304;
/** Rows in one answer to `openOrders` or `executions`. A further request with `after` asks for the rest. */
export const pageRowsMax = 1_000;

export const requestId = z.int().nonnegative();
export const identifier = z
  .string()
  .refine(isIdText, { error: 'expected an identifier of at most 64 characters' });
const decimalText = z.string().regex(/^-?\d{1,15}(\.\d{1,9})?$/, { error: 'expected a plain decimal' });
const micros = z.int().min(instantMin).max(instantMax);
/**
 * A time that the venue names. What a venue reports has happened, so an impossible time is left out and the report
 * still counts.
 */
const venueMicros = z.number().optional().catch(undefined);

const submitRequest = z.strictObject({
  type: z.literal('submit'),
  id: requestId,
  clientOrderId: identifier,
  account: identifier,
  symbol: identifier,
  side: z.enum(sides),
  orderType: z.enum(orderTypes),
  timeInForce: z.enum(timesInForce),
  quantity: decimalText,
  limitPrice: decimalText.optional(),
  stopPrice: decimalText.optional(),
  goodTill: micros.optional(),
  /** The venue keeps this with the order, and gives it back in answers about the order. */
  reduceOnly: z.literal(true).optional(),
});
export type SubmitRequest = z.infer<typeof submitRequest>;

const cancelRequest = z.strictObject({
  type: z.literal('cancel'),
  id: requestId,
  clientOrderId: identifier,
});
export type CancelOrderRequest = z.infer<typeof cancelRequest>;

const replaceRequest = z.strictObject({
  type: z.literal('replace'),
  id: requestId,
  clientOrderId: identifier,
  newClientOrderId: identifier,
  quantity: decimalText.optional(),
  limitPrice: decimalText.optional(),
  stopPrice: decimalText.optional(),
});
export type ReplaceOrderRequest = z.infer<typeof replaceRequest>;

const control = [
  z.strictObject({
    type: z.literal('configureFaults'),
    id: requestId,
    faults: faultSwitches.partial(),
  }),
  /** Starts the random sequences of all switches again. */
  z.strictObject({ type: z.literal('reseed'), id: requestId, seed: z.int() }),
  /**
   * Moves the market towards the last bar at or before the instant, clamped to the series. Pauses where an order
   * traded.
   */
  z.strictObject({ type: z.literal('advanceTo'), id: requestId, at: micros }),
  z.strictObject({
    type: z.literal('step'),
    id: requestId,
    steps: z.int().positive().max(100_000),
  }),
  /** Moves one symbol's price directly. The series continues with its own next price. */
  z.strictObject({
    type: z.literal('movePrice'),
    id: requestId,
    symbol: identifier,
    price: decimalText,
  }),
  /** Ends the trading day: DAY orders expire. */
  z.strictObject({ type: z.literal('endDay'), id: requestId }),
  /** Cuts every subscribed session once, after the answer. */
  z.strictObject({ type: z.literal('cutSessions'), id: requestId }),
  z.strictObject({ type: z.literal('status'), id: requestId }),
] as const;

export const clientMessage = z.discriminatedUnion('type', [
  submitRequest,
  cancelRequest,
  replaceRequest,
  /** With `subscribe`, the session gets reports on all orders, and prices. */
  z.strictObject({
    type: z.literal('hello'),
    id: requestId,
    name: identifier,
    subscribe: z.boolean(),
    /** The token of a venue that listens on a port; see `SimAddress`. */
    token: z.string().max(128).optional(),
    /** The process of the client, for the venue's record. */
    pid: z.int().positive().optional(),
  }),
  z.strictObject({ type: z.literal('query'), id: requestId, clientOrderId: identifier }),
  z.strictObject({
    type: z.literal('openOrders'),
    id: requestId,
    after: z.int().nonnegative().default(0),
  }),
  z.strictObject({
    type: z.literal('executions'),
    id: requestId,
    clientOrderId: identifier.optional(),
    since: micros.optional(),
    after: z.int().nonnegative().default(0),
  }),
  z.strictObject({ type: z.literal('positions'), id: requestId }),
  /** Asks whether the venue still answers. */
  z.strictObject({ type: z.literal('ping'), id: requestId }),
  ...control,
]);
export type ClientMessage = z.infer<typeof clientMessage>;
export type ControlMessage = z.infer<(typeof control)[number]>;

const wireOrder = z.object({
  /** The venue's number: the cursor of `openOrders`. */
  sequence: z.int(),
  clientOrderId: identifier,
  venueOrderId: identifier,
  account: identifier,
  symbol: identifier,
  side: z.enum(sides),
  orderType: z.enum(orderTypes),
  timeInForce: z.enum(timesInForce),
  limitPrice: decimalText.optional(),
  stopPrice: decimalText.optional(),
  goodTill: venueMicros,
  reduceOnly: z.literal(true).optional(),
  status: z.enum(venueOrderStatuses),
  quantity: decimalText,
  filledQuantity: decimalText,
  reason: z.string().optional(),
});
export type WireOrder = z.infer<typeof wireOrder>;

const wireExecution = z.object({
  sequence: z.int(),
  clientOrderId: identifier,
  executionId: identifier,
  quantity: decimalText,
  price: decimalText,
  venueTime: venueMicros,
});
export type WireExecution = z.infer<typeof wireExecution>;

/** Bought less sold, over the venue's whole record. */
const wirePosition = z.object({ account: identifier, symbol: identifier, quantity: decimalText });
export type WirePosition = z.infer<typeof wirePosition>;

const accepted = { clientOrderId: identifier, venueOrderId: identifier, venueTime: venueMicros };
const rejected = {
  clientOrderId: identifier,
  code: z.string(),
  reason: z.string(),
  venueTime: venueMicros,
};

const report = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accepted'), ...accepted }),
  z.object({ kind: z.literal('rejected'), ...rejected }),
  z.object({
    kind: z.literal('filled'),
    clientOrderId: identifier,
    executionId: identifier,
    quantity: decimalText,
    price: decimalText,
    venueTime: venueMicros,
  }),
  z.object({
    kind: z.enum(['canceled', 'expired']),
    clientOrderId: identifier,
    reason: z.string(),
    venueTime: venueMicros,
  }),
  z.object({ kind: z.enum(['cancel_rejected', 'replace_rejected']), ...rejected }),
  z.object({
    kind: z.literal('replaced'),
    clientOrderId: identifier,
    newClientOrderId: identifier,
    venueOrderId: identifier,
    quantity: decimalText,
    limitPrice: decimalText.optional(),
    stopPrice: decimalText.optional(),
    venueTime: venueMicros,
  }),
]);
export type WireReport = z.infer<typeof report>;

const marketState = z.enum(['running', 'held', 'ended']);
const simStatus = z.object({
  pid: z.int(),
  mode: z.enum(['paced', 'held']),
  /** In the answer to `advanceTo`: the market paused before its target, and continues at the next call. */
  underway: z.boolean(),
  /** `ended`: the market moved by itself and is at the end of the price series. */
  market: marketState,
  /** How often the market that moves by itself has started again from the beginning of its series. */
  wraps: z.int(),
  symbols: z.array(
    z.object({
      symbol: identifier,
      tickSize: decimalText,
      lotSize: decimalText,
      last: decimalText,
      bid: decimalText,
      ask: decimalText,
      marketTime: venueMicros,
    }),
  ),
  sessions: z.int(),
  openOrders: z.int(),
  faults: faultSwitches,
  seed: z.int(),
  counts: z.object({
    submissions: z.int(),
    repeatedSubmissions: z.int(),
    executions: z.int(),
    badMessages: z.int(),
    lostRequests: z.int(),
    lostAnswers: z.int(),
    lostOutcomes: z.int(),
    delayedOutcomes: z.int(),
    injectedRejects: z.int(),
    duplicatedMessages: z.int(),
    injectedDisconnects: z.int(),
  }),
});
export type SimStatus = z.infer<typeof simStatus>;
export type SimCounts = SimStatus['counts'];

export const venueMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accepted'), id: requestId, ...accepted }),
  z.object({ type: z.literal('rejected'), id: requestId, ...rejected }),
  z.object({ type: z.literal('report'), report }),
  z.object({
    type: z.literal('tick'),
    symbol: identifier,
    last: decimalText,
    bid: decimalText,
    ask: decimalText,
    marketTime: venueMicros,
    barClose: decimalText.optional(),
  }),
  /** The market that moves by itself has reached the end of its series. It stays there or starts again. */
  z.object({ type: z.literal('market'), state: z.enum(['ended', 'wrapped']) }),
  z.object({ type: z.literal('welcome'), id: requestId, detail: z.string() }),
  z.object({ type: z.literal('order'), id: requestId, order: wireOrder.nullable() }),
  z.object({
    type: z.literal('orders'),
    id: requestId,
    orders: z.array(wireOrder),
    after: z.int().optional(),
  }),
  z.object({
    type: z.literal('executions'),
    id: requestId,
    executions: z.array(wireExecution),
    after: z.int().optional(),
  }),
  z.object({ type: z.literal('positions'), id: requestId, positions: z.array(wirePosition) }),
  z.object({ type: z.literal('pong'), id: requestId }),
  z.object({ type: z.literal('status'), id: requestId, status: simStatus }),
  /** The venue did not understand a request, so it did not carry the request out. */
  z.object({
    type: z.literal('error'),
    id: requestId.optional(),
    /** The order of the request, where that could be read. */
    about: z
      .object({
        request: z.enum(['submit', 'cancel', 'replace']),
        clientOrderId: identifier,
        venueTime: micros,
      })
      .optional(),
    code: z.string(),
    message: z.string(),
  }),
]);
export type VenueMessage = z.infer<typeof venueMessage>;
