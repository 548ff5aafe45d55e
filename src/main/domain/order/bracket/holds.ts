/**
 * Holds a refused action back for a while, because the venue or its breaker may need time. The wait grows with each
 * refusal in a row.
 */

const tryAgainMs = 1_000;
const tryAgainMsMax = 30_000;
/** After more refusals in a row than this, the engine does not wait for the action before it calls itself settled. */
const refusalsWaitedForMax = 3;

/** The held actions by key; times are in milliseconds on the monotonic clock. */
export type Holds = ReadonlyMap<string, { readonly refusals: number; readonly untilMs: number }>;

export const noHolds: Holds = new Map<string, never>();

/** The holds after one more refusal of the action. */
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

/** Whether a held action will be tried again soon. */
export function triesSoon(holds: Holds, nowMs: number): boolean {
  return [...holds.values()].some(
    ({ refusals, untilMs }) => refusals <= refusalsWaitedForMax && untilMs > nowMs,
  );
}
