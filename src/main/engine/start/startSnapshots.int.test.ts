import { describe, expect, it, vi } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Actor, VenueId } from '../../../shared/kernel/ids.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { memoryDisk } from '../../infra/memory/memoryDisk.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { memorySnapshotStore, type MemorySnapshot } from '../../infra/memory/memorySnapshotStore.ts';
import { ScriptedVenue } from '../../simulation/testing/scriptedVenue.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { defaultConfiguration, defaultEventSourcing } from '../configuration.ts';
import { createEngine } from '../assembly/createEngine.ts';
import type { EventStore } from '../events/eventStore.ts';
import { sampleEvents, stream } from '../events/testing/sampleEvents.ts';
import { readerOn } from '../queries/testing/readerOn.ts';
import { countedIds } from '../events/testing/countedIds.ts';

/** A desk whose engine is started and stopped again and again, in simulated time. */
const { snapshotEveryEvents } = defaultEventSourcing;
function desk() {
  const time = new SimulatedTime(parseInstant('2026-11-23T10:00:00Z')!);
  const disk = memoryDisk();
  const kept = new Map<string, MemorySnapshot>();
  const views = memoryOrderViewStore();
  const venue = new ScriptedVenue('sim' as VenueId, time, decimal('1400'));
  const ids = countedIds();
  const until = async <T>(promise: Promise<T>): Promise<T> => {
    const seen = { done: false };
    void promise.then(() => (seen.done = true));
    while (!seen.done) await time.advance(100);
    return promise;
  };
  const start = async () => {
    const store = memoryEventStore({
      clock: time,
      scheduler: time,
      disk,
      snapshots: memorySnapshotStore(kept),
    });
    // The reading side reads by itself, beside the reads of the start.
    const readAll: EventStore['readAll'] = store.readAll.bind(store);
    const followed = Object.assign(Object.create(store) as EventStore, { readAll });
    const reads = vi.spyOn(store, 'readAll');
    const engine = createEngine({
      configuration: defaultConfiguration(),
      clock: time,
      scheduler: time,
      random: { next: () => 0.5 },
      ids,
      logger: { log: () => undefined },
      store,
      reader: readerOn(followed, { clock: time, scheduler: time }, views),
      venues: [venue],
      host: { name: 'test', version: '0', processId: 1 },
    });
    await until(engine.start());
    venue.quote('SPX' as never, decimal('1400'));
    const trade = async (id: string, side: string, quantity: string): Promise<void> => {
      const signal = sampleSignal(id, { side, quantity });
      await until(engine.intake.submit(signal, { actor: 'operator:ak' as Actor }).outcome);
      await until(engine.settled());
    };
    const positions = () =>
      engine.trading.previewKill({ kind: 'desk' }).positions.map(({ quantity }) => quantity);
    return { engine, store, trade, positions, readFrom: reads.mock.calls[0]?.[0] };
  };
  return { start, until, kept };
}

async function fill(store: EventStore, events: number): Promise<void> {
  for (let left = events; left > 0; left -= 1_000) {
    await store.append(stream('signal-many'), sampleEvents(Math.min(left, 1_000)), 'any');
  }
}

describe('snapshots for a start', () => {
  it('are taken at the end of a run: the next start reads nothing that came before', async () => {
    const { start, until } = desk();
    const first = await start();
    expect(first.readFrom).toEqual({ afterPosition: 0 });
    await first.trade('a', 'buy', '10');
    await first.trade('b', 'sell', '4');
    await until(first.engine.stop('end of day'));
    const head = first.store.head().position;
    const second = await start();
    expect(second.readFrom).toEqual({ afterPosition: head });
    expect(second.positions()).toEqual(['6']);
  });

  it('are taken while it runs: a start after a crash reads what came since', async () => {
    const { start, until, kept } = desk();
    const first = await start();
    await first.trade('a', 'buy', '10');
    await until(fill(first.store, snapshotEveryEvents));
    const [snapshot] = kept.values();
    expect(snapshot?.at.position).toBeGreaterThan(snapshotEveryEvents);
    await first.trade('b', 'buy', '5');
    // No stop: the process is gone.
    const second = await start();
    expect(second.positions()).toEqual(['15']);
    expect(kept.size).toBe(1);
  });

  it('that can not be used are passed over: the orders say the same', async () => {
    const { start, until, kept } = desk();
    const first = await start();
    await first.trade('a', 'buy', '10');
    await until(first.engine.stop('end of day'));
    for (const [key, snapshot] of kept) kept.set(key, { ...snapshot, text: '{"positions":' });
    const second = await start();
    expect(second.positions()).toEqual(['10']);
  });
});
