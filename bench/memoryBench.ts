/** Whether an engine keeps more and more in memory, the more orders have gone through it. */
import { inEngineThread } from './engine/inEngineThread.ts';
import { figure, type Figure } from './figures.ts';
import { inFolder } from './inFolder.ts';
import { inThousands } from './inThousands.ts';

export interface MemoryBenchSize {
  readonly orders: number;
  /** Looks at the memory in each half of the orders. */
  readonly looks: number;
}

/** Below this many orders the compiler's code and the histories of fixed length still grow. */
const ordersForGoal = 1_000_000;

export async function benchMemory(parent: string, size: MemoryBenchSize): Promise<readonly Figure[]> {
  const { firstHalf, secondHalf } = await inFolder(parent, (folder) =>
    inEngineThread({ kind: 'memory', folder, ...size }),
  );
  const is = "the same over the first half of the orders, the engine's thread after a full collection";
  const peer = { values: [firstHalf], is };
  const goal = size.orders < ordersForGoal ? {} : { goal: { ratioMax: 1.05 } };
  return [figure(`memory.${inThousands(size.orders)}.orders`, 'bytes', [secondHalf], { peer, ...goal })];
}
