/** Reading forwards and backwards, ranges and old schema versions. */
import { describe, expect, it } from 'vitest';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import { createUpcasters } from '../schema/upcast.ts';
import type { ContractContext } from './eventStoreFixture.ts';
import { collect, idsOf, positionsOf, readEverything, sampleEvents, stream } from './sampleEvents.ts';

const a = stream('order-a');
const b = stream('order-b');
/** More than the pages that a store may read in. */
const many = 2_500;

export function readContract(context: ContractContext): void {
  const versions = async (options?: Parameters<typeof context.store.read>[1]): Promise<number[]> =>
    (await collect(context.store.read(a, options))).map(({ version }) => version);

  describe('reading a stream', () => {
    it('goes forwards and backwards from a version, both inclusive', async () => {
      const { store } = context;
      for (let i = 0; i < 3; i++) {
        await store.append(b, sampleEvents(1), 'any');
        await store.append(a, sampleEvents(2), 'any');
      }
      expect(await versions()).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await versions({ from: 4 })).toEqual([4, 5]);
      expect(await versions({ direction: 'backwards' })).toEqual([5, 4, 3, 2, 1, 0]);
      expect(await versions({ from: 2, direction: 'backwards' })).toEqual([2, 1, 0]);
      expect(await versions({ from: 6 })).toEqual([]);
      expect(await versions({ from: 99, direction: 'backwards' })).toEqual([5, 4, 3, 2, 1, 0]);
      expect(await collect(store.read(stream('order-none')))).toEqual([]);
    });

    it('goes on over page boundaries in both directions', async () => {
      const { store } = context;
      await store.appendAll([
        { streamId: a, events: sampleEvents(many), expected: 'any' },
        { streamId: b, events: sampleEvents(3), expected: 'any' },
      ]);
      const upwards = Array.from({ length: many }, (_, index) => index);
      expect(await versions()).toEqual(upwards);
      expect(await versions({ direction: 'backwards' })).toEqual(upwards.toReversed());
    });

    it('gives what was committed at the call, and may be left early', async () => {
      const { store } = context;
      await store.append(a, sampleEvents(2), 'any');
      const events = store.read(a);
      const inFlight = store.append(a, sampleEvents(1), 'any');
      expect(await collect(store.read(a))).toHaveLength(2);
      await inFlight;
      expect(await collect(events)).toHaveLength(2);
      for await (const event of store.read(a)) {
        expect(event.version).toBe(0);
        break;
      }
      expect(await versions()).toEqual([0, 1, 2]);
    });
  });

  describe('reading everything', () => {
    it('starts after a position and ends at the head of the call', async () => {
      const { store } = context;
      for (const streamId of [a, b, a, b]) await store.append(streamId, sampleEvents(2), 'any');
      const from = async (afterPosition: number) =>
        positionsOf(await collect(store.readAll({ afterPosition })));
      expect(await from(0)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(await from(6)).toEqual([7, 8]);
      expect(await from(8)).toEqual([]);
      expect(await from(100)).toEqual([]);
      const fixed = store.readAll({ afterPosition: 6 });
      await store.append(a, sampleEvents(1), 'any');
      expect(positionsOf(await collect(fixed))).toEqual([7, 8]);
    });

    it('goes on over page boundaries', async () => {
      const { store } = context;
      const events = sampleEvents(many);
      await store.append(a, events, 'any');
      expect(idsOf(await readEverything(store))).toEqual(events.map(({ eventId }) => eventId));
    });

    it('starts with the first event at or after a time, also where the clock was set back', async () => {
      const { store, fixture } = context;
      const start = fixture.time.clock.now();
      // Offsets in seconds of events 1, 2, 3 …; the clock is set back twice.
      const offsets = [0, 10, 10, 30, 5, 20, 40, 40, 35, 50];
      for (const offset of offsets) {
        fixture.time.setWall(epochMicros(start + offset * 1_000_000));
        await store.append(a, sampleEvents(1), 'any');
      }
      const from = async (seconds: number) => {
        const fromTime = epochMicros(start + seconds * 1_000_000);
        return (await collect(context.store.readAll({ fromTime })))[0]?.position;
      };
      const expectations = async () => {
        for (const seconds of [-1, 0, 0.000001, 10, 10.5, 30, 31, 40, 40.000001, 50, 50.000001]) {
          const first = offsets.findIndex((offset) => offset >= seconds);
          expect(await from(seconds)).toBe(first === -1 ? undefined : first + 1);
        }
      };
      await expectations();
      const last = await collect(store.readAll({ fromTime: epochMicros(start + 31_000_000) }));
      expect(positionsOf(last)).toEqual([7, 8, 9, 10]);
      await store.close();
      context.store = await fixture.open();
      await expectations();
    });
  });

  describe('old schema versions', () => {
    const upcasters = createUpcasters([
      {
        from: { type: 'EngineStopped', schemaVersion: 1 },
        to: { type: 'EngineStopped', schemaVersion: 2 },
        upcast: (data) => ({ ...(data as object), tidy: true }),
      },
    ]);

    it('are upcast on read, and new events written with the new version', async () => {
      const { store, fixture } = context;
      await store.append(a, sampleEvents(1), 'any');
      const { hash } = store.head();
      await store.close();
      context.store = await fixture.open({ upcasters });
      expect(context.store.head().hash).toBe(hash);
      await context.store.append(a, sampleEvents(1), 0);
      const events = await collect(context.store.read(a));
      expect(events.map(({ schemaVersion, data }) => [schemaVersion, data])).toEqual([
        [2, { reason: 'reason 0', tidy: true }],
        [2, { reason: 'reason 0' }],
      ]);
    });

    it('that are newer than the program are not guessed: an event in their place says so', async () => {
      const { store, fixture } = context;
      await store.close();
      context.store = await fixture.open({ upcasters });
      await context.store.append(a, sampleEvents(1), 'any');
      await context.store.close();
      const read = async () => {
        context.store = await fixture.open();
        return collect(context.store.read(a));
      };
      expect(await read()).toMatchObject([
        { type: 'EventNotUnderstood', data: { storedType: 'EngineStopped' } },
      ]);
    });
  });
}
