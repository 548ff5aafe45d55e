// Runs one of the commands without a window: `node scripts/run.mjs FILE.ts [arguments]`, on the Node of
// node_modules, in this very process when it is on it already. In a fresh clone it installs the packages first.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onPinnedNode } from './lib/pinnedNode.mjs';
import { root } from './lib/places.mjs';
import { runScript } from './lib/report.mjs';

const [file = '', ...args] = process.argv.slice(2);

await runScript(() =>
  onPinnedNode(async () => {
    const entry = resolve(root, file);
    process.argv.splice(1, process.argv.length, entry, ...args);
    await import(pathToFileURL(entry).href);
    // The command sets its own exit code.
    return typeof process.exitCode === 'number' ? process.exitCode : undefined;
  }),
);
