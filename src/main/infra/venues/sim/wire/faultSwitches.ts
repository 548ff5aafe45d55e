/** The switches that make the venue misbehave on purpose. Chances are 0 to 1. */
import { z } from 'zod';
import { isIdText } from '../../../../../shared/kernel/ids.ts';

const probability = z.number().min(0).max(1);

export const faultSwitches = z.strictObject({
  /** Milliseconds of delay for every message that the venue sends, but for control answers. */
  latencyMs: z.number().min(0).max(600_000),
  /** Up to this many milliseconds of further delay, evenly distributed. */
  jitterMs: z.number().min(0).max(600_000),
  /** Chance that the venue drops a request about orders without looking at it. */
  loseRequests: probability,
  /** Chance that the venue processes a submission and never sends the answer. */
  loseAnswers: probability,
  /** Chance that the venue processes a cancel or replace and never sends the outcome. */
  loseOutcomes: probability,
  /**
   * Chance that the outcome of a cancel or replace is sent `outcomeDelayMs` late, after other messages of that time.
   */
  delayOutcomes: probability,
  outcomeDelayMs: z.number().min(0).max(600_000),
  /** Chance that a valid order is rejected with `rejectCode`. */
  reject: probability,
  rejectCode: z.string().refine(isIdText, { error: 'expected an identifier' }),
  /** Requests about orders in a second; further ones are refused as too fast. Null for any number. */
  requestsPerSecondMax: z.int().positive().nullable(),
  /** Chance that an answer or report is sent twice. */
  duplicate: probability,
  /** Chance that the connection drops instead of sending an answer or report. */
  disconnect: probability,
  /** Each connection drops after that many answers and reports; null for never. */
  disconnectAfter: z.int().positive().nullable(),
  /** While true the venue takes no requests, sends nothing but control answers, and its market stands still. */
  freeze: z.boolean(),
});
export type FaultSwitches = z.infer<typeof faultSwitches>;

export const noFaults: FaultSwitches = {
  latencyMs: 0,
  jitterMs: 0,
  loseRequests: 0,
  loseAnswers: 0,
  loseOutcomes: 0,
  delayOutcomes: 0,
  outcomeDelayMs: 1_000,
  reject: 0,
  rejectCode: 'venue_reject',
  requestsPerSecondMax: null,
  duplicate: 0,
  disconnect: 0,
  disconnectAfter: null,
  freeze: false,
};
