/** Randomness that needs no secrecy, such as the jitter of a wait. */
import type { Random } from '../../engine/ports.ts';

export const systemRandom: Random = { next: () => Math.random() };
