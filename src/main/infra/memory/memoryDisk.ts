/** The disk of memory stores, for tests and the simulator. */
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { EventRow } from '../../engine/events/schema/eventRow.ts';
import { emptyChainHash } from '../../engine/events/schema/chainInput.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';

/**
 * The part of a memory store that outlives the store. A new store on the same disk begins where the last commit left
 * it, as after a crash. While `fault` is set, commits fail with it. `commitMs` returns how long the next commit takes;
 * events that are appended meanwhile go with the commit after it. `beforeCommit` is called then, and may set `fault`.
 * `afterWrite` is called when the events of one append are on the disk and its caller has not been told yet; a store in
 * which it throws is as good as dead.
 */
export interface MemoryDisk {
  readonly rows: { readonly row: EventRow; readonly hash: string }[];
  fault: Fault | undefined;
  commitMs: (() => number) | undefined;
  beforeCommit: (() => void) | undefined;
  afterWrite: (() => void) | undefined;
}

export function memoryDisk(): MemoryDisk {
  return { rows: [], fault: undefined, commitMs: undefined, beforeCommit: undefined, afterWrite: undefined };
}

export function headOf(disk: MemoryDisk): StoreHead {
  return { position: disk.rows.length, hash: disk.rows.at(-1)?.hash ?? emptyChainHash };
}

/** Index of the first row at or after the time; the number of rows when there is none. */
export function firstIndexFrom(disk: MemoryDisk, time: Parameters<typeof formatMicros>[0]): number {
  const text = formatMicros(time);
  const index = disk.rows.findIndex(({ row }) => row.time >= text);
  return index === -1 ? disk.rows.length : index;
}
