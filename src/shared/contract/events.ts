/** Stored events as the window sees them, with their whole envelope. */
import { z } from 'zod';
import { instantText } from './instantText.ts';

export const eventViewSchema = z.object({
  position: z.number(),
  streamId: z.string(),
  version: z.number(),
  eventId: z.string(),
  type: z.string(),
  schemaVersion: z.number(),
  data: z.record(z.string(), z.unknown()),
  correlationId: z.string(),
  causationId: z.string().optional(),
  actor: z.string(),
  /** UTC with microseconds. */
  time: z.string(),
});
export type EventView = z.infer<typeof eventViewSchema>;

export const eventQuerySchema = z.strictObject({
  /** One stream, exactly. */
  streamId: z.string().max(80).optional(),
  /** Streams that start so: `order-`, `signal-`, `venue-`, `desk`. */
  streamPrefix: z.string().max(80).optional(),
  types: z.array(z.string().max(64)).max(64).optional(),
  /** Part of it: `root` finds `operator:root`. */
  actor: z.string().max(64).optional(),
  /** Any id in full or in part: event, stream, correlation, causation; or text within the data. */
  text: z.string().max(128).optional(),
  /** Inclusive, UTC. */
  timeFrom: instantText.optional(),
  /** Exclusive, UTC. */
  timeTo: instantText.optional(),
  /** Exclusive; for paging towards older events. */
  beforePosition: z.number().int().min(1).optional(),
  limit: z.number().int().min(1).max(1000).optional(),
});
export type EventQuery = z.infer<typeof eventQuerySchema>;

/** Newest first; a search takes a moment at most, and may stop before it has found any. */
export const eventPageSchema = z.object({
  events: z.array(eventViewSchema),
  /** The oldest position that was looked at: older events may match too, unless it is 1. */
  searchedTo: z.number(),
  headPosition: z.number(),
});

export const streamSummarySchema = z.object({
  streamId: z.string(),
  events: z.number(),
  lastType: z.string(),
  lastPosition: z.number(),
  lastTime: z.string(),
});
export type StreamSummary = z.infer<typeof streamSummarySchema>;
