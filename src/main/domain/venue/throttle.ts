/**
 * How fast a venue is called after it has said "too fast". Each time, the rate of orders falls to half of what was sent
 * or allowed, and orders pause for longer. While the venue does not repeat it, the rate doubles step by step up to the
 * configured one. Cancels reduce risk: they have a rate of their own that is never less than `cancelRateMin`, and
 * doubles each second, so that a desk is cleared within seconds at a venue that takes them. The whole state follows
 * from the last time the venue said so, and so survives a restart.
 */
export interface Throttle {
  /** How often the venue has said so since the rate was last the configured one. */
  readonly strikes: number;
  /** Orders and questions in a second, right after the venue said so last. */
  readonly ratePerSecond: number;
  /** When the venue said so last, in milliseconds on the monotonic clock. */
  readonly saidMs: number;
}

/** Within this time, a repetition is about calls that were already under way. */
const sameBurstMs = 1_000;
const pauseMsMin = 1_000;
const pauseMsMax = 30_000;
const stepMsMin = 10_000;
const stepMsMax = 300_000;
/** An order still leaves every two seconds. */
const rateMin = 0.5;
/** Cancels in a second, at least. */
export const cancelRateMin = 5;
const cancelStepMs = 1_000;

/**
 * The throttle after the venue has said "too fast" once more; undefined where that is about calls already under way.
 * `sent` are the calls of the recent busiest second.
 */
export function struck(
  throttle: Throttle | undefined,
  { allowed, sent }: { readonly allowed: number; readonly sent: number },
  nowMs: number,
): Throttle | undefined {
  if (throttle !== undefined && nowMs - throttle.saidMs < sameBurstMs) return undefined;
  const ratePerSecond = Math.max(rateMin, Math.min(allowed, Math.max(1, sent)) / 2);
  return { strikes: (throttle?.strikes ?? 0) + 1, ratePerSecond, saidMs: nowMs };
}

/** Orders and questions in a second that may go now, without the configured bound. */
export function rateNow({ strikes, ratePerSecond, saidMs }: Throttle, nowMs: number): number {
  const steps = Math.floor((nowMs - saidMs) / doubled(stepMsMin, strikes, stepMsMax));
  return ratePerSecond * 2 ** steps;
}

/** Cancels in a second that may go now, without the configured bound. */
export function cancelRateNow({ ratePerSecond, saidMs }: Throttle, nowMs: number): number {
  const steps = Math.floor((nowMs - saidMs) / cancelStepMs);
  return Math.max(cancelRateMin, ratePerSecond) * 2 ** steps;
}

/** Until when only cancels go, on the same clock. */
export function pausedUntilMs({ strikes, saidMs }: Throttle): number {
  return saidMs + doubled(pauseMsMin, strikes, pauseMsMax);
}

function doubled(least: number, strikes: number, most: number): number {
  return Math.min(most, least * 2 ** (strikes - 1));
}
