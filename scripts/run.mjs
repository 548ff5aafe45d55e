// Runs one of the commands without a window: `node scripts/run.mjs FILE [arguments]`, on the Node of
// node_modules, in this very process when it is on it already. Before that it installs the packages and builds, where
// that is not done: threads and processes of the program start from its built files.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onPinnedNode } from './lib/pinnedNode.mjs';
import { root } from './lib/places.mjs';
import { runScript } from './lib/report.mjs';

const [file = '', ...args] = process.argv.slice(2);

await runScript(() =>
  onPinnedNode(async () => {
    const { buildOutput } = await import('./lib/buildOutput.mjs');
    await buildOutput('production');
    const entry = resolve(root, file);
    process.argv.splice(1, process.argv.length, entry, ...args);
    await import(pathToFileURL(entry).href);
    // The command sets its own exit code.
    return typeof process.exitCode === 'number' ? process.exitCode : undefined;
  }),
);
