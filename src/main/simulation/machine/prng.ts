/** The only source of randomness of a run: sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32. */
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Random } from '../../engine/ports.ts';

export class Prng implements Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number) {
    let state = seed | 0;
    const word = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let mixed = state ^ (state >>> 16);
      mixed = Math.imul(mixed, 0x21f0aaad);
      mixed ^= mixed >>> 15;
      mixed = Math.imul(mixed, 0x735a2d97);
      return mixed ^ (mixed >>> 15);
    };
    // Seeds beyond 32 bits must give different runs too.
    this.a = word() ^ Math.floor(seed / 4_294_967_296);
    this.b = word();
    this.c = word();
    for (let i = 0; i < 12; i++) this.next();
  }

  /** The next number, from 0 inclusive to 1 exclusive. */
  next(): number {
    const result = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + result) | 0;
    return (result >>> 0) / 4_294_967_296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(this.next() * choices.length)];
    invariant(chosen !== undefined, 'a choice needs something to choose from');
    return chosen;
  }

  /** A waiting time in milliseconds with the given mean: many short ones, few long ones. */
  waitMs(meanMs: number): number {
    return -Math.log(1 - this.next()) * meanMs;
  }
}
