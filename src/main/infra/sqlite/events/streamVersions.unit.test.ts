import { describe, expect, it } from 'vitest';
import { stream } from '../../../engine/events/testing/sampleEvents.ts';
import { StreamNames } from './streamNames.ts';
import { categoryOf, StreamVersions } from './streamVersions.ts';

function stored(versions: Record<string, number>, max?: number) {
  const asked: string[] = [];
  const known = new StreamVersions(
    {
      streamVersion(streamId) {
        asked.push(streamId);
        return versions[streamId] ?? -1;
      },
      highestStream(category) {
        const names = Object.keys(versions).filter((name) => categoryOf(name) === category);
        return names.sort().at(-1) ?? '';
      },
    },
    new StreamNames({ streamsAfter: () => [] }, { soon: () => undefined }, 0),
    max,
  );
  return { known, asked };
}

describe('StreamVersions', () => {
  it('asks the disk once for a stream, and never for one behind all others of its kind', () => {
    const { known, asked } = stored({ 'order-3': 7, 'signal-9': 1 });
    expect([known.get(stream('order-3')), known.get(stream('order-3'))]).toEqual([7, 7]);
    expect(known.get(stream('order-4'))).toBe(-1);
    expect(known.get(stream('desk'))).toBe(-1);
    expect(known.get(stream('order-2'))).toBe(-1);
    expect(asked).toEqual(['order-3', 'order-2']);
  });

  it('knows that a stream in flight is not new', () => {
    const { known } = stored({});
    known.set(stream('order-5'), 2);
    expect(known.get(stream('order-5'))).toBe(2);
    known.clear();
    expect(known.get(stream('order-6'))).toBe(-1);
  });

  it('asks again after it forgot', () => {
    const { known, asked } = stored({ 'order-3': 7 });
    known.get(stream('order-3'));
    known.clear();
    known.get(stream('order-3'));
    expect(asked).toHaveLength(2);
  });

  it('stays within its bound, keeping what is in use', () => {
    const { known, asked } = stored({ 'order-used': 7, 'order-z': 0 }, 10);
    for (let i = 0; i < 1_000; i++) {
      known.get(stream('order-used'));
      known.get(stream(`order-${i}`));
      known.trim(i, i);
    }
    expect(asked.filter((name) => name === 'order-used')).toHaveLength(1);
    asked.length = 0;
    for (let i = 0; i < 1_000; i++) known.get(stream(`order-${i}`));
    expect(asked.length).toBeGreaterThanOrEqual(990);
    expect(asked.length).toBeLessThan(1_000);
  });

  it('keeps the versions of appends that are not on disk, however many there are', () => {
    const { known, asked } = stored({}, 10);
    for (let i = 0; i < 1_000; i++) {
      known.set(stream(`order-${1000 - i}`), 0);
      known.trim(0, i);
    }
    for (let i = 0; i < 1_000; i++) expect(known.get(stream(`order-${1000 - i}`))).toBe(0);
    expect(asked).toEqual([]);
  });
});
