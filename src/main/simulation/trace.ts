/** What happened in a run: all of it as one hash, to compare runs, and the last lines as text. */
const keptMax = 200;

export class Trace {
  private readonly lines: string[] = [];
  private low = 0xdeadbeef;
  private high = 0x41c6ce57;
  private readonly clock: { monotonicMs(): number };

  constructor(clock: { monotonicMs(): number }) {
    this.clock = clock;
  }

  /** Adds a line to the hash: cyrb53 (bryc), line by line. */
  note(text: string): void {
    const line = `${this.clock.monotonicMs().toFixed(3)} ${text}`;
    for (let i = 0; i < line.length; i++) {
      const code = line.charCodeAt(i);
      this.low = Math.imul(this.low ^ code, 2_654_435_761);
      this.high = Math.imul(this.high ^ code, 1_597_334_677);
    }
    this.lines.push(line);
    if (this.lines.length > 2 * keptMax) this.lines.splice(0, keptMax);
  }

  /** The last lines, oldest first; each begins with the simulated milliseconds. */
  last(count: number): readonly string[] {
    return this.lines.slice(-Math.min(count, keptMax));
  }

  /** 16 hex digits over all lines so far, in their order. */
  hash(): string {
    return [this.high, this.low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
