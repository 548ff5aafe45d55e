// Builds the console with electron-vite, only when something that goes into it has changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { withFileLock } from './fileLock.mjs';
import { nodeModules, out, root, work } from './places.mjs';
import { run } from './processes.mjs';
import { step } from './report.mjs';

const inputs = [
  'src',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];
const isTest = /\.test\.tsx?$/;
export const electronVite = join(nodeModules, 'electron-vite', 'bin', 'electron-vite.js');

/**
 * @typedef {object} Build
 * @property {string} name another one for other sources
 * @property {string} folder
 */

/** @param {import('./runtime.mjs').Purpose} purpose */
function placesOf(purpose) {
  const suffix = purpose === 'test' ? '-test' : '';
  return {
    folder: purpose === 'test' ? join(work, 'out-test') : out,
    stampFile: join(work, `build${suffix}.stamp`),
  };
}

/**
 * Builds the console when the output is older than its sources. The tests' own build takes what Playwright drives it by;
 * an operator's does not.
 * @param {import('./runtime.mjs').Purpose} purpose
 * @returns {Promise<Build>}
 */
export async function buildOutput(purpose) {
  const { folder, stampFile } = placesOf(purpose);
  const isBuilt = (/** @type {string} */ name) =>
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === name &&
    existsSync(join(folder, 'main', 'main.js'));
  if (isBuilt(nameOfBuild())) return { name: nameOfBuild(), folder };
  return withFileLock(join(work, 'build.lock'), 'building the console', async () => {
    const name = nameOfBuild();
    if (isBuilt(name)) return { name, folder };
    await rm(stampFile, { force: true });
    const args = ['build', '--mode', purpose, '--outDir', folder, '--logLevel', 'warn'];
    await step(`Building the console for ${purpose} (electron-vite build)`, () =>
      run(process.execPath, [electronVite, ...args], {
        cwd: root,
        quiet: true,
        env: { ...process.env, NODE_ENV: 'production' },
        advice: 'npm run typecheck may say more; then start again',
      }),
    );
    await mkdir(work, { recursive: true });
    await writeFile(stampFile, name);
    return { name, folder };
  });
}

/** A hash over path, size and time of every input. */
function nameOfBuild() {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesBelow(join(root, input)))) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return filesBelow(join(path, entry.name));
    return isTest.test(entry.name) ? [] : [join(path, entry.name)];
  });
}
