// Tests without a window, beside the code they test; the file's suffix is the level. `npm run test:unit` runs all,
// `npm run test:unit -- --project unit` one level. Those named `long` kill processes for minutes or move tens
// of thousands of orders; `npm run check` leaves them out.
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** How long one test of a level may take: many times what it takes alone, because a loaded machine is waited for. */
const testTimeoutMs = { unit: 30_000, int: 180_000, property: 600_000, long: 1_200_000 };

/**
 * The levels whose tests wait for processes and disks, which a loaded machine can hold up past any bound. One that then
 * passes is told as flaky, with its failure.
 */
const retried: readonly string[] = ['int', 'long'];

/** The long tests first: what is left at the end is short, and no core stands idle for minutes. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isShort = ({ project }: TestSpecification): number => (project.name === 'long' ? 0 : 1);
    return (await super.sort(files)).toSorted((a, b) => isShort(a) - isShort(b));
  }
}

export default defineConfig({
  test: {
    restoreMocks: true,
    sequence: { sequencer: LongFirst },
    globalSetup: ['scripts/lib/builtForTests.mjs'],
    // Most time goes by while a test waits for a process or for the disk, so that every core takes a file.
    maxWorkers: '100%',
    // A loaded machine is waited for; a test that hopes for a second alone fails there.
    expect: { poll: { timeout: 20_000 } },
    projects: Object.entries(testTimeoutMs).map(([level, testTimeout]) => ({
      extends: true,
      test: {
        name: level,
        include: [
          `src/**/*.${level}.test.{ts,tsx}`,
          `bench/**/*.${level}.test.ts`,
          `scripts/**/*.${level}.test.ts`,
        ],
        testTimeout,
        hookTimeout: testTimeout,
        retry: retried.includes(level) ? 1 : 0,
      },
    })),
  },
});
