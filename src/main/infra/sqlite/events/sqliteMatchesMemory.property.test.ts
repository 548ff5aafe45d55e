import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import type { AppendResult, EventStore, ExpectedVersion } from '../../../engine/events/eventStore.ts';
import { manualTime, type ManualTime } from '../../../engine/events/testing/manualTime.ts';
import { collect, readEverything, sampleEvent, stream } from '../../../engine/events/testing/sampleEvents.ts';
import { memoryDisk } from '../../memory/memoryDisk.ts';
import { memoryEventStore } from '../../memory/memoryEventStore.ts';
import { storeOnConnection } from '../testing/storeInThread.ts';

const sequences = 1_000;
const streams = ['order-a', 'order-b', 'signal-a', 'desk'].map(stream);

interface Part {
  readonly stream: number;
  /** Numbers of event ids: few, so that repeats are common. */
  readonly ids: readonly number[];
  readonly expected: ExpectedVersion;
}
type Step =
  | { readonly do: 'append'; readonly part: Part }
  | { readonly do: 'appendAll'; readonly parts: readonly Part[] }
  | { readonly do: 'settle' | 'reopen' }
  | { readonly do: 'setWall'; readonly seconds: number };

const part: fc.Arbitrary<Part> = fc.record({
  stream: fc.nat({ max: streams.length - 1 }),
  ids: fc.array(fc.oneof(fc.nat({ max: 9 }), fc.integer({ min: 10, max: 99_999 })), { maxLength: 4 }),
  expected: fc.oneof(
    { weight: 3, arbitrary: fc.constant('any' as const) },
    { weight: 1, arbitrary: fc.constant('no_stream' as const) },
    { weight: 2, arbitrary: fc.integer({ min: -1, max: 6 }) },
  ),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('append' as const), part }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('appendAll' as const), parts: fc.array(part, { maxLength: 4 }) }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'settle' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('setWall' as const),
      seconds: fc.integer({ min: 1_000_000, max: 1_000_009 }),
    }),
  },
);

interface Outcome {
  readonly answers: readonly AppendResult[];
  readonly commits: readonly number[][];
  readonly versions: readonly number[];
  readonly everything: unknown;
  readonly head: unknown;
}

/** Runs the steps on one store, which `open` opens anew after each close. */
async function run(steps: readonly Step[], time: ManualTime, open: () => EventStore): Promise<Outcome> {
  const answers: Promise<AppendResult>[] = [];
  const commits: number[][] = [];
  const versions: number[] = [];
  const opened = (): EventStore => {
    const store = open();
    store.onCommitted((events) => commits.push(events.map(({ position }) => position)));
    return store;
  };
  const appendOf = ({ stream: index, ids, expected }: Part) => ({
    streamId: streams[index] ?? stream('desk'),
    events: ids.map((id) => sampleEvent(`reason ${id}`, `id-${id}`)),
    expected,
  });
  let store = opened();
  for (const each of steps) {
    if (each.do === 'append') {
      const { streamId, events, expected } = appendOf(each.part);
      answers.push(store.append(streamId, events, expected));
    } else if (each.do === 'appendAll') answers.push(store.appendAll(each.parts.map(appendOf)));
    else if (each.do === 'setWall') time.setWall(epochMicros(each.seconds * 1_000_000));
    else await Promise.all(answers);
    if (each.do === 'reopen') {
      await store.close();
      store = opened();
    }
    versions.push(...streams.map((streamId) => store.streamVersion(streamId)));
  }
  const settled = await Promise.all(answers);
  const everything = [await readEverything(store)];
  for (const streamId of streams) {
    everything.push(await collect(store.read(streamId, { from: 1 })));
    everything.push(await collect(store.read(streamId, { from: 2, direction: 'backwards' })));
  }
  for (let second = 1_000_000; second < 1_000_010; second++) {
    everything.push(await collect(store.readAll({ fromTime: epochMicros(second * 1_000_000) })));
  }
  await store.close();
  return { answers: settled, commits, versions, everything, head: store.head() };
}

function onMemory(steps: readonly Step[]): Promise<Outcome> {
  const time = manualTime();
  const disk = memoryDisk();
  return run(steps, time, () => memoryEventStore({ ...time, disk }));
}

async function onSqlite(steps: readonly Step[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-model-'));
  const time = manualTime();
  try {
    return await run(steps, time, () => {
      const { store, connection } = storeOnConnection(folder, time);
      // Nothing here pulls the plug; thousands of stores need not wait for the disk.
      connection.pragma('synchronous = OFF');
      return store;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('answers, stores and reads as the memory store does, whatever is appended in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25, size: 'max' }), async (steps) => {
      expect(await onSqlite(steps)).toStrictEqual(await onMemory(steps));
    }),
    { numRuns: sequences },
  );
});
