/** What everybody runs finds the planted bugs too: the faults that seeds draw by themselves, with no mix made for a bug. */
import { afterAll, expect, test } from 'vitest';
import { runSimulation, type SimulationFailure } from '../../simulation/runSimulation.ts';
import { plantedBugs } from '../../simulation/testing/plantedBugs.ts';
import { memoryPlatform } from './memoryPlatform.ts';

const runsMax = 300;
const platform = memoryPlatform();
afterAll(() => platform.close());

/** The engine finds a single row of a kill switch again by itself: there is nothing to find. */
const { forgetsOneKillRowAtRestart: _healed, ...bugs } = plantedBugs;

test.each(Object.entries(bugs))(`plain seeds find %s within ${runsMax} runs`, async (_name, plants) => {
  let found: SimulationFailure | undefined;
  for (let seed = 1; seed <= runsMax && found === undefined; seed++) {
    found = (await runSimulation({ seed, orders: 20, plants }, platform)).failure;
  }
  expect(found).toBeDefined();
});
