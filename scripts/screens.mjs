// `npm run screens`: pictures of every screen of the console into docs/screens, with their page.
// `npm run screens -- busy` makes those of one desk: empty, busy or broken; `-- "busy dark"` those of one look.
import { join } from 'node:path';
import { withDisplay } from './lib/display.mjs';
import { onPinnedNode } from './lib/pinnedNode.mjs';
import { nodeModules, root } from './lib/places.mjs';
import { runInForeground } from './lib/processes.mjs';
import { runScript } from './lib/report.mjs';

const desks = process.argv.slice(2);

await runScript(() =>
  onPinnedNode(async () => {
    const { prepareConsole } = await import('./lib/prepare.mjs');
    await prepareConsole({ purpose: 'test' });
    const playwright = join(nodeModules, '@playwright', 'test', 'cli.js');
    const config = join(root, 'e2e', 'pictures', 'playwright.config.ts');
    const chosen = desks.length === 0 ? [] : ['--grep', desks.join('|')];
    return withDisplay(() =>
      runInForeground(process.execPath, [playwright, 'test', '--config', config, ...chosen], { cwd: root }),
    );
  }),
);
