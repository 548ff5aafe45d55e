/** A stream that has events is never taken for a new one: its order would be made twice. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noStreamVersion } from '../../../engine/events/eventStore.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import { stream } from '../../../engine/events/testing/sampleEvents.ts';
import { StreamNames } from './streamNames.ts';
import { StreamVersions } from './streamVersions.ts';

const pageMax = 7;
/** More look-ups of new streams than it takes until the names are read. */
const manyLookUps = 510;

/** A store on disk with its streams, and the tasks that wait for their turn. */
function desk(before: readonly string[], isReadable = (): boolean => true) {
  const onDisk = new Map(before.map((name) => [name, 0]));
  const tasks: (() => void)[] = [];
  let asked = 0;
  const disk = {
    streamVersion(name: string): number {
      asked += 1;
      return onDisk.get(name) ?? noStreamVersion;
    },
    // Sorts behind all others, so that only the names can spare the question.
    highestStream: () => '~',
    streamsAfter(after: string): readonly string[] {
      if (!isReadable()) throw new StoreReadError({ code: 'store_unreachable', message: 'unplugged' });
      return [...onDisk.keys()]
        .filter((name) => name > after)
        .toSorted()
        .slice(0, pageMax);
    },
  };
  const names = new StreamNames(disk, { soon: (task) => void tasks.push(task) }, before.length);
  const versions = new StreamVersions(disk, names, 20);
  return {
    onDisk,
    versions,
    asked: () => asked,
    turn: () => tasks.shift()?.(),
    readAll() {
      while (tasks.length > 0) tasks.shift()?.();
    },
    lookUpMany: () => {
      for (let i = 0; i < manyLookUps; i++) versions.get(stream(`order-other-${i}`));
    },
  };
}

const name = fc.integer({ min: 0, max: 10 }).map((n) => `order-${n}`);
const step = fc.oneof(
  fc.record({ type: fc.constantFrom('append' as const, 'ask' as const), name }),
  fc.record({
    type: fc.constantFrom('look up' as const, 'turn' as const, 'read all' as const),
    name: fc.constant(''),
  }),
  fc.record({ type: fc.constantFrom('commit' as const, 'lose' as const), name: fc.constant('') }),
);

it('knows the version of every stream, whenever the names are read', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name), fc.array(step, { maxLength: 80, size: 'max' }), (before, steps) => {
      const { onDisk, versions, turn, readAll, lookUpMany } = desk(before);
      const waiting = new Map<string, number>();
      const expected: number[] = [];
      const found: number[] = [];
      for (const next of steps) {
        if (next.type === 'look up') lookUpMany();
        else if (next.type === 'turn') turn();
        else if (next.type === 'read all') readAll();
        else if (next.type === 'ask' || next.type === 'append') {
          const version = waiting.get(next.name) ?? onDisk.get(next.name) ?? noStreamVersion;
          expected.push(version);
          found.push(versions.get(stream(next.name)));
          if (next.type === 'ask') continue;
          waiting.set(next.name, version + 1);
          versions.set(stream(next.name), version + 1);
        } else {
          if (next.type === 'lose') versions.clear();
          else for (const [key, version] of waiting) onDisk.set(key, version);
          waiting.clear();
          versions.trim(0, 0);
        }
      }
      expect(found).toEqual(expected);
    }),
  );
});

it('spares the disk nearly all questions for new streams, once the names are read', () => {
  const { versions, asked, readAll, lookUpMany } = desk(Array.from({ length: 100 }, (_, n) => `order-${n}`));
  lookUpMany();
  readAll();
  const before = asked();
  for (let i = 0; i < 1_000; i++) expect(versions.get(stream(`order-new-${i}`))).toBe(noStreamVersion);
  expect(asked() - before).toBeLessThan(20);
  expect(versions.get(stream('order-99'))).toBe(0);
});

it('goes on asking the disk where the names can not be read', () => {
  const { versions, asked, turn, lookUpMany } = desk(['order-1'], () => false);
  lookUpMany();
  turn();
  const before = asked();
  expect(versions.get(stream('order-new'))).toBe(noStreamVersion);
  expect(versions.get(stream('order-1'))).toBe(0);
  expect(asked() - before).toBe(2);
});
