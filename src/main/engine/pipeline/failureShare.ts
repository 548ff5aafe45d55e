/** Knows how many of the runs of the last one to two minutes have failed, in constant memory. */

const halfMs = 60_000;

interface Half {
  readonly beganMs: number;
  runs: number;
  failed: number;
}

export class FailureShare {
  /** Two halves, so that old runs drop out without a record of each run. */
  private recent: Half = { beganMs: 0, runs: 0, failed: 0 };
  private older: Half = { beganMs: 0, runs: 0, failed: 0 };

  record(failed: boolean, nowMs: number): void {
    if (nowMs - this.recent.beganMs >= halfMs) this.turn(nowMs);
    this.recent.runs++;
    if (failed) this.recent.failed++;
  }

  /** `share` is 0 to 1, and 0 without runs. */
  read(nowMs: number): { readonly runs: number; readonly failed: number; readonly share: number } {
    if (nowMs - this.recent.beganMs >= halfMs) this.turn(nowMs);
    const runs = this.recent.runs + this.older.runs;
    const failed = this.recent.failed + this.older.failed;
    return { runs, failed, share: runs === 0 ? 0 : failed / runs };
  }

  private turn(nowMs: number): void {
    const stale = nowMs - this.recent.beganMs >= 2 * halfMs;
    this.older = stale ? { beganMs: nowMs, runs: 0, failed: 0 } : this.recent;
    this.recent = { beganMs: nowMs, runs: 0, failed: 0 };
  }
}
