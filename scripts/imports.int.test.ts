// The check of the import rules, on planted trees: it must fail for each rule, and pass a tree without a violation.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineFolders, importRules, layers, rendererFolders } from './lib/importRules.mjs';

const root = join(import.meta.dirname, '..');

type Import = readonly [from: string, to: string];

const lawful: readonly Import[] = [
  ['src/shared/contract/orders.ts', 'src/shared/kernel/ids.ts'],
  ['src/shared/contract/orders.ts', 'zod'],
  ['src/main/domain/order/order.ts', 'src/shared/kernel/ids.ts'],
  ['src/main/engine/assembly/engine.ts', 'src/main/domain/order/order.ts'],
  ['src/main/infra/sqlite/store.ts', 'src/main/engine/ports.ts'],
  ['src/main/infra/sqlite/store.ts', 'better-sqlite3'],
  ['src/main/infra/sqlite/store.ts', 'node:fs'],
  ['src/main/ipc/bridge.ts', 'src/main/engine/assembly/engine.ts'],
  ['src/main/ipc/bridge.ts', 'src/shared/contract/orders.ts'],
  ['src/main/app/main.ts', 'electron'],
  ['src/main/app/main.ts', 'src/shared/contract/orders.ts'],
  ['src/main/hosts/worker/worker.ts', 'src/main/infra/sqlite/store.ts'],
  ['src/main/hosts/worker/worker.ts', 'src/main/ipc/bridge.ts'],
  ['src/renderer/screens/orders.tsx', 'src/shared/contract/orders.ts'],
  ['src/renderer/screens/orders.tsx', 'src/renderer/ui/button.tsx'],
  ['src/renderer/screens/orders.tsx', 'react'],
  ['src/main/domain/order/order.unit.test.ts', 'vitest'],
  ['src/main/domain/order/order.unit.test.ts', 'src/main/domain/order/testing/orders.ts'],
];

/** For each folder of an order but the topmost, an import of the folder above it. */
function upwards(
  name: string,
  parent: string,
  folders: readonly string[],
): Record<string, readonly Import[]> {
  const pairs = folders.slice(1).map((folder, index) => [folder, folders[index]] as const);
  return Object.fromEntries(
    pairs.map(([folder, above]) => [
      `${name}-${folder}-order`,
      [[`${parent}/${folder}/a.ts`, `${parent}/${above}/b.ts`]],
    ]),
  );
}

/** For each rule, imports that break it. */
const planted: Readonly<Record<string, readonly Import[]>> = {
  'kernel-imports': [['src/shared/kernel/a.ts', 'src/shared/contract/b.ts']],
  'kernel-node': [['src/shared/kernel/a.ts', 'node:fs']],
  'contract-imports': [
    ['src/shared/contract/a.ts', 'src/main/engine/b.ts'],
    ['src/shared/contract/a2.ts', 'comlink'],
  ],
  'contract-node': [['src/shared/contract/a.ts', 'node:path']],
  'domain-imports': [
    ['src/main/domain/a.ts', 'src/shared/contract/b.ts'],
    ['src/main/domain/a2.ts', 'src/main/engine/b.ts'],
    ['src/main/domain/a3.ts', 'zod'],
  ],
  'domain-node': [['src/main/domain/a.ts', 'node:crypto']],
  'engine-imports': [
    ['src/main/engine/a.ts', 'src/main/infra/sqlite/b.ts'],
    ['src/main/engine/a2.ts', 'src/shared/contract/b.ts'],
    ['src/main/engine/a3.ts', 'zod'],
  ],
  'engine-node': [['src/main/engine/a.ts', 'node:timers']],
  ...upwards('engine', 'src/main/engine', engineFolders),
  'engine-folders': [['src/main/engine/unknown/a.ts', 'src/shared/kernel/ids.ts']],
  'engine-ground': [['src/main/engine/a.ts', 'src/main/engine/events/b.ts']],
  'simulation-imports': [['src/main/simulation/a.ts', 'src/main/infra/sqlite/b.ts']],
  'simulation-node': [['src/main/simulation/a.ts', 'node:fs']],
  'infra-imports': [
    ['src/main/infra/a.ts', 'src/shared/contract/b.ts'],
    ['src/main/infra/a2.ts', 'src/main/engine/assembly/createEngine.ts'],
  ],
  'ipc-imports': [['src/main/ipc/a.ts', 'src/main/infra/b.ts']],
  'app-imports': [
    ['src/main/app/a.ts', 'src/main/engine/b.ts'],
    ['src/main/app/a2.ts', 'src/main/infra/sqlite/b.ts'],
  ],
  'preload-imports': [['src/preload/a.ts', 'src/shared/kernel/b.ts']],
  'preload-node': [['src/preload/a.ts', 'node:fs']],
  'renderer-imports': [
    ['src/renderer/a.ts', 'src/main/engine/b.ts'],
    ['src/renderer/a2.ts', 'electron'],
  ],
  'renderer-node': [['src/renderer/a.ts', 'node:fs']],
  ...upwards('renderer', 'src/renderer', rendererFolders),
  'renderer-folders': [['src/renderer/unknown/a.ts', 'src/shared/kernel/ids.ts']],
  'ui-imports': [
    ['src/renderer/ui/a.ts', 'src/shared/contract/b.ts'],
    ['src/renderer/ui/a2.ts', 'src/renderer/screens/b.ts'],
  ],
  'ui-node': [['src/renderer/ui/a.ts', 'node:fs']],
  'hosts-only-from-outside': [['src/main/app/a.ts', 'src/main/hosts/b.ts']],
  'hosts-without-window': [['src/main/hosts/a.ts', 'src/main/app/b.ts']],
  'sim-client-by-wire': [
    ['src/main/infra/venues/sim/client/a.ts', 'src/main/infra/venues/sim/exchange/b.ts'],
  ],
  'product-without-tools': [['src/main/hosts/a.ts', 'scripts/samples/b.ts']],
  'tests-only-from-tests': [['src/main/engine/a.ts', 'src/main/engine/testing/b.ts']],
  'sqlite-only-in-infra': [['src/main/ipc/a.ts', 'better-sqlite3']],
  'electron-only-in-app': [['src/main/hosts/a.ts', 'electron']],
  'no-development-package': [['src/main/infra/a.ts', 'yauzl']],
  'no-undeclared-package': [['src/main/infra/a.ts', 'semver']],
  'no-unresolved': [['src/main/infra/a.ts', './nowhere.ts']],
  'no-cycle': [
    ['src/main/domain/a.ts', 'src/main/domain/b.ts'],
    ['src/main/domain/b.ts', 'src/main/domain/a.ts'],
  ],
};

/** Circles between folders that are none between files: parent and child, a longer way round, and in the window. */
const plantedCircles: Readonly<Record<string, readonly Import[]>> = {
  'parent and child': [
    ['src/main/engine/events/up.ts', 'src/main/engine/events/child/one.ts'],
    ['src/main/engine/events/child/two.ts', 'src/main/engine/events/ground.ts'],
  ],
  'three folders': [
    ['src/main/infra/a/one.ts', 'src/main/infra/b/one.ts'],
    ['src/main/infra/b/two.ts', 'src/main/infra/c/one.ts'],
    ['src/main/infra/c/two.ts', 'src/main/infra/a/two.ts'],
  ],
  'two screens of the window': [
    ['src/renderer/screens/a/one.ts', 'src/renderer/screens/b/one.ts'],
    ['src/renderer/screens/b/two.ts', 'src/renderer/screens/a/two.ts'],
  ],
};

const trees: string[] = [];

afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true });
});

/** A tree with these imports, written as type-only ones, which count like all others. */
function plant(imports: readonly Import[]): string {
  const tree = mkdtempSync(join(tmpdir(), 'breakwater-imports-'));
  trees.push(tree);
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const dependencies = { 'better-sqlite3': '*', comlink: '*', react: '*', zod: '*' };
  const devDependencies = { electron: '*', vitest: '*', yauzl: '*' };
  writeFileSync(
    join(tree, 'package.json'),
    JSON.stringify({ type: 'module', dependencies, devDependencies }),
  );
  const contents = new Map<string, string[]>();
  for (const [from, to] of imports) {
    const lines = contents.get(from) ?? [];
    contents.set(from, [...lines, `import type * as _${lines.length} from '${specifier(from, to)}';`]);
    if (to.startsWith('src/') && !contents.has(to)) contents.set(to, []);
  }
  mkdirSync(join(tree, 'src'));
  for (const [file, lines] of contents) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), [...lines, 'export {};', ''].join('\n'));
  }
  return tree;
}

function specifier(from: string, to: string): string {
  if (!to.startsWith('src/')) return to;
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

function check(tree: string): { readonly status: number | null; readonly output: string } {
  const result = spawnSync(process.execPath, ['scripts/imports.mjs', '--root', tree], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status: result.status, output: result.stdout + result.stderr };
}

/** The file with the rule in its name, so that all rules can be broken in one tree. */
function fileFor(rule: string, file: string): string {
  return file.startsWith('src/') ? join(dirname(file), `${rule}-${basename(file)}`) : file;
}

describe('the import check', () => {
  it('has planted imports for every rule', () => {
    expect(Object.keys(planted).toSorted()).toEqual(
      importRules.forbidden?.map((rule) => rule.name).toSorted(),
    );
    expect(layers.length).toBeGreaterThan(5);
  });

  it('passes a lawful tree, and has read it', () => {
    const { status, output } = check(plant(lawful));
    expect(output).toMatch(new RegExp(`^\\d{2,} modules, ${lawful.length} imports, 0 violations`, 'm'));
    expect(status).toBe(0);
  });

  it('fails when it reads nothing', () => {
    const { status, output } = check(plant([]));
    expect(output).toContain('0 modules');
    expect(status).toBe(1);
  });

  it('reports each circle between folders once, with its imports', () => {
    const { status, output } = check(plant(Object.values(plantedCircles).flat()));
    const reported = output.split('\n').filter((line) => line.startsWith('no-folder-cycle: '));
    expect(reported).toEqual(
      Object.values(plantedCircles).map(
        (circle) => `no-folder-cycle: ${circle.map((step) => step.join(' -> ')).join(', ')}`,
      ),
    );
    expect(output).toContain(`, ${Object.keys(plantedCircles).length} violations`);
    expect(status).toBe(1);
  });

  describe('on a tree that breaks every rule', () => {
    const imports = Object.entries(planted).flatMap(([rule, list]) =>
      list.map(([from, to]): Import => [fileFor(rule, from), fileFor(rule, to)]),
    );
    let found: ReturnType<typeof check>;

    beforeAll(() => {
      found = check(plant(imports));
    });

    it('fails', () => {
      expect(found.status).toBe(1);
    });

    it.each(Object.entries(planted))('reports what breaks %s', (rule, list) => {
      const reported = found.output.split('\n').filter((line) => line.startsWith(`${rule}: `));
      const froms = rule === 'no-cycle' ? list.slice(0, 1) : list;
      for (const [from] of froms) {
        expect(
          reported.filter((line) => line.includes(`: ${fileFor(rule, from)} -> `)),
          found.output,
        ).toHaveLength(1);
      }
    });
  });
});
