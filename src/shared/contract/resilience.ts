/** A venue's connection and the guards around its calls. */
import { z } from 'zod';
import { trusted, parseVenueId } from '../kernel/ids.ts';
import { rowIds } from './ids.ts';
import { fixSessionSchema } from './fix.ts';
import { breakerStates, type BreakerState } from '../../main/domain/venue/venueEvents.ts';

/** The breaker in front of the rules of risk goes by this name where the others go by that of their venue. */
export const riskBreakerName = trusted(parseVenueId, 'risk');

export const breakerStateSchema = z.enum(breakerStates);
export type { BreakerState };

export const breakerViewSchema = z.object({
  state: breakerStateSchema,
  /** A sentence: why the breaker is in this state. */
  reason: z.string(),
  /** Who caused this state. */
  actor: rowIds.actor,
  since: z.string().optional(),
  failures: z.number(),
  failureThreshold: z.number(),
  /** Milliseconds until the next probe may be sent; present while the breaker is open. */
  nextProbeInMs: z.number().optional(),
  probesInFlight: z.number(),
  halfOpenProbesMax: z.number(),
  calls: z.number(),
  failedCalls: z.number(),
  /** Calls that were refused without being tried. */
  refusedCalls: z.number(),
});

export type BreakerView = z.infer<typeof breakerViewSchema>;

export const limiterViewSchema = z.object({
  /** Calls a second that refill the bucket. */
  ratePerSecond: z.number(),
  burst: z.number(),
  /** Present while the venue has said "too fast", and rate and burst are lower. */
  throttled: z
    .object({
      /** The venue's words. */
      reason: z.string(),
      /** UTC. */
      since: z.string(),
      /** Milliseconds until orders go again; cancels do not wait. */
      pausedMs: z.number(),
      configuredPerSecond: z.number(),
    })
    .optional(),
  tokens: z.number(),
  queued: z.number(),
  queueDepthMax: z.number(),
  /** Longest wait of the calls that are queued now, in milliseconds. */
  oldestWaitMs: z.number(),
});

export const bulkheadViewSchema = z.object({
  inUse: z.number(),
  capacity: z.number(),
  queued: z.number(),
  queueDepthMax: z.number(),
  /** Places that are kept for cancels and amends alone. */
  cancelReserve: z.number(),
  cancelsInUse: z.number(),
});

export const retryViewSchema = z.object({
  /** Repeats after the first try, at most; only for calls that are safe to repeat. */
  attempts: z.number(),
  firstDelayMs: z.number(),
  delayMsMax: z.number(),
  /** Since the start: repeats made, calls that succeeded after a repeat, calls that failed after the last repeat. */
  repeats: z.number(),
  recovered: z.number(),
  exhausted: z.number(),
});

/** Latency and faults of the simulated venue; absent for a real venue. A probability is 0 to 1. */
export const simFaultsSchema = z.strictObject({
  latencyMs: z.number().min(0).max(60_000),
  jitterMs: z.number().min(0).max(60_000),
  rejectProbability: z.number().min(0).max(1),
  loseAnswerProbability: z.number().min(0).max(1),
  duplicateProbability: z.number().min(0).max(1),
  disconnectProbability: z.number().min(0).max(1),
  /** Requests about orders in a second that it takes; 0 for any number. */
  requestsPerSecondMax: z.int().min(0).max(1_000_000),
});
export type SimFaults = z.infer<typeof simFaultsSchema>;

/** The session on which a venue sends copies of its reports on this desk's orders. */
export const dropCopyViewSchema = z.object({
  /** Whether the session is logged on, and all missed messages have come. */
  connected: z.boolean(),
  /** Whether the session's schedule has no session now. */
  isClosed: z.boolean(),
  why: z.string().optional(),
  /** Age of the session's last message, in milliseconds; absent before the first one. */
  lastMessageAgeMs: z.number().optional(),
  /** How many executions differ from those of the order session. */
  differing: z.number().int(),
  session: fixSessionSchema,
});
export type DropCopyView = z.infer<typeof dropCopyViewSchema>;

export const venueViewSchema = z.object({
  venue: rowIds.venue,
  kind: z.string(),
  connected: z.boolean(),
  /** Why the venue is not connected, or how it is connected. */
  connectionDetail: z.string(),
  /** Whether the venue cancels its working orders when the connection ends. */
  cancelOnDisconnect: z.boolean(),
  /** Age of the last message from the venue, in milliseconds; absent before the first message. */
  lastMessageAgeMs: z.number().optional(),
  /** When the last message came from the venue; present while the venue is connected and does not answer. */
  silentSince: z.string().optional(),
  breaker: breakerViewSchema,
  limiter: limiterViewSchema,
  bulkhead: bulkheadViewSchema,
  retry: retryViewSchema,
  simSwitches: simFaultsSchema.optional(),
  /** The session of a FIX venue; absent for every other venue. */
  fixSession: fixSessionSchema.optional(),
  /** Absent where the venue has no drop copy. */
  dropCopy: dropCopyViewSchema.optional(),
});
export type VenueView = z.infer<typeof venueViewSchema>;
