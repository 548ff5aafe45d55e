/** Our store beside emmett's SQLite store: the same events, the same driver, both synced at every commit. */
import type { StreamId } from '../src/shared/kernel/ids.ts';
import { invariant } from '../src/shared/kernel/invariant.ts';
import type { NewEvent } from '../src/main/engine/events/storedEvent.ts';
import { systemClock } from '../src/main/infra/clock/systemClock.ts';
import { uuidV7 } from '../src/main/infra/clock/uuidV7.ts';
import { openEmmettStore } from './emmett/emmettStore.ts';
import { figure, type Figure } from './figures.ts';
import { inFolder } from './inFolder.ts';
import { openBenchStores } from './openBenchStores.ts';
import { sampleEvent } from './sampleEvent.ts';
import { ratePerSecond } from './ratePerSecond.ts';

/** One or a hundred events in each append, and how many producers append at once to our store. */
const loads = [
  { name: 'emmett.append.1', events: 1, producers: 100, goal: { ratioMin: 10 } },
  { name: 'emmett.append.1.alone', events: 1, producers: 1 },
  { name: 'emmett.append.100', events: 100, producers: 10, goal: { ratioMin: 10 } },
  { name: 'emmett.append.100.alone', events: 100, producers: 1 },
] as const;

export async function benchEmmett(folder: string, runs: number, runMs: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { name, events, producers, ...load } of loads) {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let run = 0; run < runs; run++) {
      theirs.push(await inFolder(folder, (place) => emmettRate(place, events, runMs)));
      ours.push(await inFolder(folder, (place) => ourRate(place, events, producers, runMs)));
    }
    const is = `emmett's SQLite store on better-sqlite3, ${events} events an append, synchronous=FULL`;
    figures.push(figure(name, 'events/s', ours, { peer: { values: theirs, is }, ...load }));
  }
  return figures;
}

/** One producer: emmett gives every append a commit of its own, and more producers would wait for one another. */
async function emmettRate(folder: string, events: number, runMs: number): Promise<number> {
  const { store, count, close } = openEmmettStore(folder);
  const ids = uuidV7(systemClock());
  let appended = 0;
  const append = async (): Promise<number> => {
    const { streamId, events: batch } = sampleStream(ids, events);
    const theirs = batch.map(({ type, data, ...metadata }) => ({ type, data: { ...data }, metadata }));
    await store.appendToStream(streamId, theirs, { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' });
    appended += events;
    return events;
  };
  const rate = await ratePerSecond(append, runMs);
  invariant(count() === appended, `emmett has ${appended} events, not ${count()}`);
  close();
  return rate;
}

async function ourRate(folder: string, events: number, producers: number, runMs: number): Promise<number> {
  const { events: store, close } = await openBenchStores(folder);
  const ids = uuidV7(systemClock());
  let appended = 0;
  const append = async (): Promise<number> => {
    const { streamId, events: batch } = sampleStream(ids, events);
    const result = await store.append(streamId, batch, 'no_stream');
    invariant(result.ok, 'every append of the bench succeeds');
    appended += events;
    return events;
  };
  const all = async (): Promise<number> => {
    const done = await Promise.all(Array.from({ length: producers }, append));
    return done.reduce((sum, count) => sum + count, 0);
  };
  const rate = await ratePerSecond(all, runMs);
  invariant(store.head().position === appended, `our store has ${appended} events`);
  await close();
  return rate;
}

/** Events for one new stream. */
function sampleStream(
  ids: { next(): string },
  count: number,
): { readonly streamId: StreamId; readonly events: readonly NewEvent[] } {
  const samples = Array.from({ length: count }, (_, index) => sampleEvent(ids, index));
  const [first] = samples;
  invariant(first !== undefined, 'an append has an event');
  return { streamId: first.streamId, events: samples.map(({ event }) => event) };
}
