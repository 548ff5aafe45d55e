/** What the contract suite of event stores works on. */
import { expect } from 'vitest';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { AppendResult, Appended, EventStore } from '../eventStore.ts';
import type { SnapshotStore } from '../snapshotStore.ts';
import type { Upcasters } from '../schema/upcast.ts';
import type { ManualTime } from './manualTime.ts';

/** A place for one store at a time, which outlives the store. */
export interface EventStoreFixture {
  readonly time: ManualTime;
  /** Opens the store; a second time, after `close`, on what the first one left. */
  open(options?: {
    readonly upcasters?: Upcasters;
    readonly snapshots?: SnapshotStore;
  }): EventStore | Promise<EventStore>;
  /** Lets commits fail from now on; gives the code of the fault to expect. */
  breakWrites(): Fault['code'];
  healWrites(): void;
  /** Removes everything. The store is closed by then. */
  dispose(): void;
}

/** The fixture and its open store, renewed for each test. */
export interface ContractContext {
  fixture: EventStoreFixture;
  store: EventStore;
}

/** The value of an append that must succeed. */
export function appended(result: AppendResult): Appended {
  expect(result).toMatchObject({ ok: true });
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}
