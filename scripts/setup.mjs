// `npm run setup`: all the set-up that `npm start` and `npm test` do by themselves, and nothing more: Node, npm
// packages, Debian libraries, the Electron runtime, the build. Plain Node 20 until the packages are there.
import { onPinnedNode } from './lib/pinnedNode.mjs';
import { runScript } from './lib/report.mjs';

await runScript(() =>
  onPinnedNode(async () => {
    const { prepareConsole } = await import('./lib/prepare.mjs');
    await prepareConsole();
  }),
);
