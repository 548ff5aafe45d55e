/**
 * One connection between an engine and the venue. What one side sends arrives in its order, as on TCP, but for what
 * the faults do: a message may take long (and hold up all behind it), be lost, come twice, or be overtaken. When the
 * connection breaks, requests on their way are lost or arrive late; answers and reports on their way are lost.
 */
import type { Faults } from '../faults.ts';
import type { Prng } from '../prng.ts';
import type { SimulatedTime } from '../simulatedTime.ts';

export interface SessionTools {
  readonly time: SimulatedTime;
  readonly random: Prng;
  readonly faults: () => Faults;
}

/** A request that was on its way when the connection broke arrives within this time, or never. */
export const stragglerMsMax = 1_000;
const latencyMs = { min: 1, max: 20 };
const slowMsMax = 10_000;
const overtakenMsMax = 2_000;

export class Session {
  open = true;
  private readonly tools: SessionTools;
  private readonly outgoing = new Set<() => void>();
  /** When the last message in each direction arrives. */
  private lastOutMs = 0;
  private lastInMs = 0;

  constructor(tools: SessionTools) {
    this.tools = tools;
  }

  /** To the venue. */
  send(arrive: () => void): void {
    const { time, random, faults } = this.tools;
    if (random.chance(faults().lose_request)) return;
    const now = time.monotonicMs();
    this.lastOutMs = Math.max(this.lastOutMs, now + this.latency());
    this.outgoing.add(arrive);
    time.after(this.lastOutMs - now, () => {
      if (this.outgoing.delete(arrive)) arrive();
    });
  }

  /** From the venue. */
  receive(arrive: () => void): void {
    const { time, random, faults } = this.tools;
    const now = time.monotonicMs();
    let at = Math.max(this.lastInMs, now + this.latency());
    if (random.chance(faults().reorder)) at += random.integer(1, overtakenMsMax);
    else this.lastInMs = at;
    time.after(at - now, () => {
      if (this.open) arrive();
    });
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    const { time, random } = this.tools;
    for (const arrive of this.outgoing) {
      if (random.chance(0.5)) time.after(random.integer(0, stragglerMsMax), arrive);
    }
    this.outgoing.clear();
  }

  private latency(): number {
    const { random, faults } = this.tools;
    return random.chance(faults().delay)
      ? random.integer(latencyMs.max, slowMsMax)
      : random.integer(latencyMs.min, latencyMs.max);
  }
}
