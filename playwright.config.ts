// Tests in the real Electron window. `npm run test:e2e` prepares the runtime, the build and a display for them.
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const results = join(import.meta.dirname, '.breakwater', 'results');

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: join(results, 'playwright'),
  // One window at a time: they share a display, and timing is part of what is tested.
  workers: 1,
  fullyParallel: false,
  // A window on a loaded machine can miss a moment. A test that then passes is told as flaky, with its failure.
  retries: 1,
  forbidOnly: Boolean(process.env['CI']),
  // Many times what a test takes alone, because a loaded machine is waited for.
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: join(results, 'playwright.json') }]],
});
