import { expect, test } from 'vitest';
import { epochMicros } from '../../../shared/kernel/time.ts';
import { ok } from '../../../shared/kernel/result.ts';
import type { OpenAlert } from './alertBook.ts';
import { WalWatch, walBytesMax } from './walWatch.ts';

function bench() {
  const open: OpenAlert[] = [];
  let micros = 0;
  const watch = new WalWatch(
    {
      raise: (alert) => {
        open.push({ ...alert, raisedAt: '' });
        return Promise.resolve();
      },
      open: () => open,
      acknowledge: () => Promise.resolve(ok()),
    },
    { now: () => epochMicros(micros++) },
  );
  return { open, watch };
}

test('a write-ahead log within its bound raises nothing', () => {
  const { open, watch } = bench();
  watch.look(walBytesMax);
  expect(open).toEqual([]);
});

test('one that grows beyond it raises one alert, with its size, however long it lasts', () => {
  const { open, watch } = bench();
  for (let second = 0; second < 5; second++) watch.look(97_000_000);
  expect(open).toMatchObject([{ kind: 'wal_large', holdsOrders: false }]);
  expect(open[0]?.message).toContain('97 MB');
});

test('the next time is another alert, once the first was acknowledged', () => {
  const { open, watch } = bench();
  watch.look(97_000_000);
  watch.look(1_000);
  watch.look(97_000_000);
  expect(open).toHaveLength(1);
  const [first] = open.splice(0);
  watch.look(1_000);
  watch.look(97_000_000);
  expect(open).toHaveLength(1);
  expect(open[0]?.alertId).not.toBe(first?.alertId);
});
