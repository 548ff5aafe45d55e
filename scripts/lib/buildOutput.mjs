// Builds the console with electron-vite, only when something that goes into it has changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { withFileLock } from './fileLock.mjs';
import { nodeModules, out, root, work } from './places.mjs';
import { run } from './processes.mjs';
import { step } from './report.mjs';

const stampFile = join(work, 'build.stamp');
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
 * Builds `out` when it is older than its sources.
 * @returns {Promise<string>} the name of the build, another one for other sources
 */
export async function buildOutput() {
  if (isBuilt(nameOfBuild())) return nameOfBuild();
  return withFileLock(join(work, 'build.lock'), 'building the console', async () => {
    const name = nameOfBuild();
    if (isBuilt(name)) return name;
    await forgetBuild();
    await step('Building the console (electron-vite build)', () =>
      run(process.execPath, [electronVite, 'build', '--logLevel', 'warn'], {
        cwd: root,
        quiet: true,
        env: { ...process.env, NODE_ENV: 'production' },
        advice: 'npm run typecheck may say more; then start again',
      }),
    );
    await mkdir(work, { recursive: true });
    await writeFile(stampFile, name);
    return name;
  });
}

/** After this, the next start builds anew. */
export async function forgetBuild() {
  await rm(stampFile, { force: true });
}

/** @param {string} name */
function isBuilt(name) {
  return (
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === name &&
    existsSync(join(out, 'main', 'main.js'))
  );
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
