/** Projections of a stream. */
import { describe, expect, it } from 'vitest';
import { emptyChainHash } from '../schema/chainInput.ts';
import type { ContractContext } from './eventStoreFixture.ts';
import { sampleEvents, stream } from './sampleEvents.ts';

const a = stream('order-a');
const b = stream('order-b');
export function projectContract(context: ContractContext): void {
  describe('projecting a stream', () => {
    it('folds its events; undefined without any', async () => {
      const { store } = context;
      await store.append(a, sampleEvents(3), 'any');
      const count = { initial: 0, apply: (state: number) => state + 1 };
      expect(await store.project(a, count)).toBe(3);
      expect(await store.project(b, count)).toBeUndefined();
    });

    it('knows the hash at each position on disk, and at no other', async () => {
      const { store } = context;
      expect([store.hashAt(0), store.hashAt(1)]).toEqual([emptyChainHash, undefined]);
      const inFlight = store.append(a, sampleEvents(2), 'any');
      expect(store.hashAt(2)).toBeUndefined();
      await inFlight;
      expect(store.hashAt(2)).toBe(store.head().hash);
      expect(store.hashAt(1)).toMatch(/^[0-9a-f]{64}$/);
      expect([store.hashAt(3), store.hashAt(-1)]).toEqual([undefined, undefined]);
    });
  });
}
