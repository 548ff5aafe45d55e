import { expect, test } from 'vitest';
import type { LimitLine } from '../../../shared/contract/limits.ts';
import { matchesLimit, noLimitFilter, restricts, sortLimits, useLook } from './limitLook.ts';

const line = (change: Partial<LimitLine>): LimitLine => ({
  limit: 'positionMax',
  rule: 'position_limit',
  scope: 'desk',
  hard: '100',
  by: 'engine',
  at: '2026-11-23T10:00:00.000000Z',
  reason: 'in the configuration at the start',
  denials: 0,
  ...change,
});
const use = (share: number, change = {}) => ({
  value: '1',
  where: 'main SPX',
  headroom: '1',
  share,
  ...change,
});

test('use is told in a word and a number, and what has none says why', () => {
  const word = (change: Partial<LimitLine>): string => useLook(line(change)).word;
  expect(word({ use: use(0.7999) })).toBe('79 %');
  expect(word({ use: use(0.8) })).toBe('80 %, near');
  expect(word({ use: use(1) })).toBe('100 %, near');
  expect(word({ use: use(1.004, { beyond: true }) })).toBe('100 %, beyond');
  expect(word({ soft: '50', use: use(0.5, { soft: true }) })).toBe('50 % of soft');
  expect(word({ hard: 'none', use: { value: '7', where: 'main SPX' } })).toBe('no limit');
  expect(word({ limit: 'orderQuantityMax' })).toBe('each order');
  expect(word({})).toBe('not known');
});

test('a soft limit alone is a limit', () => {
  expect(useLook(line({ soft: '50', hard: 'none', use: use(0.1, { soft: true }) })).word).toBe(
    '10 % of soft',
  );
});

test('filters by scope, and by what is near, has denied or was set by hand', () => {
  const near = line({ use: use(0.9) });
  const denied = line({ scope: 'account:main', denials: 2 });
  const set = line({ scope: 'symbol:SPX', over: { hard: 'none' } });
  const found = (change: object) =>
    [near, denied, set].filter((one) => matchesLimit(one, { ...noLimitFilter, ...change }));
  expect(found({})).toEqual([near, denied, set]);
  expect(found({ scope: 'account:main' })).toEqual([denied]);
  expect(found({ show: 'near' })).toEqual([near]);
  expect(found({ show: 'denied' })).toEqual([denied]);
  expect(found({ show: 'set' })).toEqual([set]);
  expect(found({ show: 'set', scope: 'desk' })).toEqual([]);
});

test('sorts by use with what has none last, and keeps the order of equals', () => {
  const [a, b, c] = [line({ use: use(0.1) }), line({}), line({ use: use(0.9) })];
  expect(sortLimits([a, b, c], [{ id: 'use', desc: true }])).toEqual([c, a, b]);
  expect(sortLimits([a, b, c], [{ id: 'scope', desc: true }])).toEqual([a, b, c]);
});

test('a symbol is restricted by a limit of zero on what opens a position', () => {
  expect(restricts(line({ limit: 'openingQuantityMax', hard: '0' }))).toBe(true);
  expect(restricts(line({ limit: 'openingQuantityMax', soft: '0', hard: 'none' }))).toBe(true);
  expect(restricts(line({ limit: 'openingQuantityMax', hard: '1' }))).toBe(false);
  expect(restricts(line({ hard: '0' }))).toBe(false);
});
