/** Stored events as the window sees them, with all their fields. */
import { z } from 'zod';
import { rowIds } from './ids.ts';
import type { DomainEventOf, DomainEventType } from '../../main/domain/domainEvent.ts';
import { storedEventTypes } from '../../main/domain/eventGravity.ts';
import { understoodEvent } from '../../main/domain/stored/understoodEvent.ts';
import { instantText } from './instantText.ts';

const crossingEvent = z.object({
  position: z.number(),
  streamId: rowIds.stream,
  version: z.number(),
  eventId: rowIds.event,
  type: z.string(),
  schemaVersion: z.number(),
  data: z.unknown(),
  correlationId: rowIds.correlation,
  causationId: rowIds.event.optional(),
  actor: rowIds.actor,
  /** UTC with microseconds. */
  time: z.string(),
});

/** The type and its data are one of the domain's events, with decimals and times as they are stored. */
export type EventView<Type extends DomainEventType = DomainEventType> = Omit<
  z.infer<typeof crossingEvent>,
  'type' | 'data'
> &
  DomainEventOf<Type>;

/**
 * An event that can't be understood crosses as EventNotUnderstood, as in every read of the store. The shape for its
 * type is looked up, so that an event costs one check and not one for each type.
 */
export const eventViewSchema = crossingEvent.transform((event): EventView => ({
  ...event,
  ...understoodEvent(event.streamId, event.type, event.data),
}));

export const eventQuerySchema = z.strictObject({
  /** One stream, by its exact name. */
  streamId: z.string().max(80).optional(),
  /** Streams whose name starts with this text: `order-`, `signal-`, `venue-`, `desk`. */
  streamPrefix: z.string().max(80).optional(),
  types: z.array(z.enum(storedEventTypes)).max(64).optional(),
  /** Part of the actor: `root` finds `operator:root`. */
  actor: z.string().max(64).optional(),
  /** Any id in full or in part (event, stream, correlation, causation), or part of the type, the actor or the data. */
  text: z.string().max(128).optional(),
  /** Earliest time, inclusive, UTC. */
  timeFrom: instantText.optional(),
  /** Latest time, exclusive, UTC. */
  timeTo: instantText.optional(),
  /** Only events after this position, for callers that follow new events. */
  afterPosition: z.number().int().min(0).optional(),
  /** Only events before this position, for paging towards older events. */
  beforePosition: z.number().int().min(1).optional(),
  limit: z.number().int().min(1).max(1000).optional(),
});
export type EventQuery = z.infer<typeof eventQuerySchema>;

/** A range of events: positions inclusive, times from inclusive to exclusive, in UTC. */
export const eventRangeSchema = z.strictObject({
  fromPosition: z.number().int().min(1).optional(),
  toPosition: z.number().int().min(1).optional(),
  fromTime: instantText.optional(),
  toTime: instantText.optional(),
});
export type EventRange = z.infer<typeof eventRangeSchema>;

/** Events, newest first. A search takes a moment at most, and may stop before it has found any. */
export const eventPageSchema = z.object({
  events: z.array(eventViewSchema),
  /** The oldest position that the search has looked at; 1 where nothing older can match. */
  searchedTo: z.number(),
  headPosition: z.number(),
});

export const streamSummarySchema = z.object({
  streamId: rowIds.stream,
  events: z.number(),
  lastType: z.string(),
  lastPosition: z.number(),
  lastTime: z.string(),
});
export type StreamSummary = z.infer<typeof streamSummarySchema>;
