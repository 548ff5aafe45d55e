/** Projections of a stream: from its first event, or from a snapshot that can be trusted. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../../../shared/kernel/result.ts';
import { emptyChainHash } from '../schema/chainInput.ts';
import type { EventStore, StreamProjector } from '../eventStore.ts';
import type { Snapshot, SnapshotStore } from '../snapshotStore.ts';
import { appended, type ContractContext } from './eventStoreFixture.ts';
import { sampleEvents, stream } from './sampleEvents.ts';

const a = stream('order-a');
const b = stream('order-b');
const everyEvents = 5;

interface Counting extends StreamProjector<number> {
  /** Events it has been given. */
  readonly applied: () => number;
}

function counting(schemaVersion = 1): Counting {
  let applied = 0;
  return {
    initial: 0,
    apply(state) {
      applied++;
      return state + 1;
    },
    applied: () => applied,
    snapshot: {
      name: 'count',
      schemaVersion,
      everyEvents,
      toData: (state) => ({ state }),
      fromData: (data) => (data as { state: number }).state,
    },
  };
}

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

  describe('projecting a stream with snapshots', () => {
    let kept: Map<string, Snapshot & { readonly schemaVersion: number }>;
    let store: EventStore;

    beforeEach(async () => {
      kept = new Map();
      const snapshots: SnapshotStore = {
        load(key, schemaVersion) {
          const found = kept.get(key);
          return found?.schemaVersion === schemaVersion ? found : undefined;
        },
        save(key, schemaVersion, at, data) {
          kept.set(key, { schemaVersion, at, data });
          return ok();
        },
        close: () => undefined,
      };
      await context.store.close();
      store = context.fixture.open({ snapshots });
      context.store = store;
    });

    const appliedFor = async (projector: Counting, streamId = a): Promise<[number | undefined, number]> => [
      await store.project(streamId, projector),
      projector.applied(),
    ];

    it('takes one when many events had to be read, and reads on from it', async () => {
      appended(await store.append(a, sampleEvents(everyEvents - 1), 'any'));
      expect(await appliedFor(counting())).toEqual([4, 4]);
      expect(kept.size).toBe(0);
      await store.append(b, sampleEvents(1), 'any');
      await store.append(a, sampleEvents(1), 'any');
      expect(await appliedFor(counting())).toEqual([5, 5]);
      expect([...kept.values()].map(({ at }) => at)).toEqual([store.head()]);
      expect(await appliedFor(counting())).toEqual([5, 0]);
      await store.append(a, sampleEvents(2), 'any');
      expect(await appliedFor(counting())).toEqual([7, 2]);
      expect(await appliedFor(counting(), b)).toEqual([1, 1]);
    });

    it('passes over one of another version, from ahead of the store, or of another history', async () => {
      await store.append(a, sampleEvents(6), 'any');
      await store.project(a, counting());
      expect(await appliedFor(counting(2))).toEqual([6, 6]);
      for (const change of [{ position: 99 }, { hash: 'ab'.repeat(32) }]) {
        await store.project(a, counting());
        for (const [key, { schemaVersion, at }] of kept) {
          kept.set(key, {
            schemaVersion,
            at: { ...at, ...change },
            data: { version: 3, state: { state: -1 } },
          });
        }
        expect(await appliedFor(counting())).toEqual([6, 6]);
      }
    });
  });
}
