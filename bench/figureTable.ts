/** The figures as a table for a person. */
import { isReached, type Figure, type Goal } from './figures.ts';

const heads = ['figure', 'value', 'unit', 'smallest', 'largest', 'beside', 'ratio', 'goal', ''];

export function figureTable(figures: readonly Figure[]): string {
  const rows = [heads, ...figures.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        isNumeric(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return `${rows.map(lineOf).join('\n')}\n`;
}

function isNumeric(column: number): boolean {
  return [1, 3, 4, 5, 6].includes(column);
}

function cellsOf(figure: Figure): readonly string[] {
  const { name, value, unit, spread, reference, ratio, goal } = figure;
  const reached = isReached(figure);
  return [
    name,
    String(value),
    unit,
    String(spread.min),
    String(spread.max),
    String(reference ?? ''),
    String(ratio ?? ''),
    goal === undefined ? '' : goalText(goal),
    reached === undefined ? '' : reached ? 'reached' : 'not reached',
  ];
}

function goalText(goal: Goal): string {
  if ('valueMax' in goal) return `at most ${goal.valueMax}`;
  return 'ratioMin' in goal ? `ratio at least ${goal.ratioMin}` : `ratio at most ${goal.ratioMax}`;
}
