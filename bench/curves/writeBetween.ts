/** Puts measured figures between their two marks in a page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { invariant } from '../../src/shared/kernel/invariant.ts';

export interface Marks {
  readonly begin: string;
  readonly end: string;
}

export function writeBetween(page: string | URL, figures: string, { begin, end }: Marks): void {
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  invariant(from >= 0 && to > from, `the page has ${begin} and then ${end}`);
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n\n${figures}\n\n${text.slice(to)}`);
}
