import { expect, test } from 'vitest';
import { Prng } from './prng.ts';

const draw = (random: Prng, count: number): number[] => Array.from({ length: count }, () => random.next());

test('the same seed gives the same numbers, another seed others', () => {
  expect(draw(new Prng(7), 100)).toEqual(draw(new Prng(7), 100));
  expect(draw(new Prng(7), 10)).not.toEqual(draw(new Prng(8), 10));
  expect(draw(new Prng(1), 10)).not.toEqual(draw(new Prng(1 + 2 ** 32), 10));
});

test('numbers are spread evenly from 0 to below 1', () => {
  const buckets = Array.from({ length: 10 }, () => 0);
  for (const number of draw(new Prng(3), 100_000)) buckets[Math.floor(number * 10)]!++;
  for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

test('whole numbers reach both ends', () => {
  const random = new Prng(5);
  const seen = new Set(Array.from({ length: 200 }, () => random.integer(2, 4)));
  expect([...seen].toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
});
