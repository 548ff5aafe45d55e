// `npm run build`: builds the console into out/, when something has changed.
import { onPinnedNode } from './lib/pinnedNode.mjs';
import { runScript } from './lib/report.mjs';

await runScript(() =>
  onPinnedNode(async () => {
    const { buildOutput } = await import('./lib/buildOutput.mjs');
    await buildOutput('production');
  }),
);
