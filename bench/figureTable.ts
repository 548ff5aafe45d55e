/** The figures as a table for a person. */
import { isReached, type Figure, type Goal } from './figures.ts';
import { textTable } from './textTable.ts';

const heads = ['figure', 'value', 'unit', 'smallest', 'largest', 'beside', 'ratio', 'goal', ''];

export function figureTable(figures: readonly Figure[]): string {
  return textTable(heads, figures.map(cellsOf));
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
