/** What is wrong with a row of docs/design-parity.md or docs/controls.md: a sentence for each fault. */
import { dirname, join } from 'node:path';
import { definitionsIn, exportedFunctionsIn, testTitlesIn } from './namesInCode.ts';

export interface ParityRow {
  readonly design: string;
  readonly here: string;
  readonly shownBy: string;
}

/** The text of the file at a path, undefined when there is none. */
export type ReadText = (path: string) => string | undefined;

export function parityRowsIn(page: string): readonly ParityRow[] {
  return page
    .split('\n')
    .filter((line) => /^\| (?!design |control |---)/.test(line))
    .map((line) => {
      const [design = '', here = '', shownBy = ''] = line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim());
      return { design, here, shownBy };
    });
}

interface Link {
  readonly text: string;
  readonly target: string;
}

function linksIn(cell: string): readonly Link[] {
  return [...cell.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, text = '', target = '']) => ({
    text,
    target,
  }));
}

function isDefined({ text, target }: Link, file: string): boolean {
  const isHeading = (line: string): boolean => line.startsWith('#') && line.includes(text);
  if (target.endsWith('.md')) return file.split('\n').some(isHeading);
  return definitionsIn(target, file).has(text);
}

function isTest({ text, target }: Link, file: string): boolean {
  return testTitlesIn(target, file).has(text) || exportedFunctionsIn(target, file).has(text);
}

const testFile = /\.test\.tsx?$|Contract\.ts$|\.spec\.ts$/;

/**
 * The page's path is for the links, which lead on from its folder. `isUsed` says whether code of the product uses a
 * name.
 */
export function parityFaults(
  row: ParityRow,
  pagePath: string,
  read: ReadText,
  isUsed: (name: string) => boolean,
): readonly string[] {
  const here = linksIn(row.here);
  const shown = linksIn(row.shownBy);
  const faults: string[] = [];
  if (here.length === 0) faults.push('"here" leads to no file');
  if (shown.length === 0) faults.push('"shown by" leads to no test');
  const judge = (link: Link, holds: (link: Link, file: string) => boolean, fault: string): void => {
    const file = read(join(dirname(pagePath), link.target));
    if (file === undefined) faults.push(`${link.target} does not exist`);
    else if (!holds(link, file)) faults.push(`${link.target} ${fault} "${link.text}"`);
  };
  for (const link of here) {
    judge(link, isDefined, 'defines no');
    if (!link.target.endsWith('.md') && !isUsed(link.text)) faults.push(`only tests use "${link.text}"`);
  }
  for (const link of shown) {
    if (testFile.test(link.target)) judge(link, isTest, 'has no test');
    else faults.push(`${link.target} is no file of tests`);
  }
  return faults;
}
