/** What was refused is left alone for a while, longer with each refusal in a row; the venue or its breaker may need a moment. */

const tryAgainMs = 1_000;
const tryAgainMsMax = 30_000;
/** What is refused more often than this may stay so: nobody waits for it any longer. */
const refusalsWaitedForMax = 3;

/** By what was refused; times in milliseconds of the monotonic clock. */
export type Holds = ReadonlyMap<string, { readonly refusals: number; readonly untilMs: number }>;

export const noHolds: Holds = new Map<string, never>();

/** It was refused (again). */
export function withRefusal(holds: Holds, key: string, nowMs: number): Holds {
  const refusals = refusalsOf(holds, key) + 1;
  const untilMs = nowMs + Math.min(tryAgainMsMax, tryAgainMs * 2 ** (refusals - 1));
  return new Map(holds).set(key, { refusals, untilMs });
}

export function withoutHold(holds: Holds, key: string): Holds {
  return new Map([...holds].filter(([held]) => held !== key));
}

export function refusalsOf(holds: Holds, key: string): number {
  return holds.get(key)?.refusals ?? 0;
}

export function isHeld(holds: Holds, key: string, nowMs: number): boolean {
  const hold = holds.get(key);
  return hold !== undefined && hold.untilMs > nowMs;
}

/** Something is held and will be tried again shortly. */
export function triesSoon(holds: Holds, nowMs: number): boolean {
  return [...holds.values()].some(
    ({ refusals, untilMs }) => refusals <= refusalsWaitedForMax && untilMs > nowMs,
  );
}
