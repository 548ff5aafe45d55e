// Builds the console (main process with its threads, preload, renderer), the commands and the simulated venue.
// One output for every runtime: the oldest is Electron 33 (Node 20.18, Chromium 130).
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const nodeTarget = 'node20.18';
const chromiumTarget = 'chrome130';

export default defineConfig({
  main: {
    build: {
      target: nodeTarget,
      // Everything is bundled but what carries native code.
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          main: 'src/main/app/main.ts',
          desk: 'src/main/hosts/headless/desk.ts',
          engineWorker: 'src/main/hosts/worker/engineWorker.ts',
          workThread: 'src/main/hosts/threads/workThread.ts',
          logThread: 'src/main/infra/sqlite/log/logThread.ts',
          recordThread: 'src/main/infra/postgres/recordThread.ts',
          reportThread: 'src/main/infra/postgres/reports/reportThread.ts',
          readingThread: 'src/main/hosts/reading/readingThread.ts',
          simulationThread: 'src/main/hosts/simulate/simulationThread.ts',
          simVenue: 'src/main/infra/venues/sim/server/process.ts',
        },
        external: ['better-sqlite3', 'pg-native'],
        // All in one folder, which the program takes for its own (programFiles.ts).
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      // A sandboxed preload can load no file but itself.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'src/preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    plugins: [react()],
    build: {
      target: chromiumTarget,
      minify: true,
      // The content security policy lets fonts come from files only.
      assetsInlineLimit: 0,
    },
  },
});
