/** Turns take a bounded share of a thread's time, one after the other, and hold up nobody who takes little. */
import { expect, test } from 'vitest';
import { epochMicros } from '../../../shared/kernel/time.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { Turns } from './turns.ts';

function thread() {
  const time = new SimulatedTime(epochMicros(0));
  let workedMs = 0;
  const turns = new Turns(time, () => time.monotonicMs() + workedMs);
  const done: string[] = [];
  /** Work of so many milliseconds. */
  const work = (name: string, milliseconds: number) => (): void => {
    done.push(name);
    workedMs += milliseconds;
  };
  return { time, turns, done, work, worked: () => workedMs };
}

test('turns take a fifth of the time at most, each connection in its turn', async () => {
  const { time, turns, done, work, worked } = thread();
  const flood = (name: string) => (): void => {
    work(name, 4)();
    turns.take(flood(name));
  };
  turns.take(flood('a'));
  turns.take(flood('b'));
  await time.advance(1_000 - worked());
  expect(worked()).toBeGreaterThan(150);
  expect(worked() / (time.monotonicMs() + worked())).toBeLessThan(0.21);
  expect(done.slice(3, 9)).toEqual(['b', 'a', 'b', 'a', 'b', 'a']);
});

test('short turns of little work wait for nothing', async () => {
  const { time, turns, done, work } = thread();
  for (let index = 0; index < 20; index++) {
    turns.take(work(`${index}`, 1));
    expect(done).toHaveLength(index + 1);
    await time.advance(10);
  }
});
