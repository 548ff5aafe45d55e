/** Decides when the venue's faults happen. Each switch has a seeded sequence of its own, so that runs repeat. */
import type { Random } from '../../../../engine/ports.ts';
import type { FaultSwitches } from '../wire/faultSwitches.ts';

import { seededRandom } from './seededRandom.ts';

const chances = [
  'loseRequests',
  'loseAnswers',
  'loseOutcomes',
  'delayOutcomes',
  'reject',
  'duplicate',
  'disconnect',
] as const;
export type FaultChance = (typeof chances)[number];

export class FaultPlan {
  private switchesNow: FaultSwitches;
  private seedNow: number;
  private draws: Record<FaultChance | 'jitter', Random>;

  constructor(switches: FaultSwitches, seed: number) {
    this.switchesNow = switches;
    this.seedNow = seed;
    this.draws = drawsOf(seed);
  }

  get switches(): FaultSwitches {
    return this.switchesNow;
  }

  get seed(): number {
    return this.seedNow;
  }

  /** Changes the given switches; the others stay. */
  configure(changes: { readonly [K in keyof FaultSwitches]?: FaultSwitches[K] | undefined }): void {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    this.switchesNow = { ...this.switchesNow, ...given };
  }

  /** Starts every sequence again. */
  reseed(seed: number): void {
    this.seedNow = seed;
    this.draws = drawsOf(seed);
  }

  /** Whether the fault happens this time. A switch that is off uses no number of its sequence. */
  strikes(chance: FaultChance): boolean {
    const probability = this.switchesNow[chance];
    return probability > 0 && this.draws[chance].next() < probability;
  }

  /** How long the next message is held back, in milliseconds. */
  delayMs(): number {
    const { latencyMs, jitterMs } = this.switchesNow;
    return jitterMs > 0 ? latencyMs + this.draws.jitter.next() * jitterMs : latencyMs;
  }
}

function drawsOf(seed: number): Record<FaultChance | 'jitter', Random> {
  const draw = (name: string) => seededRandom(`${seed}:${name}`);
  return {
    loseRequests: draw('loseRequests'),
    loseAnswers: draw('loseAnswers'),
    loseOutcomes: draw('loseOutcomes'),
    delayOutcomes: draw('delayOutcomes'),
    reject: draw('reject'),
    duplicate: draw('duplicate'),
    disconnect: draw('disconnect'),
    jitter: draw('jitter'),
  };
}
