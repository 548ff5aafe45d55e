import { expect, test } from 'vitest';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { Prng } from './prng.ts';
import { SimulatedTime } from './simulatedTime.ts';

const start = parseInstant('2026-11-23T10:00:00Z')!;

test('tasks run in the order they fall due, those of the same moment as they came', async () => {
  const random = new Prng(1);
  const time = new SimulatedTime(start);
  const ran: { dueMs: number; order: number }[] = [];
  const expected = Array.from({ length: 500 }, (_, order) => ({ dueMs: random.integer(0, 50), order }));
  for (const task of expected) {
    time.after(task.dueMs, () => {
      expect(time.monotonicMs()).toBe(task.dueMs);
      ran.push(task);
    });
  }
  await time.advance(50);
  expect(ran).toEqual(expected.toSorted((a, b) => a.dueMs - b.dueMs || a.order - b.order));
});

test('a canceled task does not run, a repeated one until it is canceled', async () => {
  const time = new SimulatedTime(start);
  const ran: string[] = [];
  time.after(5, () => ran.push('canceled')).cancel();
  const repeated = time.every(10, () => {
    ran.push(`at ${time.monotonicMs()}`);
    if (ran.length === 3) repeated.cancel();
  });
  await time.advance(100);
  expect(ran).toEqual(['at 10', 'at 20', 'at 30']);
  expect(time.monotonicMs()).toBe(100);
});

test('the wall clock can step back, and measures no spans', async () => {
  const time = new SimulatedTime(start);
  await time.advance(1_000);
  time.stepWall(-5_000);
  expect(time.now() - start).toBe(-4_000_000);
  expect(time.steadyNow() - start).toBe(1_000_000);
  expect(time.monotonicMs()).toBe(1_000);
});
