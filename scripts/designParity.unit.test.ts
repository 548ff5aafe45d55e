// docs/design-parity.md and docs/controls.md stay true: "here" leads to what the file defines and the product uses, "shown
// by" to a test that the file has.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { usesIn } from './lib/namesInCode.ts';
import { parityFaults, parityRowsIn, type ParityRow } from './lib/parityFaults.ts';

const root = join(import.meta.dirname, '..');

/** What the product and its benchmark use. */
const used = new Set(
  globSync(['src/**/*.{ts,tsx}', 'bench/**/*.ts'], { cwd: root })
    .filter((path) => !/\.test\.tsx?$|[/\\]testing[/\\]/.test(path))
    .flatMap((path) => [...usesIn(path, readFileSync(join(root, path), 'utf8'))]),
);

describe.each([
  ['the parity of the original design', 'design-parity.md', 80],
  ['the controls that desks are asked for', 'controls.md', 30],
])('%s', (_what, page, rowsMin) => {
  const pagePath = join(root, 'docs', page);
  const rows = parityRowsIn(readFileSync(pagePath, 'utf8'));

  test('have rows', () => {
    expect(rows.length).toBeGreaterThan(rowsMin);
  });

  test.each(rows.map((row) => [row.design, row] as const))(
    '%s is here, and shown by a test',
    (_design, row) => {
      const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
      expect(parityFaults(row, pagePath, read, (name) => used.has(name))).toEqual([]);
    },
  );
});

const code = `
import { Imported } from './elsewhere.ts';
// A comment names Remarked.
export interface Port { send(order: Passed): void; readonly limit: number }
export type Shape = { readonly corner: string } | { readonly edge: string };
export class Gate {
  private door = 'Written';
  left() { return this.door; }
  open(argument: number) { const local = argument; return new Imported(local); }
}
export const wall = 1;
function helper() {}
`;
const tests = `
// it('is remarked', () => {});
describe('the gate', () => {
  it('opens', () => { expect(gate.open(), 'is told').toBe(true); });
  test.each([1])('opens for %s', () => {});
  test.skipIf(isWindows)('opens on Linux', () => {});
  it.skip('is skipped', () => {});
  test.todo('is planned');
});
describe.skip('the wall', () => { it('stands', () => {}); });
export function gateContract() {}
function inside() {}
`;
const planted: Readonly<Record<string, string>> = {
  'src/gate.ts': code,
  'src/gate.unit.test.ts': tests,
  'src/gateContract.ts': tests,
  'CHANGELOG.md': '# Changes\n\n## 0.1.0\n\nMentions 0.2.0.\n',
};
const faultsOf = (here: string, shownBy: string) =>
  parityFaults(
    { design: 'Gate', here, shownBy } satisfies ParityRow,
    'docs/page.md',
    (path) => planted[path],
    (name) => name !== 'left',
  );

const goodHere = '[Gate](../src/gate.ts)';
const goodShown = '[opens](../src/gate.unit.test.ts)';

describe('the check of a row', () => {
  test.each(['Port', 'send', 'limit', 'Shape', 'edge', 'Gate', 'door', 'open', 'wall', 'helper'])(
    'takes the definition %s',
    (name) => {
      expect(faultsOf(`[${name}](../src/gate.ts)`, goodShown)).toEqual([]);
    },
  );

  test.each(['Imported', 'Remarked', 'Written', 'Passed', 'order', 'argument', 'local', 'Gat'])(
    'finds that %s is not defined, although the word stands in the file',
    (name) => {
      expect(faultsOf(`[${name}](../src/gate.ts)`, goodShown)).toEqual([
        `../src/gate.ts defines no "${name}"`,
      ]);
    },
  );

  test.each(['the gate', 'opens', 'opens for %s', 'opens on Linux', 'gateContract'])(
    'takes the test %s',
    (title) => {
      expect(faultsOf(goodHere, `[${title}](../src/gate.unit.test.ts)`)).toEqual([]);
    },
  );

  test.each(['is remarked', 'is told', 'open', 'is skipped', 'is planned', 'the wall', 'stands', 'inside'])(
    'finds that no test is called %s, although the words stand in the file',
    (title) => {
      expect(faultsOf(goodHere, `[${title}](../src/gateContract.ts)`)).toEqual([
        `../src/gateContract.ts has no test "${title}"`,
      ]);
    },
  );

  test('finds that only tests use what is named', () => {
    expect(faultsOf('[left](../src/gate.ts)', goodShown)).toEqual(['only tests use "left"']);
  });

  test('counts a reference, a call and a read member as uses, and no definition, import or comment', () => {
    const uses = usesIn('gate.ts', `${code} helper(); const { taken, from: there } = wall;`);
    const names = ['door', 'local', 'Imported', 'helper', 'wall', 'taken', 'from', 'Passed'];
    expect(names.filter((name) => uses.has(name))).toEqual(names);
    const others = ['Port', 'Shape', 'Gate', 'send', 'limit', 'edge', 'left', 'open', 'Remarked', 'there'];
    expect(others.filter((name) => uses.has(name))).toEqual([]);
  });

  test('takes a heading of a text, and no other word of it', () => {
    expect(faultsOf('[0.1.0](../CHANGELOG.md)', goodShown)).toEqual([]);
    expect(faultsOf('[0.2.0](../CHANGELOG.md)', goodShown)).toEqual(['../CHANGELOG.md defines no "0.2.0"']);
  });

  test('finds what leads nowhere: no link, a file that is gone, a test in a file of code', () => {
    expect(faultsOf('soon', 'soon')).toEqual(['"here" leads to no file', '"shown by" leads to no test']);
    expect(faultsOf('[Gate](../src/gone.ts)', '[opens](../src/gone.unit.test.ts)')).toEqual([
      '../src/gone.ts does not exist',
      '../src/gone.unit.test.ts does not exist',
    ]);
    expect(faultsOf(goodHere, '[opens](../src/gate.ts)')).toEqual(['../src/gate.ts is no file of tests']);
  });
});
