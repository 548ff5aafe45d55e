import { expect, it } from 'vitest';
import { tryOddInput } from '../testing/oddDoors.ts';
import { testSeed } from '../testing/seed.ts';

it('answers each odd signal and amend once, and starts again on what they left', async () => {
  expect(await tryOddInput(testSeed('odd input'), 2_000, 300)).toBe(2_000 + 300);
});
