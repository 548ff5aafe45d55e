import { expect, it } from 'vitest';
import { tryOddInput } from '../testing/oddDoors.ts';
import { testSeed } from '../testing/seed.ts';

it('answers each of 100,000 odd signals and amends once, and starts again on what they left', async () => {
  expect(await tryOddInput(testSeed('odd input'), 54_000, 6_000)).toBe(54_000 + 6_000);
});
