/** Counts what happened within a window of time that ends now, by key. Times are milliseconds on the monotonic clock. */
export class SlidingCounts {
  /** Times by key, oldest first. The key that was counted last stands last. */
  private readonly times = new Map<string, number[]>();

  /** How often the key was counted in the window. */
  of(key: string, nowMs: number, windowMs: number): number {
    const times = this.times.get(key);
    if (times === undefined) return 0;
    const from = nowMs - windowMs;
    let gone = 0;
    while (gone < times.length && (times[gone] ?? 0) <= from) gone++;
    if (gone > 0) times.splice(0, gone);
    return times.length;
  }

  /** Counts the key once, and forgets keys that were not counted within the window. */
  add(key: string, nowMs: number, windowMs: number): void {
    const times = this.times.get(key) ?? [];
    times.push(nowMs);
    this.times.delete(key);
    this.times.set(key, times);
    for (const [oldest, ofOldest] of this.times) {
      if ((ofOldest.at(-1) ?? 0) > nowMs - windowMs) return;
      this.times.delete(oldest);
    }
  }
}
