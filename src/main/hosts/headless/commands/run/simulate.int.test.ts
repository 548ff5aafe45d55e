/** `desk simulate` on the command line. */
import { describe, expect, test } from 'vitest';
import { runToEnd } from '../../testing/deskProcess.ts';
import { runHere } from '../../testing/runHere.ts';

interface Run {
  readonly seed: number;
  readonly hash: string;
  readonly again: string;
}

describe('desk simulate', () => {
  test('runs a seed, the same each time', async () => {
    const args = ['simulate', '--seed', '5', '--orders', '8', '--faults', 'delay=0.1', '--json'];
    const [first, again] = [await runHere(...args), await runHere(...args)];
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const [run] = first.json<Run>();
    expect(run).toMatchObject({
      seed: 5,
      orders: 8,
      faults: 'delay=0.1',
      again: 'npm run simulate -- --seed 5 --orders 8 --faults delay=0.1',
    });
    expect(again.json<Run>()[0]?.hash).toBe(run?.hash);
  });

  test('runs many seeds on all cores and sums them up', async () => {
    const result = await runToEnd('simulate', '--runs', '6', '--orders', '5', '--faults', 'none', '--json');
    expect(result.code).toBe(0);
    expect(result.json()).toMatchObject([{ runs: 6, failed: 0, deaths: 6, failures: [] }]);
  });

  test.each([
    ['--faults', 'rain=0.1'],
    ['--seed', 'x'],
    ['--runs', '0'],
    ['--orders', '1.5'],
  ])('refuses %s %s as wrong usage', async (...args) => {
    const result = await runHere('simulate', ...args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('expected');
  });
});
