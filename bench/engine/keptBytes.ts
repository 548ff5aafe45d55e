/** What this thread keeps in memory: its heap after a full collection, and the buffers outside of it. */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// A thread has no command line of its own for the flag.
setFlagsFromString('--expose-gc');
const collectAll = runInNewContext('gc') as () => void;

export function keptBytes(): number {
  collectAll();
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}
