// `npm run imports`: checks who imports whom (scripts/lib/importRules.mjs). `--root DIR` checks another tree.
// dependency-cruiser reads no TypeScript with TypeScript 7 alone and reports no error either, so it is given
// TypeScript 6, and a run that read no module or no dependency fails.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { folderCircles } from './lib/folderCircles.mjs';
import { root as checkout } from './lib/places.mjs';
import { importRules } from './lib/importRules.mjs';

registerHooks({
  resolve(specifier, context, next) {
    const isAsked = specifier === 'typescript' || specifier.startsWith('typescript/');
    if (!isAsked || !context.parentURL?.includes('/dependency-cruiser/')) return next(specifier, context);
    return next(specifier.replace('typescript', 'typescript6'), { ...context, parentURL: import.meta.url });
  },
});

const named = process.argv.indexOf('--root');
const root = named < 0 ? checkout : resolve(process.argv[named + 1] ?? '.');
const folders = ['src', 'bench', 'e2e', 'scripts'].filter((folder) => existsSync(join(root, folder)));

const { cruise } = await import('dependency-cruiser');
const { output } = await cruise(
  folders,
  {
    baseDir: root,
    ruleSet: importRules,
    validate: true,
    tsPreCompilationDeps: true,
    // Where node_modules is a link, its packages are still those of node_modules.
    preserveSymlinks: true,
    detectProcessBuiltinModuleCalls: true,
    doNotFollow: { path: ['node_modules'] },
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
  { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'] },
);
if (typeof output === 'string') throw new Error('dependency-cruiser gave text instead of its findings');

const { summary, modules } = output;
const ownModules = modules.filter((module) => !module.source.includes('node_modules'));
const dependencies = ownModules.reduce((sum, module) => sum + module.dependencies.length, 0);
for (const { rule, from, to, cycle } of summary.violations) {
  const path = cycle === undefined ? to : cycle.map((step) => step.name).join(' -> ');
  console.log(`${rule.name}: ${from} -> ${path}`);
}
const circles = folderCircles(
  ownModules.flatMap(({ source: from, dependencies: to }) =>
    to.map(({ resolved }) => ({ from, to: resolved })),
  ),
);
for (const circle of circles) {
  console.log(`no-folder-cycle: ${circle.map(({ from, to }) => `${from} -> ${to}`).join(', ')}`);
}
const violations = summary.violations.length + circles.length;
console.log(`${ownModules.length} modules, ${dependencies} imports, ${violations} violations`);
if (ownModules.length === 0 || dependencies === 0) {
  console.log('Nothing was read: the check itself is broken.');
}
process.exitCode = violations > 0 || dependencies === 0 ? 1 : 0;
