/** What every implementation of the EventStore port does; registered as vitest tests beside each one. */
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { AppendResult, Appended, EventStore } from '../eventStore.ts';
import type { Upcasters } from '../upcast.ts';
import { appendContract } from './appendContract.ts';
import { commitContract } from './commitContract.ts';
import type { ManualTime } from './manualTime.ts';
import { readContract } from './readContract.ts';

/** A place for one store at a time, which outlives the store. */
export interface EventStoreFixture {
  readonly time: ManualTime;
  /** Opens the store; a second time, after `close`, on what the first one left. */
  open(options?: { readonly upcasters?: Upcasters }): EventStore;
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

export function eventStoreContract(name: string, createFixture: () => EventStoreFixture): void {
  describe(`${name} as an event store`, () => {
    const context = {} as ContractContext;
    beforeEach(() => {
      context.fixture = createFixture();
      context.store = context.fixture.open();
    });
    afterEach(async () => {
      await context.store.close();
      context.fixture.dispose();
    });
    appendContract(context);
    commitContract(context);
    readContract(context);
  });
}

/** The value of an append that must succeed. */
export function appended(result: AppendResult): Appended {
  expect(result).toMatchObject({ ok: true });
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}
