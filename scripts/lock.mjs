// Completes package-lock.json after `npm install` on a registry that lacks some platform packages.
// Such a registry answers "not found" for, say, a tool's Windows binary; npm then leaves the optional
// package out of the lock file, and `npm ci` refuses the lock as incomplete. This adds the missing entries
// (version, integrity, os, cpu, libc) so that one lock file serves every system and every registry. An entry without
// its integrity would let any registry give any content for it: the registry is asked for what is missing.
// `--check` only says whether something is missing. Run by hand: `npm run lock`.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{version?: string, dev?: boolean, optional?: boolean, resolved?: string, integrity?: string,
 *   os?: string[], cpu?: string[],
 *   libc?: string[], optionalDependencies?: Record<string, string>}} LockEntry
 * @typedef {{packages: Record<string, LockEntry>}} Lock
 */

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = {
  arm: 'arm',
  armv7: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  loong64: 'loong64',
  mips64el: 'mips64el',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  universal: 'any',
  wasm32: 'wasm32',
  x64: 'x64',
};
const libraries = { gnu: 'glibc', musl: 'musl', gnueabihf: 'glibc', musleabihf: 'musl' };

/**
 * The system a platform package is for, read from its name, such as `@scope/binding-linux-x64-musl`.
 * @param {string} name
 * @returns {Pick<LockEntry, 'os' | 'cpu' | 'libc'>}
 */
export function platformOf(name) {
  const words = name.split(/[/@._-]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = Object.entries(processors).flatMap(([word, value]) => (words.includes(word) ? [value] : []));
  const libc = Object.entries(libraries).flatMap(([word, value]) => (words.includes(word) ? [value] : []));
  return {
    ...(cpu.length > 0 && !cpu.includes('any') ? { cpu: [...new Set(cpu)] } : {}),
    ...(os.includes('linux') && libc.length > 0 ? { libc } : {}),
    ...(os.length > 0 ? { os } : {}),
  };
}

/**
 * Optional packages that an entry names and the lock does not hold.
 * @param {Lock} lock
 * @returns {{name: string, version: string, dev: boolean}[]}
 */
export function missingOptionalPackages(lock) {
  const missing = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (path !== '' && !isLocked(lock, path, name)) {
        missing.push({ name, version, dev: entry.dev === true });
      }
    }
  }
  return missing;
}

/**
 * Whether `name`, required from the package at `path`, resolves to an entry of the lock.
 * @param {Lock} lock
 * @param {string} path
 * @param {string} name
 */
function isLocked(lock, path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (!folder.includes('/node_modules/')) return lock.packages[`node_modules/${name}`] !== undefined;
  }
}

/**
 * The same lock with an entry for every optional package that it lacked.
 * @param {Lock} lock
 * @returns {Lock}
 */
export function completeLock(lock) {
  const packages = { ...lock.packages };
  for (const { name, version, dev } of missingOptionalPackages(lock)) {
    if (!/^\d/.test(version)) continue;
    packages[`node_modules/${name}`] = {
      version,
      ...(dev ? { dev } : {}),
      optional: true,
      ...platformOf(name),
    };
  }
  const sorted = Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

/**
 * Entries whose content nothing proves.
 * @param {Lock} lock
 * @returns {{path: string, spec: string}[]}
 */
export function unprovenPackages(lock) {
  return Object.entries(lock.packages)
    .filter(([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'))
    .map(([path, { version }]) => ({ path, spec: `${path.split('node_modules/').at(-1)}@${version}` }));
}

/**
 * The same lock with the integrity that the registry names for each entry that had none.
 * @param {Lock} lock
 * @returns {Lock}
 */
function proveLock(lock) {
  const packages = { ...lock.packages };
  for (const { path, spec } of unprovenPackages(lock)) {
    const { stdout } = spawnSync('npm', ['view', spec, 'dist.integrity'], { encoding: 'utf8' });
    const { version, ...entry } = packages[path] ?? {};
    packages[path] = { ...(version && { version }), integrity: stdout.trim(), ...entry };
  }
  return { ...lock, packages };
}

function main() {
  const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
  /** @type {Lock} */
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingOptionalPackages(lock);
  if (!process.argv.includes('--check')) {
    const complete = proveLock(completeLock(lock));
    writeFileSync(file, `${JSON.stringify(complete, null, 2)}\n`);
    console.log(`Added ${missing.length} optional packages to package-lock.json.`);
    tellUnproven(complete);
    return;
  }
  console.log(
    missing.length === 0 ? 'The lock file is complete.' : `Missing: ${missing.map((m) => m.name).join(', ')}`,
  );
  if (missing.length > 0) process.exitCode = 1;
  tellUnproven(lock);
}

/** @param {Lock} lock */
function tellUnproven(lock) {
  const unproven = unprovenPackages(lock);
  if (unproven.length === 0) return;
  console.log(`Without integrity: ${unproven.map(({ spec }) => spec).join(', ')}`);
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
