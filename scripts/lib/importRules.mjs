// Who may import whom, as rules for dependency-cruiser. Type-only imports count. A layer says what it may import
// besides itself; everything else breaks its rule. Tests and their helpers are free, but nothing may import them.

const tests = '\\.test\\.tsx?$|/testing/';
const anyPackage = '^node_modules/';
const kernel = '^src/shared/kernel/';
const contract = '^src/shared/contract/';
const domain = '^src/main/domain/';
const engine = '^src/main/engine/';
const ui = '^src/renderer/ui/';
/** What an adapter implements or reads: the ports, and what the ports of the two stores are made of. */
const enginePorts = [
  'ports\\.ts$',
  'configuration\\.ts$',
  'events/',
  'orders/',
  'readmodel/',
  'telemetry/',
  'queries/eventSearch\\.ts$',
].map((path) => `${engine}${path}`);

/** @param {string[]} names of npm packages; their types come with them */
// Node finds packages in the folders above, too.
const npm = (...names) => `^(?:\\.\\./)*node_modules/(?:@types/)?(?:${names.join('|')})/`;

const windowPackages = npm(
  'react',
  'react-dom',
  '@tanstack/[^/]+',
  'dockview',
  'dockview-core',
  'recharts',
  'zustand',
  'comlink',
  'zod',
  '@fontsource-variable/[^/]+',
);

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {string} folder
 * @property {string} [without] a folder inside it that is a layer of its own
 * @property {readonly string[]} may
 * @property {boolean} [node] whether it may import Node's own modules
 */

/** @type {readonly Layer[]} */
export const layers = [
  { name: 'kernel', folder: kernel, may: [] },
  { name: 'domain', folder: domain, may: [kernel] },
  // Its lists of states and kinds are the domain's own.
  { name: 'contract', folder: contract, may: [domain, kernel, npm('zod')] },
  // The latency histogram is the one package that the engine computes with.
  { name: 'engine', folder: engine, may: [domain, kernel, npm('hdr-histogram-js')] },
  { name: 'simulation', folder: '^src/main/simulation/', may: [engine, domain, kernel] },
  {
    name: 'infra',
    folder: '^src/main/infra/',
    may: [...enginePorts, domain, kernel, anyPackage],
    node: true,
  },
  {
    name: 'ipc',
    folder: '^src/main/ipc/',
    may: [contract, engine, domain, kernel, npm('comlink', 'zod')],
    node: true,
  },
  {
    name: 'app',
    folder: '^src/main/app/',
    // Other programs are the shell's own business: the engine has no part in them.
    may: [contract, kernel, '^src/main/infra/(?:paths|fdc3|clock|link)/', npm('electron', 'comlink')],
    node: true,
  },
  { name: 'preload', folder: '^src/preload/', may: [contract, npm('electron')] },
  {
    name: 'renderer',
    folder: '^src/renderer/',
    without: ui,
    may: [ui, contract, domain, kernel, windowPackages],
  },
  { name: 'ui', folder: ui, may: [kernel, windowPackages] },
];

/**
 * @param {Layer} layer
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
function layerRules({ name, folder, without, may, node = false }) {
  const from = { path: folder, pathNot: without === undefined ? [tests] : [tests, without] };
  /** @type {import('dependency-cruiser').IForbiddenRuleType} */
  const own = {
    name: `${name}-imports`,
    from,
    to: { pathNot: [folder, ...may], dependencyTypesNot: ['core'] },
  };
  /** @type {import('dependency-cruiser').IForbiddenRuleType} */
  const core = { name: `${name}-node`, from, to: { dependencyTypes: ['core'] } };
  return node ? [own] : [own, core];
}

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const houseRules = [
  {
    name: 'hosts-only-from-outside',
    from: { path: '^src/', pathNot: [tests, '^src/main/hosts/'] },
    to: { path: '^src/main/hosts/' },
  },
  {
    name: 'hosts-without-window',
    from: { path: '^src/main/hosts/' },
    to: { path: ['^src/renderer/', '^src/preload/', '^src/main/app/'] },
  },
  // A client knows an exchange by its wire alone.
  {
    name: 'sim-client-by-wire',
    from: { path: '^src/main/infra/venues/sim/client/', pathNot: tests },
    to: { path: '^src/main/infra/venues/sim/(?!client/|wire/)' },
  },
  // Nothing of the product needs what measures it or makes its samples.
  {
    name: 'product-without-tools',
    from: { path: '^src/', pathNot: tests },
    to: { path: '^(?:bench|scripts|e2e)/' },
  },
  { name: 'tests-only-from-tests', from: { path: '^src/', pathNot: tests }, to: { path: tests } },
  {
    name: 'sqlite-only-in-infra',
    from: { path: '^src/', pathNot: [tests, '^src/main/infra/', '^src/main/hosts/'] },
    to: { path: npm('better-sqlite3') },
  },
  {
    name: 'electron-only-in-app',
    from: { path: '^src/', pathNot: ['^src/main/app/', '^src/preload/'] },
    to: { path: npm('electron') },
  },
  {
    name: 'no-development-package',
    from: { path: '^src/', pathNot: [tests] },
    to: { dependencyTypes: ['npm-dev'], pathNot: npm('electron') },
  },
  { name: 'no-undeclared-package', from: {}, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] } },
  { name: 'no-unresolved', from: {}, to: { couldNotResolve: true } },
  { name: 'no-cycle', from: {}, to: { circular: true } },
];

/** The folders of the engine from top to bottom: the path of a signal. Each imports only what stands below it. */
export const engineFolders = [
  'assembly',
  'past',
  'start',
  'recovery',
  'trading',
  'signals',
  'pipeline',
  'risk',
  'brackets',
  'commands',
  'gates',
  'resilience',
  'queries',
  'readmodel',
  'orders',
  'alerts',
  'operators',
  'settings',
  'telemetry',
  'events',
];

/** The folders of the window from top to bottom. Each imports only what stands below it. */
export const rendererFolders = ['windows', 'screens', 'store', 'ipc', 'model', 'ui', 'format', 'styles'];

/**
 * A folder imports only what stands below it in the list, and no folder is missing in the list.
 * @param {string} name
 * @param {string} parent
 * @param {readonly string[]} folders from top to bottom
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
function orderRules(name, parent, folders) {
  const inOrder = folders.slice(1).map((folder, index) => ({
    name: `${name}-${folder}-order`,
    from: { path: `${parent}${folder}/`, pathNot: tests },
    to: { path: `${parent}(?:${folders.slice(0, index + 1).join('|')})/` },
  }));
  return [
    ...inOrder,
    {
      name: `${name}-folders`,
      from: { path: `${parent}[^/]+/`, pathNot: [tests, `${parent}(?:${folders.join('|')})/`] },
      to: {},
    },
  ];
}

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const folderRules = [
  ...orderRules('engine', engine, engineFolders),
  ...orderRules('renderer', '^src/renderer/', rendererFolders),
  // The files beside the folders are the ground on which all of them stand.
  {
    name: 'engine-ground',
    from: { path: `${engine}[^/]+\\.ts$`, pathNot: tests },
    to: { path: `${engine}[^/]+/` },
  },
];

/** @type {import('dependency-cruiser').IFlattenedRuleSet} */
export const importRules = {
  forbidden: [...layers.flatMap(layerRules), ...folderRules, ...houseRules].map((rule) => ({
    ...rule,
    severity: 'error',
  })),
};
