/** Group commit, listeners, faults and what outlives a store. */
import { describe, expect, it } from 'vitest';
import { writeRetryMs } from '../appendFaults.ts';
import { emptyChainHash } from '../schema/chainInput.ts';
import { appended, type ContractContext } from './eventStoreFixture.ts';
import { idsOf, positionsOf, readEverything, sampleEvent, sampleEvents, stream } from './sampleEvents.ts';

const a = stream('order-a');
const b = stream('order-b');

export function commitContract(context: ContractContext): void {
  describe('group commit', () => {
    it('keeps the order of the calls and makes one commit of what is in flight', async () => {
      const { store } = context;
      const commits: string[][] = [];
      store.onCommitted((events) => commits.push(idsOf(events)));
      const events = sampleEvents(50);
      const resolved: number[] = [];
      await Promise.all(
        events.map(async (event, index) => {
          await store.append(stream(`order-${index % 7}`), [event], 'any');
          resolved.push(index);
        }),
      );
      expect(commits).toEqual([idsOf(await readEverything(store))]);
      expect(commits[0]).toEqual(events.map(({ eventId }) => eventId));
      expect(resolved).toEqual(events.map((_, index) => index));
    });

    it('says how many appends wait, and moves the head only with the commit', async () => {
      const { store } = context;
      expect(store.head()).toEqual({ position: 0, hash: emptyChainHash });
      const both = [store.append(a, sampleEvents(2), 'any'), store.append(a, sampleEvents(1), 'any')];
      expect([store.health().pendingAppends, store.head().position]).toEqual([2, 0]);
      await Promise.all(both);
      expect(store.health()).toMatchObject({ writable: true, pendingAppends: 0, commitMs: { count: 1 } });
      expect(store.head().position).toBe(3);
      expect(store.head().hash).toMatch(/^[0-9a-f]{64}$/);
      expect(store.head().hash).not.toBe(emptyChainHash);
    });
  });

  describe('listeners', () => {
    it('hear of a commit in order of registration, before the appends resolve', async () => {
      const { store } = context;
      const heard: string[] = [];
      store.onCommitted((events) => heard.push(`first ${store.head().position} ${events.length}`));
      store.onCommitted(() => heard.push('second'));
      await Promise.all([
        store.append(a, sampleEvents(1), 'any').then(() => heard.push('resolved')),
        store.append(a, sampleEvents(1), 'any').then(() => heard.push('resolved')),
      ]);
      expect(heard).toEqual(['first 2 2', 'second', 'resolved', 'resolved']);
    });

    it('may throw without harm to the store or to each other', async () => {
      const { store } = context;
      const heard: number[][] = [];
      store.onCommitted(() => {
        throw new Error('planted');
      });
      store.onCommitted((events) => heard.push(positionsOf(events)));
      appended(await store.append(a, sampleEvents(1), 'any'));
      appended(await store.append(a, sampleEvents(1), 0));
      expect(heard).toEqual([[1], [2]]);
      expect(store.health().writable).toBe(true);
    });

    it('may append; that is another commit', async () => {
      const { store } = context;
      const commits: number[][] = [];
      const answer = new Promise((resolve) => {
        store.onCommitted((events) => {
          commits.push(positionsOf(events));
          if (commits.length === 1) resolve(store.append(a, sampleEvents(1), 0));
        });
      });
      await store.append(a, sampleEvents(1), 'no_stream');
      expect(await answer).toMatchObject({ ok: true, value: { version: 1 } });
      expect(commits).toEqual([[1], [2]]);
    });

    it('hear nothing of repeats', async () => {
      const { store } = context;
      const event = sampleEvent();
      await store.append(a, [event], 'any');
      let calls = 0;
      store.onCommitted(() => calls++);
      await store.append(a, [event], 'any');
      expect(calls).toBe(0);
    });
  });

  describe('while it can not write', () => {
    it('refuses the whole group, forgets its versions and ids, and says so', async () => {
      const { store, fixture } = context;
      const before = appended(await store.append(a, sampleEvents(1), 'no_stream'));
      const head = store.head();
      const code = fixture.breakWrites();
      const lost = sampleEvents(2);
      const results = await Promise.all([
        store.append(a, lost, 0),
        store.append(a, sampleEvents(1), 2),
        store.append(a, lost.slice(0, 1), 0),
        store.append(stream('order-new'), sampleEvents(1), 'no_stream'),
      ]);
      for (const result of results) {
        expect(result).toMatchObject({ ok: false, error: { code: 'store_unavailable', fault: { code } } });
      }
      expect(store.health()).toMatchObject({ writable: false, fault: { code }, pendingAppends: 0 });
      expect(store.writeFault()).toMatchObject({ code });
      expect([store.streamVersion(a), store.streamVersion(stream('order-new'))]).toEqual([0, -1]);
      expect(store.head()).toEqual(head);
      expect(await readEverything(store)).toStrictEqual(before.events);
      fixture.healWrites();
    });

    it('takes nothing in the turn in which a commit was lost: what was decided on it is taken back first', async () => {
      const { store, fixture } = context;
      const code = fixture.breakWrites();
      const lost = store.append(a, sampleEvents(1), 'no_stream');
      const decidedOnIt = lost.then(() => {
        fixture.healWrites();
        return store.append(b, sampleEvents(1), 'no_stream');
      });
      for (const result of [await lost, await decidedOnIt]) {
        expect(result).toMatchObject({ ok: false, error: { code: 'store_unavailable', fault: { code } } });
      }
      expect(await readEverything(store)).toEqual([]);
    });

    it('tries again by itself at a bounded pace, and goes on where it stood', async () => {
      const { store, fixture } = context;
      await store.append(a, sampleEvents(1), 'no_stream');
      fixture.breakWrites();
      const lost = sampleEvents(1);
      expect(await store.append(a, lost, 0)).toMatchObject({ ok: false });
      fixture.time.advance(writeRetryMs * 3);
      expect(store.health().writable).toBe(false);
      fixture.healWrites();
      expect(await store.append(a, lost, 0)).toMatchObject({ ok: false });
      const health = () => {
        fixture.time.advance(writeRetryMs);
        return store.health();
      };
      // The log may be in a thread of its own, which still answers an earlier try.
      await expect.poll(health).toMatchObject({ writable: true });
      expect([store.health().fault, store.writeFault()]).toEqual([undefined, undefined]);
      expect(positionsOf(appended(await store.append(a, lost, 0)).events)).toEqual([2]);
    });
  });

  describe('closing', () => {
    it('waits for what is in flight, and keeps everything for the next store', async () => {
      const { store, fixture } = context;
      const inFlight = store.append(a, sampleEvents(3), 'no_stream');
      await store.close();
      const { events } = appended(await inFlight);
      const head = store.head();
      context.store = await fixture.open();
      expect(context.store.head()).toEqual(head);
      expect(await readEverything(context.store)).toStrictEqual(events);
      expect(context.store.streamVersion(a)).toBe(2);
      const again = appended(await context.store.append(a, sampleEvents(1), 2));
      expect(positionsOf(again.events)).toEqual([4]);
      expect(appended(await context.store.append(a, events.slice(1, 2), 'any')).events).toStrictEqual(
        events.slice(1, 2),
      );
    });

    it('leaves a next store that knows at the call which streams exist: a conflict takes nothing with it', async () => {
      await context.store.append(a, sampleEvents(1), 'no_stream');
      await context.store.close();
      const store = (context.store = await context.fixture.open());
      const conflict = store.append(a, sampleEvents(1), 'no_stream');
      expect([store.streamVersion(a), store.health().pendingAppends]).toEqual([0, 0]);
      const other = store.append(b, sampleEvents(1), 'no_stream');
      expect(await conflict).toMatchObject({ ok: false, error: { code: 'version_conflict', current: 0 } });
      expect(positionsOf(appended(await other).events)).toEqual([2]);
    });

    it('leaves a next store that tells existing streams from new ones', async () => {
      const stored = sampleEvents(2);
      await context.store.append(a, stored, 'no_stream');
      const reopened = async () => {
        await context.store.close();
        context.store = await context.fixture.open();
        return context.store;
      };
      const conflict = {
        ok: false,
        error: { code: 'version_conflict', streamId: a, expected: 'no_stream', current: 1 },
      };
      const store = await reopened();
      const results = await Promise.all([
        store.append(b, sampleEvents(1), 'no_stream'),
        store.append(a, sampleEvents(1), 'no_stream'),
        store.append(stream('order-c'), sampleEvents(1), 'no_stream'),
        store.append(a, sampleEvents(1), 'any'),
        store.append(b, sampleEvents(1), 0),
      ]);
      expect(results).toMatchObject([
        { ok: true, value: { version: 0, events: [{ position: 3 }] } },
        conflict,
        { ok: true, value: { version: 0, events: [{ position: 4 }] } },
        { ok: true, value: { version: 2, events: [{ position: 5 }] } },
        { ok: true, value: { version: 1, events: [{ position: 6 }] } },
      ]);
      const both = [stream('order-d'), a].map((streamId) => ({
        streamId,
        events: sampleEvents(1),
        expected: 'no_stream' as const,
      }));
      expect(await (await reopened()).appendAll(both)).toMatchObject({ ok: false, error: { current: 2 } });
      const repeated = await (await reopened()).append(a, stored, 'no_stream');
      expect(positionsOf(appended(repeated).events)).toEqual([1, 2]);
      expect(await (await reopened()).append(a, [], 'no_stream')).toMatchObject({ ok: false });
      expect(context.store.head().position).toBe(6);
      expect(context.store.writeFault()).toBeUndefined();
      expect(positionsOf(await readEverything(context.store))).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it('refuses appends and reads afterwards, and may be repeated', async () => {
      const { store } = context;
      await store.append(a, sampleEvents(1), 'any');
      await store.close();
      await store.close();
      expect(await store.append(a, sampleEvents(1), 'any')).toMatchObject({
        ok: false,
        error: { code: 'store_unavailable', fault: { code: 'store_closed' } },
      });
      expect(store.health()).toMatchObject({ writable: false, fault: { code: 'store_closed' } });
      expect(store.writeFault()?.code).toBe('store_closed');
      await expect(readEverything(store)).rejects.toMatchObject({ fault: { code: 'store_closed' } });
    });
  });
}
