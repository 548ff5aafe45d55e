/** What an engine keeps in memory, while orders go through it. */
import { withRuntime } from '../benchRuntime.ts';
import { offerAll } from '../offerSignals.ts';
import { keptBytes } from '../keptBytes.ts';

export interface MemoryJob {
  readonly kind: 'memory';
  readonly folder: string;
  readonly orders: number;
  /** Looks at the memory in each half of the orders. */
  readonly looks: number;
}

/** Bytes of the engine's thread after a full collection, in the middle of each half's looks. */
export interface Memory {
  readonly firstHalf: number;
  readonly secondHalf: number;
}

export function measureMemory({ folder, orders, looks }: MemoryJob): Promise<Memory> {
  return withRuntime(folder, async ({ engine }) => {
    const count = Math.floor(orders / (2 * looks));
    const bytes: number[] = [];
    for (let first = 0; bytes.length < 2 * looks; first += count) {
      await offerAll(engine, { name: 'memory', first, count, kind: 'market' });
      bytes.push(keptBytes());
    }
    return { firstHalf: mean(bytes.slice(0, looks)), secondHalf: mean(bytes.slice(looks)) };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
