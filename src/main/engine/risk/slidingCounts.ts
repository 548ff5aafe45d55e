/** Counts what happened within a window of time that ends now, by key. Times are milliseconds on the monotonic clock. */
export class SlidingCounts {
  /** The key that was counted last stands last. */
  private readonly counts = new Map<string, Times>();

  /** How often the key was counted in the window. */
  of(key: string, nowMs: number, windowMs: number): number {
    const times = this.counts.get(key);
    if (times === undefined) return 0;
    const from = nowMs - windowMs;
    while (times.gone < times.all.length && (times.all[times.gone] ?? 0) <= from) times.gone++;
    // Under a steady load most counts are current, so the others are not cut off one by one.
    if (times.gone * 2 > times.all.length) {
      times.all.splice(0, times.gone);
      times.gone = 0;
    }
    return times.all.length - times.gone;
  }

  /** The count of each key in the window. */
  all(nowMs: number, windowMs: number): readonly (readonly [key: string, count: number])[] {
    return Array.from(this.counts.keys(), (key) => [key, this.of(key, nowMs, windowMs)]);
  }

  forget(key: string): void {
    this.counts.delete(key);
  }

  /** Undoes the last count of the key, which was made just now. */
  takeBack(key: string): void {
    this.counts.get(key)?.all.pop();
  }

  /** Counts the key once, and forgets keys that were not counted within the window. */
  add(key: string, nowMs: number, windowMs: number): void {
    const times = this.counts.get(key) ?? { all: [], gone: 0 };
    times.all.push(nowMs);
    this.counts.delete(key);
    this.counts.set(key, times);
    for (const [oldest, { all }] of this.counts) {
      if ((all.at(-1) ?? 0) > nowMs - windowMs) return;
      this.counts.delete(oldest);
    }
  }
}

/** When a key was counted, oldest first; the first `gone` of them lie before the window. */
interface Times {
  readonly all: number[];
  gone: number;
}
