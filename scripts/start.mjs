// `npm start [-- --data DIR]`: does whatever set-up is missing, then opens the console and stays with it.
// Without a display it opens it under Xvfb, and saves a picture of it.
import { hasDisplay, withDisplay } from './lib/display.mjs';
import { electronEnvironment, electronFlags, electronNoise } from './lib/electronFlags.mjs';
import { onPinnedNode } from './lib/pinnedNode.mjs';
import { screenshot } from './lib/places.mjs';
import { runInForeground } from './lib/processes.mjs';
import { runScript, say } from './lib/report.mjs';

const shutdownGraceMs = 20_000;

await runScript(() =>
  onPinnedNode(async () => {
    const { prepareConsole } = await import('./lib/prepare.mjs');
    const runtime = await prepareConsole();
    const own = process.argv.slice(2);
    const headless = !hasDisplay();
    if (headless) say('No display here: the console opens under Xvfb, and a picture of it is saved.');
    say('Opening the console. Ctrl-C closes it.');
    const picture = headless ? ['--save-screenshot', screenshot] : [];
    return withDisplay(() =>
      runInForeground(runtime.executable, [...electronFlags(), ...picture, ...own], {
        env: electronEnvironment(),
        ownGroup: true,
        noise: electronNoise,
        graceMs: shutdownGraceMs,
      }),
    );
  }),
);
