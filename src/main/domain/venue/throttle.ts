/**
 * How fast a venue is called after it has said "too fast". Each time it says so, the rate of orders is half of what was
 * sent, or of what was allowed, and they pause for longer. While it says nothing more, the rate doubles step by step until
 * it is as configured. Cancels make risk smaller: they have a rate of their own that is never less than `cancelRateMin`,
 * and doubles each second, so that a desk is cleared within seconds at a venue that takes them. All of it follows from the
 * last time the venue said so, and so survives a restart.
 */
export interface Throttle {
  /** Times that the venue said so since the rate was last as configured. */
  readonly strikes: number;
  /** Orders and questions in a second right after the last of them. */
  readonly ratePerSecond: number;
  /** When it last said so, in milliseconds on the monotonic clock. */
  readonly saidMs: number;
}

/** What it says within this time is about what was on its way already. */
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
 * The throttle after the venue has said "too fast" once more; undefined where that says nothing new. `sent` are the calls
 * of the busiest second of late.
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

/** Orders and questions in a second that may go now, without the bound that is configured. */
export function rateNow({ strikes, ratePerSecond, saidMs }: Throttle, nowMs: number): number {
  const steps = Math.floor((nowMs - saidMs) / doubled(stepMsMin, strikes, stepMsMax));
  return ratePerSecond * 2 ** steps;
}

/** Cancels in a second that may go now, without the bound that is configured. */
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
