import { expect, test } from 'vitest';
import { epochMicros } from '../../../shared/kernel/time.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import { WalWatch, walBytesMax } from './walWatch.ts';

function bench() {
  const raised: Alert[] = [];
  const open = new Set<Alert>();
  let micros = 0;
  const watch = new WalWatch(
    {
      raise: (alert) => {
        raised.push(alert);
        open.add(alert);
        return Promise.resolve();
      },
      end: (concerns) => {
        for (const alert of open) if (concerns(alert)) open.delete(alert);
        return Promise.resolve();
      },
    },
    { now: () => epochMicros(micros++) },
  );
  return { raised, open, watch };
}

test('a write-ahead log within its bound raises nothing', () => {
  const { raised, watch } = bench();
  watch.look(walBytesMax);
  expect(raised).toEqual([]);
});

test('one that grows beyond it raises one alert, with its size, however long it lasts', () => {
  const { raised, watch } = bench();
  for (const megabytes of [97, 70, 64, 50, 97]) watch.look(megabytes * 1_000_000);
  expect(raised).toMatchObject([{ kind: 'wal_large', holdsOrders: false, lasts: true }]);
  expect(raised[0]?.message).toContain('97 MB');
});

test('the alert ends once the log is small again, and the next time is another one of the same cause', () => {
  const { raised, open, watch } = bench();
  watch.look(97_000_000);
  watch.look(walBytesMax / 2 + 1);
  expect(open.size).toBe(1);
  watch.look(walBytesMax / 2);
  expect(open.size).toBe(0);
  watch.look(97_000_000);
  const [first, second] = raised;
  expect(second?.alertId).not.toBe(first?.alertId);
  expect(second?.cause).toBe(first?.cause);
});
