// All that stands between the installed packages and a console that can open.
import { performance } from 'node:perf_hooks';
import { buildOutput } from './buildOutput.mjs';
import { hasDisplay } from './display.mjs';
import { duration, say } from './report.mjs';
import { placeApp, prepareRuntime } from './runtime.mjs';
import { installSystemLibraries } from './systemLibraries.mjs';

/**
 * @param {{purpose?: import('./runtime.mjs').Purpose, build?: boolean}} [options] `build: false` leaves the build to
 *   someone else
 * @returns {Promise<import('./runtime.mjs').Runtime>}
 */
export async function prepareConsole({ purpose = 'production', build = true } = {}) {
  const start = performance.now();
  await installSystemLibraries({ needsDisplay: !hasDisplay() });
  const runtime = await prepareRuntime(purpose);
  if (build) await placeApp(runtime, await buildOutput(purpose));
  say(
    `Ready for ${purpose} in ${duration(performance.now() - start)}: Electron ${runtime.version} (${runtime.kind}).`,
  );
  return runtime;
}
