/** The switches with which the venue misbehaves on purpose. Chances are 0 to 1. */
import { z } from 'zod';
import { isIdText } from '../../../../../shared/kernel/ids.ts';

const probability = z.number().min(0).max(1);

export const faultSwitches = z.strictObject({
  /** Added to every message that the venue sends but control answers, in milliseconds. */
  latencyMs: z.number().min(0).max(600_000),
  /** Up to this much more, evenly distributed, in milliseconds. */
  jitterMs: z.number().min(0).max(600_000),
  /** Chance that a request about orders is dropped before it is looked at. */
  loseRequests: probability,
  /** Chance that a submission is processed and its answer never sent. */
  loseAnswers: probability,
  /** Chance that a cancel or replace is processed and its outcome never sent. */
  loseOutcomes: probability,
  /** Chance that the outcome of a cancel or replace is sent `outcomeDelayMs` late, past what is said meanwhile. */
  delayOutcomes: probability,
  outcomeDelayMs: z.number().min(0).max(600_000),
  /** Chance that a valid order is rejected with `rejectCode`. */
  reject: probability,
  rejectCode: z.string().refine(isIdText, { error: 'expected an identifier' }),
  /** Chance that an answer or report is sent twice. */
  duplicate: probability,
  /** Chance that the connection drops instead of sending an answer or report. */
  disconnect: probability,
  /** Each connection drops after that many answers and reports; null for never. */
  disconnectAfter: z.int().positive().nullable(),
  /** The venue neither takes requests nor sends anything but control answers, and its market stands. */
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
  duplicate: 0,
  disconnect: 0,
  disconnectAfter: null,
  freeze: false,
};
