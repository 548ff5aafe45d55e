/** The sizes of the generations of the engine thread's heap. */
import type { ResourceLimits } from 'node:worker_threads';

/**
 * A smaller young generation than V8's own: one collection has a fifth as much to do, so that orders wait a quarter as
 * long for it, and all collections together take a tenth longer (docs/performance.md).
 */
export const engineHeap: ResourceLimits = { maxYoungGenerationSizeMb: 48 };
