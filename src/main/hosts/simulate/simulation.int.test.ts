/** The simulator itself: the same seed is the same run, and the faults do what they are called. */
import { afterAll, describe, expect, test } from 'vitest';
import { noFaults, type Faults } from '../../simulation/faults.ts';
import { runSimulation, type SimulationResult } from '../../simulation/runSimulation.ts';
import { memoryPlatform } from './memoryPlatform.ts';

const platform = memoryPlatform();
afterAll(() => platform.close());

function run(seed: number, faults?: Partial<Faults>): Promise<SimulationResult> {
  const chosen = faults === undefined ? undefined : { ...noFaults, ...faults };
  return runSimulation({ seed, orders: 20, faults: chosen }, platform);
}

describe('a simulated run', () => {
  test('is the same event by event for the same seed, and another for another', async () => {
    const [first, again, other] = [await run(11), await run(11), await run(12)];
    expect(again).toEqual(first);
    expect(other.hash).not.toBe(first.hash);
  });

  test('of a drawn mix of faults is the same when the mix is given', async () => {
    const { parseFaults } = await import('../../simulation/faults.ts');
    const drawn = await run(13);
    const faults = parseFaults(drawn.faults);
    expect(faults.ok && (await run(13, faults.value)).hash).toBe(drawn.hash);
  });

  test('without faults ends with everything in order', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const result = await run(seed, {});
      expect(result.failure).toBeUndefined();
      expect(result).toMatchObject({ seed, faults: 'none', deaths: 1 });
      expect(result.events).toBeGreaterThan(40);
      expect(result.executions).toBeGreaterThan(0);
    }
  });
});
