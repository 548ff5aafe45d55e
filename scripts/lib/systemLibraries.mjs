// The shared libraries that Electron needs, and Xvfb where there is no display: found through the dynamic linker,
// installed with apt-get on Debian and its kin. Only what is missing is installed. Plain Node 20, no packages.
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, tryRun } from './processes.mjs';
import { say, SetupError, step } from './report.mjs';

/**
 * What must be there, by the file that proves it, and the packages that bring it; a second name is that of newer
 * releases (Debian 13, Ubuntu 24.04).
 * @type {readonly {library: string, packages: readonly [string, ...string[]]}[]}
 */
const libraries = [
  { library: 'libgtk-3.so.0', packages: ['libgtk-3-0', 'libgtk-3-0t64'] },
  { library: 'libnss3.so', packages: ['libnss3'] },
  { library: 'libasound.so.2', packages: ['libasound2', 'libasound2t64'] },
  { library: 'libgbm.so.1', packages: ['libgbm1'] },
  { library: 'libXss.so.1', packages: ['libxss1'] },
  { library: 'libXtst.so.6', packages: ['libxtst6'] },
  { library: 'libatk-bridge-2.0.so.0', packages: ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'] },
  { library: 'libdrm.so.2', packages: ['libdrm2'] },
];
const displayServer = { program: 'Xvfb', packages: /** @type {const} */ (['xvfb']) };

/**
 * Installs the missing ones; without the right to do so, says how.
 * @param {{needsDisplay: boolean}} options whether something will run without a display
 */
export async function installSystemLibraries({ needsDisplay }) {
  if (process.platform !== 'linux') return;
  const missing = missingPackages(needsDisplay);
  if (missing.length === 0) return;
  if (!isOnPath('apt-get')) {
    const names = missing.map(([name]) => name).join(', ');
    throw new SetupError(
      `libraries are missing that Debian calls ${names}`,
      'install them with the package manager of this system, then start again',
    );
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError(
      'system libraries are missing, and installing them takes root',
      `run this, then start again:\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${chooseNames(missing).join(' ')}`,
    );
  }
  await step('Updating the list of Debian packages (apt-get update)', () => apt(['update', '-qq']));
  const names = chooseNames(missing);
  await step(`Installing Debian packages: ${names.join(' ')}`, () =>
    apt(['install', '-y', '-qq', '--no-install-recommends', ...names]),
  );
  const still = missingPackages(needsDisplay);
  if (still.length > 0) {
    throw new SetupError(
      `still missing after the installation: ${still.map(([name]) => name).join(', ')}`,
      'run npm start again; if it stays, install them by hand',
    );
  }
}

/** QuickFIX's compiled examples: real FIX venues for the tests, by the file that proves each package. */
const fixVenues = [
  { file: '/usr/share/doc/libquickfix-doc/examples/executor/C++/.libs/executor.gz', name: 'libquickfix-doc' },
  { file: '/usr/lib/x86_64-linux-gnu/libquickfix.so.17', name: 'libquickfix17' },
];

/** Where Debian puts the versions of PostgreSQL (src/main/infra/testing/postgresServer.ts). */
const postgresFolder = '/usr/lib/postgresql';
/** The program takes no earlier version (src/main/infra/postgres/recordSession.ts). */
const postgresLeast = 14;

/**
 * Installs the FIX venues that tests trade with, and PostgreSQL; without the right to do so, says how. The tests that
 * need them say "skipped" until then.
 */
export async function installForTests() {
  if (process.platform !== 'linux') return;
  const venues = fixVenues.filter(({ file }) => !existsSync(file)).map(({ name }) => name);
  await installFor('trade with QuickFIX', venues);
  const versions = existsSync(postgresFolder) ? readdirSync(postgresFolder) : [];
  const hasServer = versions.some(
    (version) =>
      Number(version) >= postgresLeast && existsSync(join(postgresFolder, version, 'bin', 'initdb')),
  );
  await installFor('need PostgreSQL', hasServer ? [] : ['postgresql']);
}

/**
 * @param {string} what what the tests do, as the end of a sentence
 * @param {readonly string[]} missing
 */
async function installFor(what, missing) {
  if (missing.length === 0) return;
  const names = missing.join(' ');
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    say(`Note: the tests that ${what} are skipped. On Debian, this installs what they need:`);
    say(`  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names}`);
    return;
  }
  await step('Updating the list of Debian packages (apt-get update)', () => apt(['update', '-qq']));
  await step(`Installing Debian packages: ${names}`, () =>
    apt(['install', '-y', '-qq', '--no-install-recommends', ...missing]),
  );
}

/** @param {boolean} needsDisplay */
function missingPackages(needsDisplay) {
  const cache = tryRun('/sbin/ldconfig', ['-p']) ?? tryRun('ldconfig', ['-p']);
  if (cache === undefined) {
    say('Note: ldconfig is not there, so the shared libraries are not checked.');
    return [];
  }
  /** @type {(readonly [string, ...string[]])[]} */
  const missing = [];
  for (const { library, packages } of libraries) if (!cache.includes(`\t${library} `)) missing.push(packages);
  if (needsDisplay && !isOnPath(displayServer.program)) missing.push(displayServer.packages);
  return missing;
}

/**
 * For each package, the name that this release knows.
 * @param {(readonly [string, ...string[]])[]} missing
 */
function chooseNames(missing) {
  return missing.map(
    (names) => names.findLast((name) => names.length > 1 && isInstallable(name)) ?? names[0],
  );
}

/** @param {string} name */
function isInstallable(name) {
  return tryRun('apt-cache', ['show', '--no-all-versions', name])?.includes('Package:') === true;
}

/** @param {string[]} args */
function apt(args) {
  return run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    quiet: true,
    advice: 'check that the Debian mirror can be reached (apt-get update), then start again',
  });
}

/** @param {string} program */
export function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
