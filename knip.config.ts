// Dead code: files, exports and packages that nothing uses. A pattern that ends with `!` counts for the product too:
// `npm run deadcode` looks once with the tests, and once at the product alone, where what only a test calls is dead.
import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'src/main/app/main.ts!',
    'src/main/hosts/worker/engineWorker.ts!',
    'src/main/hosts/threads/workThread.ts!',
    'src/main/infra/sqlite/log/logThread.ts!',
    'src/main/infra/postgres/recordThread.ts!',
    'src/main/infra/postgres/reports/reportThread.ts!',
    'src/main/hosts/reading/readingThread.ts!',
    'src/main/hosts/headless/desk.ts!',
    'src/main/hosts/simulate/simulationThread.ts!',
    'src/main/infra/venues/sim/server/process.ts!',
    'src/preload/preload.ts!',
    // Named by the compiler's options alone.
    'src/renderer/ui/jsx/jsx-{,dev-}runtime.ts!',
    'scripts/*.mjs',
    'scripts/samples/makeSignals.ts',
    'bench/*.ts',
    'bench/console/consoleBench.ts',
    'bench/scale/scale.ts',
    'bench/scale/watchers.ts',
    'bench/console/gridPage/gridPage.ts',
    'examples/*.ts',
    'bench/engine/engineThread.ts',
    // Programs that tests start as processes of their own.
    'src/**/testing/*Child.ts',
    'src/**/*.{unit,int,property,long}.test.{ts,tsx}',
    'scripts/**/*.test.ts',
    'e2e/**/*.spec.ts',
    // Run by `npm run screens`.
    'e2e/pictures/*.pictures.ts',
    'e2e/pictures/playwright.config.ts',
    'e2e/pictures/writePage.ts',
  ],
  project: [
    'src/**/*.{ts,tsx}!',
    '!src/**/testing/**!',
    '!src/**/*.test.{ts,tsx}!',
    'bench/**/*.ts',
    'examples/**/*.ts',
    'scripts/**/*.{mjs,ts}',
    'e2e/**/*.ts',
  ],
  // It would take `#jsx`, the window's own runtime (package.json), for a package that is not listed.
  typescript: false,
  ignoreExportsUsedInFile: true,
  // Run by path or by another tool: the lint and its type checker, the reader of the import check.
  ignoreDependencies: ['oxlint', 'oxlint-tsgolint', 'typescript6'],
  // Programs of the machine.
  ignoreBinaries: ['Xvfb', 'openssl', 'prlimit', 'mount', 'umount', 'strace', 'mkfifo'],
};

export default config;
