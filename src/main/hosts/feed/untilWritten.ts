/** Waits for the disk. */
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Scheduler } from '../../engine/ports.ts';

/** What the engine has decided is ahead of the disk, and the read model behind it, by up to a commit. */
export async function untilWritten({ store }: Pick<Engine, 'store'>, scheduler: Scheduler): Promise<void> {
  while (store.health().pendingAppends > 0) {
    await new Promise<void>((resolve) => scheduler.soon(resolve));
  }
}
