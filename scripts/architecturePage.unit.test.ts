// Writes docs/architecture.md: the picture from the code's own imports, the path of a signal from files that must be
// there. Fails when the page is not what the code says; `vitest run --update=all scripts/architecturePage` renews it.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';
import { engineFolders, rendererFolders } from './lib/importRules.mjs';

const root = join(import.meta.dirname, '..');
const engine = join(root, 'src/main/engine');

/** Which folder of the engine imports which, tests left out. */
function imports(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const file of globSync('**/*.ts', { cwd: engine })) {
    if (/\.test\.ts$|\/testing\//.test(file)) continue;
    const from = file.split('/')[0] ?? '';
    const targets = found.get(from) ?? new Set<string>();
    found.set(from, targets);
    for (const [, path = ''] of readFileSync(join(engine, file), 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      const to = relative(engine, normalize(join(engine, dirname(file), path)));
      const folder = to.split('/')[0] ?? '';
      if (!to.startsWith('..') && folder !== from) targets.add(folder);
    }
  }
  return found;
}

/** An arrow is left out where another way of arrows leads there. */
function arrows(): string[] {
  const graph = imports();
  const reach = (from: string, to: string, without: string): boolean =>
    [...(graph.get(from) ?? [])].some(
      (next) => !(from === without && next === to) && (next === to || reach(next, to, without)),
    );
  return engineFolders.flatMap((from) =>
    engineFolders
      .filter((to) => graph.get(from)?.has(to) === true && !reach(from, to, from))
      .map((to) => `  ${from} --> ${to}`),
  );
}

const path: readonly (readonly [file: string, what: string])[] = [
  [
    'infra/intake/signalFile.ts',
    'A file is read record by record; `desk run` reads lines, the window sends tickets.',
  ],
  ['hosts/feed/takeRecord.ts', 'Each record is given to the intake, and its answer waited for.'],
  [
    'engine/signals/signalProcessor.ts',
    'The intake judges the form, appends `SignalReceived` and hands the signal on; the producer is told when it is on disk.',
  ],
  ['domain/signal/parseSignal.ts', 'Every field is parsed here, once; a refusal names all that is wrong.'],
  [
    'engine/signals/coordinator.ts',
    'Takes signals through the pipeline ahead of the disk, so many at once, each to one outcome; ends one whose ground is lost.',
  ],
  [
    'engine/pipeline/orderProcessingPipeline.ts',
    'Runs the stages by priority, with a span and a latency for each.',
  ],
  ['engine/pipeline/stages/validationStage.ts', '100: instrument, tick, lot, prices, times in force.'],
  [
    'engine/pipeline/stages/riskAssessmentStage.ts',
    '200: the risk rules behind their breaker; the decision record.',
  ],
  ['domain/risk/riskRules.ts', 'Each rule is a pure function of input and limit.'],
  ['engine/pipeline/stages/creationStage.ts', '300: `OrderCreated` with the decision, or `OrderDenied`.'],
  ['engine/commands/orderCommandHandler.ts', 'Decides against the state of the order, appends, evolves.'],
  ['domain/order/decide/decideOrder.ts', 'Command and state give events, by the one transition table.'],
  [
    'infra/sqlite/events/writableEventStore.ts',
    'Appends of all orders in flight share a durable commit, which a thread of its own makes.',
  ],
  ['engine/pipeline/stages/executionStage.ts', '400: to the venue.'],
  ['engine/commands/submitOrder.ts', 'Comparison, guard, trading state; the intent on disk; then the call.'],
  ['engine/resilience/guardedVenue.ts', 'Breaker, rate limiter, bulkhead, timeout, retry around every call.'],
  ['infra/venues/sim/client/simVenue.ts', 'The venue port over the wire of the simulated exchange.'],
  ['engine/commands/venueListener.ts', 'What the venue reports becomes commands on the order.'],
  [
    'engine/assembly/life/followChanges.ts',
    'Each commit goes to the books in memory, the read model, alerts, brackets and subscribers.',
  ],
  ['ipc/streams/orders/ordersFeed.ts', 'Changes of rows go to the window, gathered by frame, with credit.'],
];

test('docs/architecture.md is what the code says', async () => {
  const missing = path.filter(([file]) => !existsSync(join(root, 'src/main', file)));
  expect(missing).toEqual([]);
  const drawn = arrows();
  expect(drawn.length).toBeGreaterThan(engineFolders.length - 2);
  const lines = path.map(([file, what], index) => `${index + 1}. [${file}](../src/main/${file}): ${what}`);
  const page = `# How it is built

Made from the code by \`scripts/architecturePage.unit.test.ts\`; do not edit by hand.

The domain is pure. The engine does no input or output of its own: what it needs
comes in through ports, and hosts put it together with adapters from \`infra\`.
One engine runs in the worker thread of the window, headless, in the benchmark
and in the simulator. Who may import whom is checked by \`npm run imports\`.

## The engine's folders

A folder imports only what stands below it. An arrow that other arrows already
say is left out.

\`\`\`mermaid
flowchart TD
${drawn.join('\n')}
\`\`\`

## The path of a signal

${lines.join('\n')}

## Rooms

A folder has about 15 files at most, tests left out. Three have one or two more,
because their files are of one kind, and a split would only hide that:
\`shared/contract\` has a file for each part of the bridge, \`infra/venues/fix/session\`
a file for each step of the session layer, and \`infra/sqlite/orders\` a file for each
question to the read model. No two folders of \`src/main\` or \`src/renderer\` import each
other, parents and children included. In the window, a folder imports only what stands
below it: ${rendererFolders.map((folder) => `\`${folder}\``).join(', ')}.

## Size

Lines of production code (TypeScript and CSS) by folder of \`src\`, tests and their
helpers left out, counted on 2026-11-29:

| folder | lines | files |
|---|---:|---:|
| \`renderer\` | 33,287 | 388 |
| \`main/infra\` | 24,260 | 249 |
| \`main/engine\` | 24,266 | 235 |
| \`main/hosts\` | 12,504 | 144 |
| \`main/domain\` | 10,478 | 115 |
| \`main/simulation\` | 5,910 | 49 |
| \`shared\` | 4,224 | 54 |
| \`main/ipc\` | 3,916 | 62 |
| \`main/app\` | 1,590 | 25 |
| \`preload\` | 20 | 1 |
| all | 120,455 | 1,322 |
`;
  await expect(page).toMatchFileSnapshot('../docs/architecture.md');
});
