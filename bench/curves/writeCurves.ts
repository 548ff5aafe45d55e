/** Puts drawn curves between their two marks in a page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { invariant } from '../../src/shared/kernel/invariant.ts';

const begin = '<!-- curves: npm run bench -- --curves -->';
const end = '<!-- end of curves -->';

export function writeCurves(page: string | URL, curves: string): void {
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  invariant(from >= 0 && to > from, `the page has ${begin} and then ${end}`);
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n\n${curves}\n\n${text.slice(to)}`);
}
