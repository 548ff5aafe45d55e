/**
 * Streams of the typed bridge, on a port of their own. A subscription begins with a snapshot at a position; deltas
 * follow with sequence numbers that rise by one. The window acknowledges what it has drawn. When more than
 * `unacknowledgedMax` messages are not acknowledged, the engine stops sending, and goes on later with a fresh snapshot.
 * The engine never waits for a window.
 */
import { rowIds } from './ids.ts';
import { z } from 'zod';
import { costMethods } from '../../main/domain/trading/dayPosition.ts';
import { consolePersonSchema } from './consoles.ts';
import { eventPageSchema, eventQuerySchema, eventViewSchema } from './events.ts';
import { faultSchema } from './faults.ts';
import {
  namedOrdersMax,
  orderFilterSchema,
  orderSortSchema,
  orderStatisticsSchema,
  orderViewSchema,
} from './orders.ts';
import {
  signalFilterSchema,
  signalListChangeSchema,
  signalListSchema,
  signalSortMax,
  signalSortSchema,
} from './signalRows.ts';
import { limitLineSchema } from './limits.ts';
import { logEntrySchema, logFilterSchema } from './log.ts';
import { exposureRowSchema, positionRowSchema } from './positions.ts';
import { jobSchema, metricsPointSchema, metricsSummarySchema, statusSchema } from './status.ts';
import { killLedgerSchema } from './trading.ts';
import { namesOf } from '../kernel/names.ts';

/** How long the engine collects changes before it sends them as one delta, in milliseconds. */
export const frameMs = 40;
export const unacknowledgedMax = 8;

/**
 * Rows come in the order of `sort`, newest first without one. The engine knows no sort that puts working orders first.
 */
const listParameters = z.strictObject({
  filter: orderFilterSchema.optional(),
  sort: z.array(orderSortSchema).max(4).optional(),
});
const ordersParameters = z.strictObject({
  ...listParameters.shape,
  limit: z.number().int().min(1).max(namedOrdersMax),
});

/** Rows with a key of their own, in no order. */
function rowsTopic<Row extends z.ZodType>(row: Row) {
  return {
    parameters: z.strictObject({}),
    snapshot: z.object({ rows: z.array(row) }),
    /** The rows that are new or have changed, and the keys of those that are gone. */
    delta: z.object({ rows: z.array(row), removals: z.array(z.string()) }),
  };
}

export const topics = {
  status: {
    parameters: z.strictObject({}),
    snapshot: statusSchema,
    /** The whole status again. */
    delta: statusSchema,
  },
  orders: {
    parameters: ordersParameters,
    /**
     * The first `limit` rows, how many orders match the filter, how many orders there are, and totals over the matching
     * ones.
     */
    snapshot: z.object({
      rows: z.array(orderViewSchema),
      matching: z.number(),
      total: z.number(),
      totals: orderStatisticsSchema,
    }),
    /** Rows that are new or have changed, keyed by orderId, and the ids of rows that no longer match. */
    delta: z.object({
      upserts: z.array(orderViewSchema),
      removals: z.array(rowIds.order),
      matching: z.number(),
      total: z.number(),
      totals: orderStatisticsSchema,
    }),
  },
  orderList: {
    parameters: listParameters,
    /**
     * The creation positions of all matching orders, in the order of the sort. A position identifies its order, in 8
     * bytes.
     */
    snapshot: z.object({ positions: z.instanceof(Float64Array) }),
    /** A list does not change. Another subscription gives a newer one. */
    delta: z.never(),
  },
  signals: {
    parameters: z.strictObject({
      filter: signalFilterSchema,
      /** Without a field the newest come first. */
      sort: z.array(signalSortSchema).max(signalSortMax),
    }),
    snapshot: signalListSchema,
    delta: signalListChangeSchema,
  },
  events: {
    parameters: z.strictObject({ query: eventQuerySchema.omit({ beforePosition: true }) }),
    /** The newest matching events, newest first, and the oldest position that was searched for them. */
    snapshot: eventPageSchema.omit({ headPosition: true }),
    /** Newer matching events, oldest first. */
    delta: z.object({ events: z.array(eventViewSchema) }),
  },
  metrics: {
    parameters: z.strictObject({}),
    /** Up to the last fifteen minutes, oldest first. */
    snapshot: z.object({ points: z.array(metricsPointSchema), summary: metricsSummarySchema }),
    delta: z.object({ points: z.array(metricsPointSchema), summary: metricsSummarySchema }),
  },
  kills: {
    parameters: z.strictObject({}),
    /** The open kill switches and the last ones that were done, newest first, with a row for each order. */
    snapshot: z.object({ ledgers: z.array(killLedgerSchema) }),
    delta: z.object({
      /** Ids of all kill switches that are still listed, newest first. */
      killIds: z.array(z.string()),
      /** The kill switches that changed, each with its new and changed rows, keyed by orderId. */
      ledgers: z.array(killLedgerSchema),
    }),
  },
  /** A subscription says that this console has the order open in detail. */
  orderViewers: {
    parameters: z.strictObject({ orderId: z.string().min(1).max(64) }),
    /** Who has it open at other consoles. */
    snapshot: z.object({ viewers: z.array(consolePersonSchema) }),
    delta: z.object({ viewers: z.array(consolePersonSchema) }),
  },
  /** Every limit in force, by `limitKey`. */
  limits: rowsTopic(limitLineSchema),
  /** Every position since the first event, by `positionKey`; without `method` by the desk's method. */
  positions: {
    ...rowsTopic(positionRowSchema),
    parameters: z.strictObject({ method: z.enum(costMethods).optional() }),
  },
  exposures: rowsTopic(exposureRowSchema),
  log: {
    parameters: z.strictObject({ filter: logFilterSchema }),
    /**
     * The newest matching entries, oldest first; how many entries were looked at, the components among them, and the
     * path of the file that has the older ones.
     */
    snapshot: z.object({
      entries: z.array(logEntrySchema),
      kept: z.number(),
      components: z.array(z.string()),
      file: z.string(),
    }),
    /** Newer matching entries, oldest first. */
    delta: z.object({ entries: z.array(logEntrySchema) }),
  },
  jobs: {
    parameters: z.strictObject({}),
    snapshot: z.object({ jobs: z.array(jobSchema) }),
    /** Jobs that changed, keyed by jobId. */
    delta: z.object({ jobs: z.array(jobSchema) }),
  },
} as const;

export type Topic = keyof typeof topics;
const topicNames = namesOf(topics);
export type TopicParameters<T extends Topic> = z.infer<(typeof topics)[T]['parameters']>;
export type TopicSnapshot<T extends Topic> = z.infer<(typeof topics)[T]['snapshot']>;
export type TopicDelta<T extends Topic> = z.infer<(typeof topics)[T]['delta']>;

type TopicSchemas = {
  readonly [T in Topic]: {
    readonly parameters: z.ZodType<TopicParameters<T>>;
    readonly snapshot: z.ZodType<TopicSnapshot<T>>;
    readonly delta: z.ZodType<TopicDelta<T>>;
  };
};

/** The schemas of a topic, whose types follow it. */
export function schemasOfTopic<T extends Topic>(topic: T): TopicSchemas[T] {
  const schemas: TopicSchemas = topics;
  return schemas[topic];
}

const subscriptionId = z.string().min(1).max(64);

/** Messages from the window. */
export const streamRequestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    subscriptionId,
    topic: z.enum(topicNames),
    /** The topic's own schema parses the parameters. */
    parameters: z.unknown(),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), subscriptionId }),
  z.strictObject({ type: z.literal('acknowledge'), subscriptionId, sequence: z.number().int().min(0) }),
  /** The window has seen a gap: the subscription starts again with a snapshot. */
  z.strictObject({ type: z.literal('resnapshot'), subscriptionId }),
]);
export type StreamRequest = z.infer<typeof streamRequestSchema>;

const pushed = {
  subscriptionId,
  sequence: z.number().int(),
  /** All events up to and including this position are in the message. */
  position: z.number().int(),
  data: z.unknown(),
};

/** Messages to the window. */
export const streamMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), ...pushed }),
  z.object({ type: z.literal('delta'), ...pushed }),
  /** The subscription does not exist any more, or was never made. */
  z.object({ type: z.literal('refused'), subscriptionId: z.string(), fault: faultSchema }),
]);
export type StreamMessage = z.infer<typeof streamMessageSchema>;
