/** Expected versions, conflicts, idempotent ids and atomic appends. */
import { describe, expect, it } from 'vitest';
import { noStreamVersion } from '../eventStore.ts';
import type { NewEvent } from '../storedEvent.ts';
import { appended, type ContractContext } from './eventStoreFixture.ts';
import { idsOf, positionsOf, readEverything, sampleEvent, sampleEvents, stream } from './sampleEvents.ts';

const a = stream('order-a');
const b = stream('order-b');

export function appendContract(context: ContractContext): void {
  describe('expected versions', () => {
    it('numbers versions per stream from 0 and positions over the store from 1', async () => {
      const { store } = context;
      expect(store.streamVersion(a)).toBe(noStreamVersion);
      const first = appended(await store.append(a, sampleEvents(2), 'no_stream'));
      const second = appended(await store.append(b, sampleEvents(1), 'no_stream'));
      const third = appended(await store.append(a, sampleEvents(1), 1));
      expect([first.version, second.version, third.version]).toEqual([1, 0, 2]);
      expect(positionsOf([...first.events, ...second.events, ...third.events])).toEqual([1, 2, 3, 4]);
      expect([store.streamVersion(a), store.streamVersion(b)]).toEqual([2, 0]);
      expect(store.head().position).toBe(4);
    });

    it('names the expected and the current version in a conflict, and appends nothing', async () => {
      const { store } = context;
      await store.append(a, sampleEvents(2), 'any');
      const conflicts = await Promise.all([
        store.append(a, sampleEvents(1), 'no_stream'),
        store.append(a, sampleEvents(1), 0),
        store.append(b, sampleEvents(1), 0),
      ]);
      expect(conflicts).toEqual([
        { ok: false, error: { code: 'version_conflict', streamId: a, expected: 'no_stream', current: 1 } },
        { ok: false, error: { code: 'version_conflict', streamId: a, expected: 0, current: 1 } },
        { ok: false, error: { code: 'version_conflict', streamId: b, expected: 0, current: -1 } },
      ]);
      expect(store.head().position).toBe(2);
    });

    it('checks at the call: a chain of appends to one stream need not wait for each other', async () => {
      const { store } = context;
      const chain = [
        store.append(a, sampleEvents(1), 'no_stream'),
        store.append(a, sampleEvents(2), 0),
        store.append(a, sampleEvents(1), 2),
      ];
      expect(store.streamVersion(a)).toBe(3);
      expect(store.head().position).toBe(0);
      const conflict = await store.append(a, sampleEvents(1), 2);
      expect(conflict).toMatchObject({ ok: false, error: { current: 3 } });
      expect((await Promise.all(chain)).map((result) => appended(result).version)).toEqual([0, 2, 3]);
    });

    it('checks the version also for an append of nothing', async () => {
      const { store } = context;
      expect(appended(await store.append(a, [], 'no_stream'))).toEqual({ events: [], version: -1 });
      expect(await store.append(a, [], 0)).toMatchObject({ ok: false, error: { current: -1 } });
    });
  });

  describe('idempotent event ids', () => {
    it('gives the first event for a repeat, whatever version is expected', async () => {
      const { store } = context;
      const events = sampleEvents(2);
      const first = appended(await store.append(a, events, 'no_stream'));
      await store.append(a, sampleEvents(1), 1);
      const again = appended(await store.append(a, events, 'no_stream'));
      expect(again).toEqual({ events: first.events, version: 2 });
      expect(store.head().position).toBe(3);
    });

    it('keeps the first content, and the first stream', async () => {
      const { store } = context;
      const first = appended(await store.append(a, [sampleEvent('first', 'same-id')], 'any'));
      const again = appended(await store.append(b, [sampleEvent('second', 'same-id')], 'any'));
      expect(again).toEqual({ events: first.events, version: -1 });
      expect(store.streamVersion(b)).toBe(-1);
    });

    it('counts an id once within a batch and while the first is in flight', async () => {
      const { store } = context;
      const twice = sampleEvent('twice');
      const [first, second] = await Promise.all([
        store.append(a, [twice, twice], 'no_stream'),
        store.append(a, [twice], 'no_stream'),
      ]);
      expect(positionsOf(appended(first).events)).toEqual([1, 1]);
      expect(appended(second)).toEqual({ events: appended(first).events.slice(1), version: 0 });
      expect(await readEverything(store)).toHaveLength(1);
    });

    it('knows ids that sort in any order, in flight and stored', async () => {
      const { store } = context;
      const ids = ['m', 'z', 'a', 'n', 'b', 'zz', '0'];
      await Promise.all(ids.map((id) => store.append(a, [sampleEvent(id, id)], 'any')));
      const repeats = await Promise.all(
        ids.map((id) => store.append(b, [sampleEvent('again', id)], 'no_stream')),
      );
      expect(repeats.flatMap((result) => idsOf(appended(result).events))).toEqual(ids);
      expect(await readEverything(store)).toHaveLength(ids.length);
    });

    it('appends what is new beside a repeat', async () => {
      const { store } = context;
      const [old, fresh] = [sampleEvent('old'), sampleEvent('new')];
      await store.append(a, [old], 'no_stream');
      const mixed = appended(await store.append(a, [old, fresh], 0));
      expect(positionsOf(mixed.events)).toEqual([1, 2]);
      expect(await store.append(a, [old, sampleEvent()], 0)).toMatchObject({ ok: false });
    });
  });

  describe('appends to several streams', () => {
    it('are one commit, in the order given', async () => {
      const { store } = context;
      const commits: number[][] = [];
      store.onCommitted((events) => commits.push(positionsOf(events)));
      const all = appended(
        await store.appendAll([
          { streamId: a, events: sampleEvents(2), expected: 'no_stream' },
          { streamId: b, events: sampleEvents(1), expected: 'no_stream' },
          { streamId: a, events: sampleEvents(1), expected: 1 },
        ]),
      );
      expect(all.version).toBe(2);
      expect(all.events.map((event) => [event.streamId, event.version])).toEqual([
        [a, 0],
        [a, 1],
        [b, 0],
        [a, 2],
      ]);
      expect(commits).toEqual([[1, 2, 3, 4]]);
    });

    it('leave no trace when one of them conflicts', async () => {
      const { store } = context;
      const kept = sampleEvents(1);
      const refused = await store.appendAll([
        { streamId: a, events: kept, expected: 'no_stream' },
        { streamId: b, events: sampleEvents(1), expected: 3 },
      ]);
      expect(refused).toMatchObject({ ok: false, error: { streamId: b, expected: 3, current: -1 } });
      expect([store.streamVersion(a), store.head().position]).toEqual([-1, 0]);
      expect(positionsOf(appended(await store.append(a, kept, 'no_stream')).events)).toEqual([1]);
    });
  });

  describe('what is stored', () => {
    it('is the envelope and the data as JSON gives them back', async () => {
      const { store, fixture } = context;
      const event = {
        ...sampleEvent('grün "quoted" \u2028 \ud83d\ude80'),
        data: { reason: 'ü', none: undefined, zero: -0, list: [1, undefined], deep: { when: new Date(0) } },
        causationId: undefined,
        surplus: 'not part of an event',
      } as unknown as NewEvent;
      const before = fixture.time.clock.now();
      const [stored] = appended(await store.append(a, [event], 'any')).events;
      expect(stored).toStrictEqual({
        type: 'EngineStopped',
        data: { reason: 'ü', zero: 0, list: [1, null], deep: { when: '1970-01-01T00:00:00.000Z' } },
        eventId: event.eventId,
        correlationId: event.correlationId,
        actor: 'operator:test',
        position: 1,
        streamId: a,
        version: 0,
        schemaVersion: 1,
        time: before,
      });
      expect(await readEverything(store)).toStrictEqual([stored]);
    });

    it('keeps the causation where there is one', async () => {
      const { store } = context;
      const cause = sampleEvent();
      await store.append(a, [cause, { ...sampleEvent(), causationId: cause.eventId }], 'any');
      const events = await readEverything(store);
      expect(events.map(({ causationId }) => causationId)).toEqual([undefined, cause.eventId]);
    });
  });
}
