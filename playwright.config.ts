// Tests in the real Electron window. `npm run test:e2e` prepares the runtime, the build and a display for them.
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { hasDisplay } from './scripts/lib/display.mjs';

const results = join(import.meta.dirname, '.breakwater', 'results');

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: join(results, 'playwright'),
  // Each worker has a display of its own. On the machine's own one, windows would take the focus from each other.
  workers: hasDisplay() ? 1 : 2,
  fullyParallel: false,
  // A window on a loaded machine can miss a moment. A test that then passes is told as flaky, with its failure.
  retries: 1,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: join(results, 'playwright.json') }]],
});
