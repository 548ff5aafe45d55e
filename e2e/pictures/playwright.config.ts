// Pictures of the console: `npm run screens` prepares the runtime, the build and a display for them.
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const results = join(import.meta.dirname, '..', '..', '.breakwater', 'results');

export default defineConfig({
  testDir: '.',
  testMatch: '*.pictures.ts',
  outputDir: join(results, 'pictures'),
  workers: 1,
  timeout: 340_000,
  expect: { timeout: 20_000 },
  use: { actionTimeout: 20_000 },
  reporter: [['list']],
  globalTeardown: './writePage.ts',
});
