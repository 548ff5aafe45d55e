// The npm packages: `npm ci`, only when the lock file has changed. Plain Node 20, no packages.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withFileLock } from './fileLock.mjs';
import { lockFile, nodeModules, root, work } from './places.mjs';
import { run } from './processes.mjs';
import { say, SetupError, step } from './report.mjs';

const stampFile = join(nodeModules, '.breakwater-lock');
const installedFile = join(nodeModules, '.package-lock.json');
const nodeLeast = [20, 18];

/** Refuses a Node that cannot even set up. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = nodeLeast;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new SetupError(
    `this is Node ${process.versions.node}, and Breakwater needs ${nodeLeast.join('.')} or later`,
    'install a newer Node, for example with: apt-get install nodejs, or from nodejs.org',
  );
}

/** Whether the installed packages are those of the lock file. Costs about a millisecond. */
export function packagesAreInstalled() {
  return existsSync(installedFile) && readText(stampFile) === stampOf(readFileSync(lockFile));
}

/**
 * Installs the packages of the lock file when they are not there.
 * @returns {Promise<boolean>} whether it installed anything
 */
export async function installPackages() {
  if (packagesAreInstalled()) return false;
  return withFileLock(join(work, 'npm-ci.lock'), 'installing the packages', async () => {
    if (packagesAreInstalled()) return false;
    const wanted = readFileSync(lockFile);
    if (isInstalledByHand(wanted)) {
      writeFileSync(stampFile, stampOf(wanted));
      return false;
    }
    await step('Installing the npm packages (npm ci)', npmCi);
    writeFileSync(stampFile, stampOf(wanted));
    return true;
  });
}

async function npmCi() {
  // The engine warnings are about the machine's Node; everything later runs on the Node of node_modules.
  const output = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: environmentWithoutPinnedNode(),
    quiet: true,
    advice: 'check that the npm registry can be reached (npm ping), then start again',
  });
  for (const line of output.trim().split('\n')) if (line !== '') say(`  ${line}`);
}

/** `npm ci` replaces node_modules, so it must not run on the Node inside it. */
function environmentWithoutPinnedNode() {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(nodeModules));
  return { ...process.env, PATH: path.join(delimiter), NODE_ENV: 'development' };
}

/**
 * Whether someone's own `npm ci` or `npm install` left exactly the packages of the lock file.
 * @param {Buffer} wanted
 */
function isInstalledByHand(wanted) {
  const installed = readText(installedFile);
  if (installed === undefined) return false;
  const there = JSON.parse(installed).packages;
  const locked = JSON.parse(wanted.toString('utf8')).packages;
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '') continue;
    const have = there[path];
    if (have === undefined ? entry.optional !== true : have.version !== entry.version) return false;
  }
  return Object.keys(there).every((path) => locked[path] !== undefined);
}

/** @param {Buffer} lock */
function stampOf(lock) {
  return createHash('sha256').update(lock).digest('hex');
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
