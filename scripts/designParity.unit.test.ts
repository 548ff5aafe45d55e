// docs/design-parity.md stays true: no cell is empty, and every link's text stands in the file that it leads to.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const docs = join(import.meta.dirname, '..', 'docs');
const page = readFileSync(join(docs, 'design-parity.md'), 'utf8');

interface Row {
  readonly design: string;
  readonly here: string;
  readonly shownBy: string;
}

const rows: readonly Row[] = page
  .split('\n')
  .filter((line) => /^\| (?!design |---)/.test(line))
  .map((line) => {
    const [design = '', here = '', shownBy = ''] = line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim());
    return { design, here, shownBy };
  });

function linksIn(cell: string): readonly { readonly text: string; readonly target: string }[] {
  return [...cell.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, text = '', target = '']) => ({
    text,
    target,
  }));
}

describe('the parity of the original design', () => {
  test('has rows', () => {
    expect(rows.length).toBeGreaterThan(80);
  });

  test.each(rows.map((row) => [row.design, row] as const))(
    '%s is here, and shown by a test',
    (_design, row) => {
      const here = linksIn(row.here);
      const shown = linksIn(row.shownBy);
      expect(here.length).toBeGreaterThan(0);
      expect(shown.length).toBeGreaterThan(0);
      for (const { text, target } of [...here, ...shown]) {
        const file = join(docs, target);
        expect(existsSync(file), target).toBe(true);
        expect(readFileSync(file, 'utf8').includes(text), `"${text}" in ${target}`).toBe(true);
      }
      for (const { target } of shown) expect(target).toMatch(/\.test\.tsx?$|Contract\.ts$|\.spec\.ts$/);
    },
  );
});
