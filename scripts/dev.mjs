// `npm run dev`: the same window on electron-vite's development server: the page changes while it runs, and the
// app restarts when the main process or the preload has changed.
import { hasDisplay, withDisplay } from './lib/display.mjs';
import { electronEnvironment, electronFlags, electronNoise } from './lib/electronFlags.mjs';
import { onPinnedNode } from './lib/pinnedNode.mjs';
import { root, screenshot } from './lib/places.mjs';
import { runInForeground } from './lib/processes.mjs';
import { runScript, say } from './lib/report.mjs';

await runScript(() =>
  onPinnedNode(async () => {
    const { prepareConsole } = await import('./lib/prepare.mjs');
    const { electronVite } = await import('./lib/buildOutput.mjs');
    const { forgetPlacedApp } = await import('./lib/runtime.mjs');
    const runtime = await prepareConsole({ build: false });
    await forgetPlacedApp(runtime);
    const picture = hasDisplay() ? [] : ['--save-screenshot', screenshot];
    if (!hasDisplay()) say('No display here: the console opens under Xvfb, and a picture of it is saved.');
    const electronArgs = [...electronFlags(), ...picture, ...process.argv.slice(2)];
    return withDisplay(() =>
      runInForeground(
        process.execPath,
        [electronVite, 'dev', '--watch', '--outDir', runtime.appOut, '--', ...electronArgs],
        {
          cwd: root,
          env: {
            ...electronEnvironment(),
            ELECTRON_EXEC_PATH: runtime.executable,
            ELECTRON_ENTRY: root,
          },
          ownGroup: true,
          noise: electronNoise,
        },
      ),
    );
  }),
);
