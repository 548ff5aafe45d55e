// The rules that keep casts in the readers of what comes from outside: with them planted casts fail, and no file stands
// in the list of readers that has none.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const configuration = readFileSync(join(root, '.oxlintrc.json'), 'utf8');
const [, listed = ''] =
  /"files": \[([^\]]*)\],\s*"rules": \{ "typescript\/no-unsafe-type-assertion": "off" \}/.exec(
    configuration,
  ) ?? [];
const readers = [...listed.matchAll(/"([^"]+)"/g)].map(([, file = '']) => file);

/** The findings in these files, each as `file:line rule`. */
function found(folder: string, config: string, files: readonly string[]): readonly string[] {
  const lint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const args = [lint, '-c', config, '--type-aware', '-f', 'unix', ...files];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  return [...stdout.matchAll(/^(\S+?):(\d+):\d+: .*\((no-unsafe-[a-z-]+)\)\]$/gm)].map(
    ([, file = '', line = '', rule = '']) => `${file}:${line} ${rule}`,
  );
}

function planted(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'bw-casts-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['scripts', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  writeFileSync(join(folder, '.oxlintrc.json'), configuration);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    '{ "compilerOptions": { "strict": true }, "include": ["src"] }',
  );
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `/** Planted. */\n${text}\n`);
  }
  return found(folder, '.oxlintrc.json', ['src']);
}

test('a cast to a named type, a hidden one too, stands in no file but a reader', () => {
  const [reader = ''] = readers.toReversed();
  const cast = `export type Id = string & { readonly id: true };\nexport const id = (text: string) => text as Id;`;
  const faults = planted({
    'src/main/engine/cast.ts': cast,
    'src/main/engine/twice.ts': 'export const many = (one: number) => one as unknown as readonly number[];',
    'src/main/engine/hidden.ts': "const one: { a: string } = JSON.parse('{}');\nexport const { a } = one;",
    'src/main/engine/member.ts': "export const a = String(JSON.parse('{}').a);",
    'src/main/engine/lawful.ts': 'export const given = (one: unknown): unknown => one as unknown;',
    'src/main/engine/cast.unit.test.ts': cast,
    [reader]: cast,
  });
  expect(faults.toSorted()).toEqual([
    'src/main/engine/cast.ts:3 no-unsafe-type-assertion',
    'src/main/engine/hidden.ts:2 no-unsafe-assignment',
    'src/main/engine/member.ts:2 no-unsafe-member-access',
    'src/main/engine/twice.ts:2 no-unsafe-type-assertion',
  ]);
});

test('every file in the list of readers has a cast', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bw-readers-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const config = join(folder, 'strict.json');
  writeFileSync(
    config,
    JSON.stringify({ plugins: ['typescript'], rules: { 'typescript/no-unsafe-type-assertion': 'error' } }),
  );
  const casting = found(root, config, readers).map((fault) => fault.split(':')[0]);
  expect(readers.length).toBeGreaterThan(0);
  expect(readers.filter((file) => !casting.includes(file))).toEqual([]);
});
