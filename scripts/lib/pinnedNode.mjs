// Gets a script onto the Node of node_modules (24), whatever the machine has. Plain Node 20, no packages.
import { existsSync, realpathSync } from 'node:fs';
import { checkNode, installPackages } from './packages.mjs';
import { nodeModules, pinnedNode } from './places.mjs';
import { runInForeground } from './processes.mjs';
import { SetupError } from './report.mjs';

const nodeLeast = [22, 14];

/**
 * Installs the packages if need be and runs `work` on the Node that came with them: here when this process is on
 * it already, else in a child process that runs the same script with the same arguments.
 * @param {() => Promise<number | void>} work
 * @returns {Promise<number | void>} the exit code
 */
export async function onPinnedNode(work) {
  checkNode();
  const installed = await installPackages();
  // After an install, a Node of node_modules runs from a deleted file: begin again on the new one.
  if (!installed && isPinnedNode()) return work();
  if (existsSync(pinnedNode)) return runInForeground(pinnedNode, process.argv.slice(1));
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = nodeLeast;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return work();
  throw new SetupError(
    `there is no Node package for ${process.platform} ${process.arch}, and this Node is ${process.versions.node}`,
    `install Node ${nodeLeast.join('.')} or later`,
  );
}

/** Also where node_modules is a link, or has links to packages that lie elsewhere: else the script would start for ever. */
export function isPinnedNode() {
  const running = realpathSync(process.execPath);
  if (running.startsWith(realpathSync(nodeModules))) return true;
  return existsSync(pinnedNode) && running === realpathSync(pinnedNode);
}
