/** A venue's connection and the guards around it. */
import { z } from 'zod';
import { breakerStates, type BreakerState } from '../../main/domain/venue/venueEvents.ts';

export const breakerStateSchema = z.enum(breakerStates);
export type { BreakerState };

export const breakerViewSchema = z.object({
  state: breakerStateSchema,
  /** Why it is in this state, a sentence. */
  reason: z.string(),
  /** Who brought it there. */
  actor: z.string(),
  since: z.string().optional(),
  failures: z.number(),
  failureThreshold: z.number(),
  /** Milliseconds until the next probe may go out; present while open. */
  nextProbeInMs: z.number().optional(),
  probesInFlight: z.number(),
  halfOpenProbesMax: z.number(),
  calls: z.number(),
  failedCalls: z.number(),
  /** Calls refused without being tried. */
  refusedCalls: z.number(),
});

export type BreakerView = z.infer<typeof breakerViewSchema>;

export const limiterViewSchema = z.object({
  /** Calls a second that refill the bucket. */
  ratePerSecond: z.number(),
  burst: z.number(),
  tokens: z.number(),
  queued: z.number(),
  queueDepthMax: z.number(),
  /** Longest wait of those queued now, in milliseconds. */
  oldestWaitMs: z.number(),
});

export const bulkheadViewSchema = z.object({
  inUse: z.number(),
  capacity: z.number(),
  queued: z.number(),
  queueDepthMax: z.number(),
  /** Places kept for cancels alone. */
  cancelReserve: z.number(),
  cancelsInUse: z.number(),
});

export const retryViewSchema = z.object({
  /** Tries on top of the first, of what is safe to repeat. */
  attempts: z.number(),
  firstDelayMs: z.number(),
  delayMsMax: z.number(),
  /** Since start: tries on top of a first one, calls that succeeded after one, calls that failed after the last. */
  repeats: z.number(),
  recovered: z.number(),
  exhausted: z.number(),
});

/** Switches of the simulated venue; absent for real ones. Probabilities are 0 to 1. */
export const simFaultsSchema = z.strictObject({
  latencyMs: z.number().min(0).max(60_000),
  jitterMs: z.number().min(0).max(60_000),
  rejectProbability: z.number().min(0).max(1),
  loseAnswerProbability: z.number().min(0).max(1),
  duplicateProbability: z.number().min(0).max(1),
  disconnectProbability: z.number().min(0).max(1),
});
export type SimFaults = z.infer<typeof simFaultsSchema>;

export const venueViewSchema = z.object({
  venue: z.string(),
  kind: z.string(),
  connected: z.boolean(),
  /** Why it is not connected, or how it is. */
  connectionDetail: z.string(),
  /** Age of the last message from the venue in milliseconds; absent before the first. */
  lastMessageAgeMs: z.number().optional(),
  /** When it said something for the last time; present while it is connected and does not answer. */
  silentSince: z.string().optional(),
  breaker: breakerViewSchema,
  limiter: limiterViewSchema,
  bulkhead: bulkheadViewSchema,
  retry: retryViewSchema,
  simulator: simFaultsSchema.optional(),
});
export type VenueView = z.infer<typeof venueViewSchema>;
