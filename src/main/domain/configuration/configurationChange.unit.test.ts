import { expect, it } from 'vitest';
import { changesBetween } from './configurationChange.ts';

it('says what is new, gone and other, in the order of the paths', () => {
  const before = { b: 2, 'risk.positionMax': '5', gone: true };
  const after = { b: '2', 'risk.positionMax': '7', a: 'x' };
  expect(changesBetween(before, after)).toEqual([
    { path: 'a', to: 'x' },
    { path: 'gone', from: true },
    { path: 'risk.positionMax', from: '5', to: '7' },
  ]);
});

it('says nothing of a limit that an earlier version did not know and that holds nothing back', () => {
  const later = { 'risk.longPositionMax': 'none', 'risk.repeatedOrdersWindowMs': 1_000 };
  expect(changesBetween({}, later)).toEqual([{ path: 'risk.repeatedOrdersWindowMs', to: 1_000 }]);
  expect(changesBetween(later, {})).toEqual([{ path: 'risk.repeatedOrdersWindowMs', from: 1_000 }]);
  expect(changesBetween({}, { 'routes.main': 'none' })).toEqual([{ path: 'routes.main', to: 'none' }]);
});
