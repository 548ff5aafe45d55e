/** Randomness that needs no secrecy: the jitter of a wait. */
import type { Random } from '../../engine/ports.ts';

export const systemRandom: Random = { next: () => Math.random() };
