// Every path that the scripts use, in one place.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** Made by the scripts, ignored by git: the runtime of this checkout, stamps, test results, screenshots. */
export const work = join(root, '.breakwater');

export const lockFile = join(root, 'package-lock.json');
export const nodeModules = join(root, 'node_modules');
export const pinnedNode = join(nodeModules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

export const out = join(root, 'out');
export const results = join(work, 'results');
export const screenshot = join(work, 'screenshots', 'console.png');

/** Shared by all checkouts of this user. */
export function cacheFolder() {
  const xdgCache = process.env.XDG_CACHE_HOME;
  return join(xdgCache && isAbsolute(xdgCache) ? xdgCache : join(homedir(), '.cache'), 'breakwater');
}
