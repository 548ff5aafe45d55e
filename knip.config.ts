// Dead code: files, exports and packages that nothing uses. What is used by tests alone counts as used.
import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'scripts/*.mjs',
    'src/main/app/main.ts',
    'src/main/hosts/*/*.ts',
    'bench/*.ts',
    'scripts/samples/makeSignals.ts',
    'src/main/infra/venues/sim/server/process.ts',
    'src/preload/preload.ts',
    // Named by the compiler's options alone.
    'src/renderer/ui/jsx/jsx-{,dev-}runtime.ts',
    // Programs that tests start as processes of their own.
    'src/**/testing/*Child.ts',
    'src/**/*.{unit,int,property,long}.test.{ts,tsx}',
    'scripts/**/*.test.ts',
    'e2e/**/*.spec.ts',
  ],
  project: ['src/**/*.{ts,tsx}', 'bench/**/*.ts', 'scripts/**/*.{mjs,ts}', 'e2e/**/*.ts'],
  ignoreExportsUsedInFile: true,
  // It would take `#jsx`, the window's own runtime (package.json), for a package that is not listed.
  typescript: false,
  // Run by path or by another tool: the lint and its type checker, the reader of the import check.
  ignoreDependencies: ['oxlint', 'oxlint-tsgolint', 'typescript6'],
  // Programs of the machine.
  ignoreBinaries: ['Xvfb', 'openssl', 'prlimit', 'mount', 'umount', 'strace', 'mkfifo'],
};

export default config;
