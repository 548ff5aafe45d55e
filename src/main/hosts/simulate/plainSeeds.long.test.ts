/** What everybody runs finds the planted bugs too: the faults that seeds draw by themselves, with no mix made for a bug. */
import { afterAll, expect, test } from 'vitest';
import type { InvariantName } from '../../simulation/checks/violation.ts';
import type { Plants } from '../../simulation/machine/machine.ts';
import { runSimulation } from '../../simulation/runSimulation.ts';
import { foundBy, type FindableBug } from '../../simulation/testing/foundBy.ts';
import { plantedBugs } from '../../simulation/testing/plantedBugs.ts';
import { memoryPlatform } from './memoryPlatform.ts';

const runsMax = 300;
const platform = memoryPlatform();
afterAll(() => platform.close());

async function failing(seed: number, plants: Plants): Promise<InvariantName | undefined> {
  return (await runSimulation({ seed, orders: 20, plants }, platform)).failure?.invariant;
}

/** Under many faults a bug may break another invariant first: such a seed has not found it, and the next one goes on. */
async function finds(seed: number, bug: FindableBug): Promise<boolean> {
  const invariant = await failing(seed, plantedBugs[bug]);
  if (invariant === undefined || !foundBy[bug].includes(invariant)) return false;
  // A seed that fails without the bug has not found it either.
  return (await failing(seed, {})) === undefined;
}

/**
 * The mixes of plantedBugs.int.test.ts find the others: of plain seeds one in about 460 finds a role that is kept, and one
 * in some hundreds an early takeover.
 */
const seldom: readonly FindableBug[] = ['keepsOldRoles', 'takesOverEarly'];
const bugs = (Object.keys(foundBy) as FindableBug[]).filter((bug) => !seldom.includes(bug));

test.each(bugs)(
  `plain seeds find %s within ${runsMax} runs, by an invariant that is there for it`,
  async (bug) => {
    let found = false;
    for (let seed = 1; seed <= runsMax && !found; seed++) found = await finds(seed, bug);
    expect(found).toBe(true);
  },
);
