/**
 * One connection between an engine and the venue. Messages arrive in their order, as on TCP, except for the faults: a
 * message may take long and delay all messages after it, be lost, come twice, or be overtaken. When the connection
 * breaks, requests in flight are lost or arrive late; answers and reports in flight are lost.
 */
import type { Faults } from '../machine/faults.ts';
import type { Prng } from '../machine/prng.ts';
import type { SimulatedTime } from '../machine/simulatedTime.ts';

export interface SessionTools {
  readonly time: SimulatedTime;
  readonly random: Prng;
  readonly faults: () => Faults;
}

/** Milliseconds within which a request that was in flight when the connection broke arrives, if it arrives at all. */
export const stragglerMsMax = 1_000;
const latencyMs = { min: 1, max: 20 };
const slowMsMax = 10_000;
const overtakenMsMax = 2_000;

export class Session {
  open = true;
  private readonly tools: SessionTools;
  private readonly outgoing = new Set<() => void>();
  /** When the last message in each direction arrives, in simulated milliseconds. */
  private lastOutMs = 0;
  private lastInMs = 0;

  constructor(tools: SessionTools) {
    this.tools = tools;
  }

  /** Sends a message to the venue. */
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

  /** Sends a message from the venue to the engine. */
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
