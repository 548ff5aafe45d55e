/** What the page for administrators says of the reporting tables. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { programRoot } from '../paths/programFiles.ts';
import { reportKinds } from './reportTables.ts';

it.each(reportKinds)('the page names the columns of $view in their order', ({ view, columns }) => {
  const page = readFileSync(join(programRoot, 'docs/postgres.md'), 'utf8');
  const [line = ''] = page.split('\n').filter((text) => text.startsWith(`| \`${view}\` |`));
  const named = [...line.matchAll(/`(\w+)`/g)].map(([, name]) => name).slice(1);
  expect(named.filter((name) => columns.includes(String(name)))).toEqual(columns);
});
