/** Appends through the event store beside raw better-sqlite3 writing the same columns in the same groups. */
import { invariant } from '../src/shared/kernel/invariant.ts';
import type { StoreSettings } from '../src/main/infra/configuration/deskConfiguration.ts';
import { systemClock } from '../src/main/infra/clock/systemClock.ts';
import { uuidV7 } from '../src/main/infra/clock/uuidV7.ts';
import { figure, type Figure } from './figures.ts';
import { inFolder } from './inFolder.ts';
import { openBenchStores } from './openBenchStores.ts';
import { ratePerSecond } from './ratePerSecond.ts';
import { rawRate } from './rawRows.ts';
import { sampleEvent } from './sampleEvent.ts';

/** How many events are in a commit. */
export const groups = [1, 10, 100] as const;
const goal = { ratioMin: 0.9 };

/** `runMs` is how long each run is timed. */
export async function benchStore(folder: string, runs: number, runMs: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const group of groups) {
    const ours: number[] = [];
    const raw: number[] = [];
    for (let run = 0; run < runs; run++) {
      raw.push(await rawRate(folder, group, runMs));
      ours.push(await inFolder(folder, (place) => storeRate(place, group, runMs)));
    }
    const is = `raw better-sqlite3, the same columns in groups of ${group}, synchronous=FULL`;
    figures.push(figure(`store.append.${group}`, 'events/s', ours, { peer: { values: raw, is }, goal }));
  }
  return figures;
}

/** Events a second in groups of that size, each group one commit. */
export async function storeRate(
  folder: string,
  group: number,
  runMs: number,
  where: StoreSettings = { kind: 'sqlite' },
): Promise<number> {
  const { events: store, close } = await openBenchStores(folder, where);
  const ids = uuidV7(systemClock());
  let appended = 0;
  const appendGroup = async (): Promise<number> => {
    const results = await Promise.all(
      Array.from({ length: group }, () => {
        const { streamId, event } = sampleEvent(ids, appended++);
        return store.append(streamId, [event], 'no_stream');
      }),
    );
    invariant(
      results.every((result) => result.ok),
      'every append of the bench succeeds',
    );
    return group;
  };
  const rate = await ratePerSecond(appendGroup, runMs);
  await close();
  return rate;
}
