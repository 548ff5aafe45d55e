// An engine of another process on the same data folder, as far as the lock is concerned.
import { systemClock } from '../../src/main/infra/clock/systemClock.ts';
import { takeEngineLock } from '../../src/main/infra/sqlite/files/engineLock.ts';

/** Holds the folder as `desk run` would; gives how to let go of it. */
export function holdFolder(dataFolder: string): () => void {
  const lock = takeEngineLock(dataFolder, 'desk run', { clock: systemClock() });
  if (!lock.ok) throw new Error(lock.error.message);
  return () => lock.value.release();
}
