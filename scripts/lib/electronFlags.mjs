// The Chromium switches that this machine calls for.
import { statfsSync } from 'node:fs';

const sharedMemoryLeast = 512 * 1024 * 1024;

/** @returns {string[]} */
export function electronFlags() {
  if (process.platform !== 'linux') return [];
  const flags = [];
  // Chromium refuses to run its sandbox as root.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  if (!hasSharedMemory()) flags.push('--disable-dev-shm-usage');
  return flags;
}

/** Containers often have 64 MB of it, too little for a browser. */
function hasSharedMemory() {
  try {
    const { bsize, blocks } = statfsSync('/dev/shm');
    return bsize * blocks >= sharedMemoryLeast;
  } catch {
    return false;
  }
}

/** @returns {NodeJS.ProcessEnv} */
export function electronEnvironment() {
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  return environment;
}

/** What Chromium says on a machine without D-Bus or a graphics card, such as a container; it needs neither. */
export const electronNoise = /^\[[\d:/.]+:(?:ERROR|WARNING):(?:bus|object_proxy|viz_main_impl)\.cc/;
