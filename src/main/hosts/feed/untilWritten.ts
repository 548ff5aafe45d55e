/** Waits for the disk. */
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Scheduler } from '../../engine/ports.ts';

/**
 * Waits until everything decided so far is on disk and in the read model. Decisions are ahead of both by up to a
 * commit.
 */
export async function untilWritten({ store }: Pick<Engine, 'store'>, scheduler: Scheduler): Promise<void> {
  while (store.health().pendingAppends > 0) {
    await new Promise<void>((resolve) => scheduler.soon(resolve));
  }
}
