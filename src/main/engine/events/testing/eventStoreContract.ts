/** What every implementation of the EventStore port does; registered as vitest tests beside each one. */
import { afterEach, beforeEach, describe } from 'vitest';
import { appendContract } from './appendContract.ts';
import { commitContract } from './commitContract.ts';
import type { ContractContext, EventStoreFixture } from './eventStoreFixture.ts';
import { projectContract } from './projectContract.ts';
import { readContract } from './readContract.ts';

export function eventStoreContract(name: string, createFixture: () => EventStoreFixture): void {
  describe(`${name} as an event store`, () => {
    const context = {} as ContractContext;
    beforeEach(async () => {
      context.fixture = createFixture();
      context.store = await context.fixture.open();
    });
    afterEach(async () => {
      await context.store.close();
      context.fixture.dispose();
    });
    appendContract(context);
    commitContract(context);
    readContract(context);
    projectContract(context);
  });
}
