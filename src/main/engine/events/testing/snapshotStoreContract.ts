/** What every store of snapshots must do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventStore, StoreHead } from '../eventStore.ts';
import { snapshotOf } from '../snapshotOf.ts';
import type { SnapshotStore } from '../snapshotStore.ts';

export interface SnapshotStoreFixture {
  /** Opens the store; a second time, after `close`, on what the first one left. */
  open(): SnapshotStore;
  /** Harms what is kept under the key, while the store is open. */
  damage(key: string): void;
  dispose(): void;
}

const at = (position: number): StoreHead => ({ position, hash: position.toString(16).padStart(64, '0') });

export function snapshotStoreContract(name: string, createFixture: () => SnapshotStoreFixture): void {
  describe(`snapshot store: ${name}`, () => {
    let fixture: SnapshotStoreFixture;
    let store: SnapshotStore;

    beforeEach(() => {
      fixture = createFixture();
      store = fixture.open();
    });
    afterEach(() => {
      store.close();
      fixture.dispose();
    });

    it('gives back the last one under a key, also after it was opened again', () => {
      expect(store.load('a', 1)).toBeUndefined();
      store.save('a', 1, at(3), { text: 'grün', list: [1, null] });
      store.save('b', 1, at(4), []);
      store.save('a', 1, at(7), { text: 'later' });
      const expected = { at: at(7), data: { text: 'later' } };
      expect(store.load('a', 1)).toEqual(expected);
      store.close();
      store = fixture.open();
      expect(store.load('a', 1)).toEqual(expected);
      expect(store.load('b', 1)).toEqual({ at: at(4), data: [] });
    });

    it('keeps no hold on the data it was given, nor on the data it gave', () => {
      const data = { list: [1] };
      store.save('a', 1, at(1), data);
      data.list.push(2);
      (store.load('a', 1) as { data: typeof data }).data.list.push(3);
      expect(store.load('a', 1)?.data).toEqual({ list: [1] });
    });

    it('passes over one of another schema version, older or newer', () => {
      store.save('a', 2, at(1), {});
      expect([store.load('a', 1), store.load('a', 3)]).toEqual([undefined, undefined]);
    });

    it('passes over a damaged one, and replaces it', () => {
      store.save('a', 1, at(1), { value: 'right' });
      store.save('b', 1, at(2), { value: 'right' });
      fixture.damage('a');
      expect(store.load('a', 1)).toBeUndefined();
      expect(store.load('b', 1)).toEqual({ at: at(2), data: { value: 'right' } });
      store.save('a', 1, at(3), { value: 'new' });
      expect(store.load('a', 1)).toEqual({ at: at(3), data: { value: 'new' } });
    });

    it('is trusted only by a store that has the event at its position', () => {
      const found = (hashAt: EventStore['hashAt']): unknown =>
        snapshotOf({ snapshots: store, hashAt }, 'a', 1);
      const upTo = (head: number) => (position: number) => (position <= head ? at(position).hash : undefined);
      store.save('a', 1, at(5), 'state');
      expect(found(upTo(5))).toEqual({ at: at(5), data: 'state' });
      expect(found(upTo(4))).toBeUndefined();
      expect(found(() => at(6).hash)).toBeUndefined();
    });
  });
}
