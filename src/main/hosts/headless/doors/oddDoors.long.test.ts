import { expect, it } from 'vitest';
import { tryOddInput } from '../testing/oddDoors.ts';
import { testSeed } from '../testing/seed.ts';

it('answers each of 100,000 odd signals and amends once, and starts again on what they left', async () => {
  expect(await tryOddInput(testSeed('odd input'), 90_000, 10_000)).toBe(90_000 + 10_000);
});
