/** Repeatable randomness: the same seed gives the same numbers. */
import type { Random } from '../../../../engine/ports.ts';

/** A generator for a name. Each name has its own numbers, so that one switch does not change the numbers of another. */
export function seededRandom(seed: string): Random {
  let state = hash(seed);
  return {
    next: () => {
      state = (state + 0x6d2b79f5) | 0;
      return mix(state);
    },
  };
}

/** A draw from the standard normal distribution that depends on nothing but seed and index (Box-Muller). */
export function gaussianAt(seed: string, index: number): number {
  const base = hash(`${seed}:${index}`);
  const radius = Math.sqrt(-2 * Math.log(1 - mix(base)));
  return radius * Math.cos(2 * Math.PI * mix(base ^ 0x5bd1e995));
}

/** FNV-1a hash, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
}

/** The output function of mulberry32: 0 inclusive to 1 exclusive. */
function mix(state: number): number {
  let value = Math.imul(state ^ (state >>> 15), 1 | state);
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
  return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
}
