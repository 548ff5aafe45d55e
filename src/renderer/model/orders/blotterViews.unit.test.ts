import { ids } from '../../../shared/kernel/testing/ids.ts';
import { expect, test } from 'vitest';
import { builtInViews, filterOf, isAsSaved, readViews, viewOf, whyNotNamed } from './blotterViews.ts';
import { noFilter, toOrderFilter } from './orderFilter.ts';
import { sinceOf, sinceWords } from './period.ts';

const layout = { sorting: [], order: [], visibility: {}, widths: {}, pinned: [] };
const noon = Date.parse('2026-11-29T12:00:00.000Z');

test('a broken view loses no other, and is not thrown away', () => {
  const good = viewOf('mine', { ...noFilter, symbol: ids.symbol('SPX') }, layout);
  const broken = { name: 'bad', filter: { text: '', group: 'no such group' }, layout };
  expect(readViews([good, broken, 7])).toEqual({ views: [good], broken: [broken, 7] });
});

test('the period of a view begins anew whenever the view is shown', () => {
  const filter = { ...noFilter, since: sinceOf('today', noon - 86_400_000) };
  const view = viewOf('today', filter, layout);
  expect(toOrderFilter(filterOf(view, noon))).toEqual({ createdFrom: '2026-11-29T00:00:00.000000Z' });
  expect(isAsSaved(view, filterOf(view, noon), layout)).toBe(true);
});

test('a view is as saved until the filter or the columns are others', () => {
  const view = viewOf('mine', { ...noFilter, side: 'buy' }, layout);
  const filter = filterOf(view, noon);
  expect(isAsSaved(view, filter, layout)).toBe(true);
  expect(isAsSaved(view, { ...filter, side: undefined }, layout)).toBe(false);
  expect(isAsSaved(view, filter, { ...layout, pinned: ['order'] })).toBe(false);
});

test('a view that comes with the console leaves the columns alone', () => {
  const working = builtInViews.find(({ name }) => name === 'Working')!;
  expect(isAsSaved(working, filterOf(working, noon), { ...layout, pinned: ['order'] })).toBe(true);
});

test('a name is given once, and is not empty', () => {
  expect(whyNotNamed('', builtInViews)).toMatch(/name/);
  expect(whyNotNamed('Working', builtInViews)).toMatch(/already/);
  expect(whyNotNamed('x'.repeat(41), builtInViews)).toMatch(/40/);
  expect(whyNotNamed('mine', builtInViews)).toBeUndefined();
});

test('a stretch of time says when it began', () => {
  expect(sinceWords(sinceOf('hour', noon))).toBe('Since 11:00:00 UTC');
  expect(sinceWords(sinceOf('today', noon))).toBe('Since 2026-11-29 UTC');
});
