/** Counts the bytes that this thread allocates on its heap. */
import { GCProfiler, getHeapStatistics } from 'node:v8';

/**
 * Runs the work, and gives the bytes that this thread allocated meanwhile. V8 says for each collection how large the
 * heap was before and after it; what the heap grew by between two collections was allocated. Each thread has a heap of
 * its own, so other threads do not count. Neither does memory outside of the heap, such as that of buffers.
 */
export async function allocatedBytes<T>(
  work: () => Promise<T>,
): Promise<{ readonly bytes: number; readonly result: T }> {
  const profiler = new GCProfiler();
  profiler.start();
  let size = getHeapStatistics().used_heap_size;
  const result = await work();
  const sizeAtEnd = getHeapStatistics().used_heap_size;
  let bytes = 0;
  for (const { beforeGC, afterGC } of profiler.stop().statistics) {
    bytes += Math.max(0, beforeGC.heapStatistics.usedHeapSize - size);
    size = afterGC.heapStatistics.usedHeapSize;
  }
  return { bytes: bytes + Math.max(0, sizeAtEnd - size), result };
}
